import type { Row } from './product.ts'

// biome-ignore format: a table reads better than a tower
export const BACKPACKS: Row[] = [
  ['Weir Roll-top 22', 'Weir 捲口背囊 22L', 'Brook', 136, 27, 'rolltop', 'ochre', 'ink', 'buckle', 'Rolls down for groceries, up for a weekend. Rain stays outside.', '捲低去買菜，捲高過週末，雨水進不來。'],
  ['Copse Daypack 18', 'Copse 日用背囊 18L', 'Alder', 98, 44, 'daypack', 'fern', 'lichen', 'zip', 'The bag for everything that is not an expedition.', '給所有不是遠征的日子。'],
  ['Drover Rucksack 30', 'Drover 束口背囊 30L', 'Ember', 174, 9, 'rucksack', 'bark', 'sand', 'straps', 'Waxed cotton, bridle leather, two buckles. It will outlive the car.', '上蠟棉布、馬具皮、兩個扣，比車還耐用。'],
  ['Ledger Commuter 20', 'Ledger 通勤背囊 20L', 'Brook', 145, 31, 'commuter', 'slate', 'marigold', 'zip', 'A square bag for square things: laptop, lunch box, umbrella.', '方袋裝方物：電腦、飯盒、雨傘。'],
  ['Spindrift Alpine 38', 'Spindrift 高山背囊 38L', 'Cairn', 228, 6, 'alpine', 'blaze', 'ink', 'lid', 'A climbing pack with ice-tool sleeves and nothing that flaps.', '附冰鎬套的攀登背囊，沒有多餘擺動。'],
  ['Wren Mini 9', 'Wren 迷你背囊 9L', 'Dune', 72, 38, 'mini', 'rose', 'bone', 'patch', 'Small enough for one book, one jumper and one good idea.', '剛好裝一本書、一件毛衣、一個好主意。'],
]

// biome-ignore format: a table reads better than a tower
export const TOTES: Row[] = [
  ['Market Tote', 'Market 市集袋', 'Dune', 38, 60, 'market', 'bone', 'fern', 'print', 'Unbleached canvas with our fern on it, the one you see on every tram.', '未漂白帆布印上蕨葉，電車上人人都有。'],
  ['Jetty Boat Tote', 'Jetty 船袋', 'Brook', 64, 33, 'boat', 'bone', 'dusk', 'base', 'Stands up by itself, even when empty, even on a boat.', '空着也能自己站穩，在船上也一樣。'],
  ['Orchard Bucket', 'Orchard 水桶袋', 'Alder', 82, 15, 'bucket', 'clay', 'bone', 'rope', 'A drawstring bucket that began as an apple-picker’s bag.', '抽繩水桶袋，源自摘蘋果的袋子。'],
  ['Folio Wide Tote', 'Folio 橫款托特袋', 'Ember', 96, 11, 'wide', 'fir', 'sand', 'leather', 'Wide enough for A3 drawings and a folded coat.', '闊得可放 A3 畫稿與摺好的大衣。'],
  ['Tideline Zip Tote', 'Tideline 拉鍊托特袋', 'Brook', 74, 26, 'zip', 'tarn', 'marigold', 'stripe', 'Closes for trains and rain, opens flat for the beach.', '坐車落雨時拉上，到海邊時攤平。'],
  ['Potting Shed Tote', 'Potting Shed 園藝袋', 'Alder', 58, 0, 'pockets', 'moss', 'ochre', 'pockets', 'Six outside pockets for secateurs, twine and a sandwich.', '六個外袋，放剪刀、麻繩和三文治。'],
]
