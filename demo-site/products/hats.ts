import type { Row } from './product.ts'

// biome-ignore format: a table reads better than a tower
export const CAPS: Row[] = [
  ['Waymark Five-panel', 'Waymark 五片帽', 'Cairn', 36, 52, 'five', 'blaze', 'bone', 'patch', 'A flat-fronted camp cap you can find from across the valley.', '平面營帽，隔着山谷也看得見。'],
  ['Sunday Cap', 'Sunday 軟帽', 'Dune', 32, 47, 'dad', 'sand', 'rust', 'stitch', 'Washed until it feels like the third summer you have owned it.', '水洗至像戴了三個夏天。'],
  ['Haywain Trucker', 'Haywain 網帽', 'Alder', 34, 30, 'trucker', 'bone', 'fern', 'mesh', 'Foam front, mesh back, and a fern where the tractor would be.', '泡棉帽面、網布後片，印上一片蕨葉。'],
  ['Drizzle Bucket Hat', 'Drizzle 漁夫帽', 'Brook', 42, 19, 'bucket', 'dusk', 'sky', 'band', 'A brim all round, for rain that comes from all round.', '四面帽簷，應付四面來雨。'],
  ['Pace Runner Cap', 'Pace 跑帽', 'Cairn', 38, 34, 'sport', 'tarn', 'marigold', 'vents', 'Forty-one grams, dries while you look for your keys.', '41 克，找鎖匙的時間已乾。'],
  ['Gardener’s Field Cap', 'Gardener 田野帽', 'Ember', 48, 13, 'field', 'moss', 'bark', 'strap', 'A long brim and a neck flap that tucks away for company.', '長帽簷配護頸，見客時可收起。'],
]

// biome-ignore format: a table reads better than a tower
export const BEANIES: Row[] = [
  ['Harbour Watch Cap', 'Harbour 水手冷帽', 'Brook', 34, 58, 'watch', 'ink', 'slate', 'rib', 'The short, plain one. Sits above the ears and asks no questions.', '短身素色，戴在耳上，簡單直接。'],
  ['First Frost Pom', 'First Frost 毛球帽', 'Ember', 44, 37, 'pom', 'rust', 'bone', 'stripe', 'A bobble the size of a mandarin, made to be pulled off by children.', '毛球如柑桔大，專給小孩扯。'],
  ['Fair Isle Beanie', 'Fair Isle 提花冷帽', 'Ember', 58, 16, 'fairisle', 'dusk', 'bone', 'fairisle', 'Eleven rounds of pattern, from a chart my grandmother drew.', '十一圈花紋，出自祖母的手繪圖。'],
  ['Peat Fisherman', 'Peat 漁夫冷帽', 'Alder', 36, 28, 'fisher', 'marigold', 'ochre', 'rib', 'Deep rib, deep cuff, visible from the quay.', '深坑針、深摺邊，碼頭上一眼可見。'],
  ['Loft Slouch Beanie', 'Loft 鬆身冷帽', 'Dune', 40, 21, 'slouch', 'lichen', 'moss', 'cable', 'Loose, cabled and kind to hair.', '寬鬆扭紋，不壓髮型。'],
  ['Night Bus Beanie', 'Night Bus 反光冷帽', 'Cairn', 42, 0, 'watch', 'plum', 'rose', 'bands', 'A reflective yarn runs through it, so the driver sees you.', '織入反光紗，讓司機看見你。'],
]
