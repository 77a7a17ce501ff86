import type { Row } from './product.ts'

// biome-ignore format: a table reads better than a tower
export const TRAIL: Row[] = [
  ['Tarn Racer', 'Tarn 越野競速鞋', 'Cairn', 138, 22, 'racer', 'tarn', 'marigold', 'mesh', 'A stripped-down racer with a rock plate you forget about until you need it.', '精簡競速鞋，內藏防石板，需要時才想起它。'],
  ['Ridge Runner', 'Ridge 山脊跑鞋', 'Alder', 124, 41, 'runner', 'moss', 'blaze', 'stripes', 'The everyday trail shoe: forgiving heel, sticky forefoot, laces that stay tied.', '日常越野鞋：後跟寬容、前掌抓地、鞋帶不鬆。'],
  ['Scree Approach Shoe', 'Scree 接近鞋', 'Cairn', 152, 12, 'approach', 'slate', 'rust', 'rand', 'Walks in like a trainer, climbs like a slipper. Full rubber rand.', '走路如跑鞋，攀石如攀岩鞋，整圈橡膠護邊。'],
  ['Fellside Mid', 'Fellside 中筒登山鞋', 'Alder', 168, 18, 'mid', 'bark', 'lichen', 'panel', 'Ankle support for loaded days, light enough not to notice by evening.', '負重日的腳踝支撐，輕得傍晚也不覺累。'],
  ['Cold Pass Boot', 'Cold Pass 高筒靴', 'Cairn', 214, 7, 'boot', 'ochre', 'bark', 'panel', 'A winter boot of waxed leather with a wool lining and a patient sole.', '上蠟皮革冬靴，羊毛內裏，鞋底耐走。'],
  ['Hut Clog', 'Hut 營地鞋', 'Dune', 68, 0, 'clog', 'rose', 'plum', 'plain', 'What your feet ask for when the boots come off. Weighs less than an apple.', '脫下靴子後雙腳想要的，比蘋果還輕。'],
]

// biome-ignore format: a table reads better than a tower
export const CITY: Row[] = [
  ['Harbour Court', 'Harbour 網球鞋', 'Brook', 118, 36, 'court', 'bone', 'fern', 'tab', 'A plain court shoe in soft leather, with one green thing about it.', '柔軟皮革的素淨網球鞋，只有一處綠。'],
  ['Quill Derby', 'Quill 德比鞋', 'Ember', 186, 14, 'derby', 'bark', 'sand', 'stitch', 'A derby that needs no breaking in; we break it in on the last for two weeks.', '無需磨合的德比鞋，我們在鞋楦上定型兩星期。'],
  ['Lane Chelsea', 'Lane 切爾西靴', 'Ember', 204, 16, 'chelsea', 'ink', 'slate', 'gore', 'Pull it on, walk out. Water stays where it belongs.', '一拉即穿，出門就走，雨水留在外面。'],
  ['Reading Room Loafer', 'Reading Room 樂福鞋', 'Brook', 148, 20, 'loafer', 'plum', 'rose', 'saddle', 'A soft loafer for hard floors, lined in undyed wool.', '硬地板上的軟樂福鞋，未染羊毛內裏。'],
  ['Signal Retro', 'Signal 復古跑鞋', 'Dune', 112, 29, 'retro', 'sky', 'blaze', 'wave', 'The running shoe from your uncle’s photographs, with a better foam.', '舊照片裡叔叔的跑鞋，換上更好的中底。'],
  ['Dune Chukka', 'Dune 沙漠靴', 'Dune', 142, 23, 'chukka', 'sand', 'clay', 'crepe', 'Two eyelets, one piece of suede and a crepe sole. Nothing to go wrong.', '兩個鞋眼、一塊麂皮、生膠底，沒甚麼會壞。'],
]
