import type { Row } from './product.ts'

// biome-ignore format: a table reads better than a tower
export const RAIN: Row[] = [
  ['Squall Anorak', 'Squall 套頭風衣', 'Cairn', 188, 17, 'anorak', 'marigold', 'ink', 'pocket', 'Pull-over, big pocket, small hood. The jacket that lives by the door.', '套頭、大口袋、小帽，掛在門邊的那件。'],
  ['Beck Shell', 'Beck 硬殼外套', 'Brook', 246, 13, 'shell', 'tarn', 'blaze', 'yoke', 'A proper mountain shell with pit zips and a hood for helmets.', '正統高山硬殼，腋下拉鍊，帽可套頭盔。'],
  ['Estuary Parka', 'Estuary 雨褸', 'Brook', 264, 10, 'parka', 'fir', 'sand', 'cord', 'Long enough to sit down in, quiet enough to watch birds.', '長得可坐下，靜得可觀鳥。'],
  ['Ferry Poncho', 'Ferry 斗篷雨衣', 'Dune', 124, 25, 'poncho', 'sky', 'dusk', 'hem', 'Goes over you, your rucksack and, briefly, a friend.', '罩住你、背囊，還可暫借朋友。'],
  ['Slicker Mac', 'Slicker 乾濕褸', 'Ember', 218, 12, 'mac', 'bone', 'bark', 'buttons', 'A rubberised raincoat with welded seams and horn buttons.', '膠面雨褸，焊接縫線，角質鈕扣。'],
  ['Skerry Smock', 'Skerry 漁夫雨衣', 'Alder', 172, 8, 'smock', 'blaze', 'bone', 'stripe', 'The fisherman’s smock, drawn again for bicycles.', '漁夫罩衫，為單車重新設計。'],
]

// biome-ignore format: a table reads better than a tower
export const DOWN: Row[] = [
  ['Hearth Puffer', 'Hearth 羽絨外套', 'Ember', 236, 24, 'puffer', 'rust', 'ink', 'wide', 'Wide baffles, tall collar, the warmth of a stove.', '闊間棉、高領，暖如火爐。'],
  ['Firn Hooded Down', 'Firn 連帽羽絨', 'Cairn', 278, 11, 'hooded', 'dusk', 'marigold', 'narrow', 'Narrow baffles and a drawn hood, for standing still in wind.', '窄間棉加束帽，在風中站得住。'],
  ['Barn Vest', 'Barn 羽絨背心', 'Alder', 148, 32, 'vest', 'moss', 'bark', 'wide', 'Warm core, free arms. Splits logs.', '身軀暖，手臂自由，劈柴正好。'],
  ['Quarry Liner', 'Quarry 菱格內膽', 'Alder', 162, 20, 'liner', 'lichen', 'fir', 'diamond', 'A collarless quilt to button under a coat or wear alone.', '無領菱格，可作內膽亦可單穿。'],
  ['Midwinter Parka', 'Midwinter 長羽絨', 'Ember', 342, 5, 'long', 'ink', 'sand', 'wide', 'To the knee and then some. Bus stops hold no fear.', '長過膝，等巴士也不怕。'],
  ['Kestrel Bomber', 'Kestrel 飛行羽絨', 'Dune', 224, 0, 'bomber', 'plum', 'ochre', 'narrow', 'Short, ribbed at hem and cuff, and packs into its pocket.', '短身，下襬袖口羅紋，可收入口袋。'],
]
