import type { Row } from './product.ts'

// biome-ignore format: a table reads better than a tower
export const SUCCULENTS: Row[] = [
  ['Echeveria in Clay', '陶盆石蓮花', 'Ember', 24, 35, 'echeveria', 'lichen', 'clay', 'round', 'A rosette that blushes at the tips when the sun finds it.', '蓮座葉尖見光泛紅。'],
  ['Aloe in Fog', '霧灰盆蘆薈', 'Dune', 28, 28, 'aloe', 'fern', 'fog', 'straight', 'Upright, toothed and useful for burnt fingers.', '挺立帶齒，燙傷手指時有用。'],
  ['Column Cactus', '柱狀仙人掌', 'Cairn', 38, 12, 'cactus', 'fir', 'sand', 'foot', 'One column, one arm on the way. Patience included.', '一柱，一臂將出，附送耐心。'],
  ['Zebra Haworthia', '條紋十二卷', 'Brook', 19, 46, 'haworthia', 'fir', 'bone', 'tall', 'Small, striped, content on any sill.', '細小條紋，任何窗台都安樂。'],
  ['Paddle Cactus', '扇形仙人掌', 'Alder', 32, 17, 'paddle', 'moss', 'rust', 'round', 'Pads like waving hands, a flower if you are lucky.', '掌片如揮手，幸運時開花。'],
  ['String of Pearls', '綠之鈴', 'Ember', 29, 0, 'pearls', 'moss', 'dusk', 'hang', 'Hangs from the shelf like a green waterfall.', '由層架垂下，如綠色瀑布。'],
]

// biome-ignore format: a table reads better than a tower
export const FOLIAGE: Row[] = [
  ['Monstera', '龜背竹', 'Alder', 54, 20, 'monstera', 'fern', 'bone', 'basket', 'The big one. Give it a corner and stand back.', '大型植物，給它一角便可退後。'],
  ['Halden Fern', 'Halden 波士頓蕨', 'Alder', 36, 39, 'fern', 'moss', 'slate', 'foot', 'The plant on our sign: arching, feathery, fond of bathrooms.', '招牌上的植物：拱葉如羽，喜歡浴室。'],
  ['Rubber Plant', '印度橡樹', 'Brook', 46, 15, 'rubber', 'fir', 'ochre', 'straight', 'Dark leaves, red tips, very hard to offend.', '深色葉、紅芽尖，極難得罪。'],
  ['Pilea', '鏡面草', 'Dune', 26, 42, 'pilea', 'fern', 'rose', 'round', 'Round leaves on thin stems, with children to give away.', '細莖圓葉，長出小株可送人。'],
  ['Prayer Calathea', '竹芋', 'Ember', 39, 18, 'calathea', 'lichen', 'plum', 'tall', 'Painted leaves that close at night like hands.', '彩繪般的葉，入夜合攏如手。'],
  ['Parlour Palm', '袖珍椰子', 'Cairn', 58, 10, 'palm', 'fern', 'sand', 'basket', 'Victorian manners, modern tolerance for shade.', '維多利亞風度，現代耐陰能力。'],
]
