import type { Row } from './product.ts'

// biome-ignore format: a table reads better than a tower
export const DESK: Row[] = [
  ['Heron Arm Lamp', 'Heron 懸臂檯燈', 'Brook', 168, 15, 'arm', 'fir', 'ochre', 'joint', 'Stands where you put it, like the bird. No springs to tire.', '如蒼鷺般站定，沒有會疲勞的彈簧。'],
  ['Chanterelle Lamp', 'Chanterelle 蘑菇燈', 'Ember', 142, 21, 'mushroom', 'marigold', 'rust', 'gloss', 'A pool of light the shape of supper. Dims to a candle.', '一圈晚飯般的光，可調至燭光。'],
  ['Full Moon Globe', 'Full Moon 圓月燈', 'Dune', 118, 26, 'globe', 'bone', 'bark', 'wood', 'Opal glass on a turned oak foot.', '乳白玻璃配車木橡木座。'],
  ['Clerk’s Lamp', 'Clerk 書房燈', 'Alder', 186, 8, 'bankers', 'fern', 'ochre', 'chain', 'The green shade of every good library, with a modern bulb.', '好圖書館都有的綠燈罩，配現代燈泡。'],
  ['Boathouse Lantern', 'Boathouse 提燈', 'Cairn', 96, 34, 'lantern', 'rust', 'ink', 'cage', 'Cordless for sixteen hours; hang it from a branch.', '無線使用 16 小時，可掛樹枝。'],
  ['Foolscap Cone', 'Foolscap 錐形燈', 'Dune', 88, 29, 'cone', 'sky', 'bone', 'pleat', 'A pleated paper hat on a slim steel stem.', '摺紙燈罩，細鋼燈柱。'],
]

// biome-ignore format: a table reads better than a tower
export const FLOOR: Row[] = [
  ['Surveyor Tripod', 'Surveyor 三腳燈', 'Alder', 248, 9, 'tripod', 'bone', 'bark', 'wood', 'Three ash legs and a linen drum, level on any floor.', '三條白蠟木腳，麻布燈罩，任何地面都平。'],
  ['Longbow Arc', 'Longbow 弧形燈', 'Brook', 324, 4, 'arc', 'ink', 'marigold', 'arc', 'Reaches over the sofa from a foot of granite.', '由花崗岩座伸過梳化。'],
  ['Birch Pole Lamp', 'Birch 立柱燈', 'Ember', 212, 14, 'pole', 'clay', 'bone', 'drum', 'A single pole, a clay-red shade, a foot dimmer.', '一根立柱、陶紅燈罩、腳踏調光。'],
  ['Paper Column', 'Paper 紙柱燈', 'Dune', 158, 18, 'column', 'bone', 'sand', 'ribs', 'Mulberry paper on bamboo ribs, folded flat for the post.', '楮紙竹骨，可摺平郵寄。'],
  ['Sexton Reading Lamp', 'Sexton 閱讀燈', 'Cairn', 194, 0, 'reading', 'tarn', 'sand', 'cone', 'Slides up for knitting, down for reading.', '上調編織，下調閱讀。'],
  ['Three Moons', 'Three Moons 三月燈', 'Ember', 286, 6, 'moons', 'plum', 'bone', 'globes', 'Three opal globes on one stem; each has its own switch.', '一柱三個乳白球，各有開關。'],
]
