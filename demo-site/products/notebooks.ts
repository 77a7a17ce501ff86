import type { Row } from './product.ts'

// biome-ignore format: a table reads better than a tower
export const RULED: Row[] = [
  ['Field Notes Hardback', 'Field 硬皮筆記簿', 'Brook', 24, 70, 'band', 'fir', 'blaze', 'contour', 'Pressed contour lines on the cover, a band to keep the rain out.', '封面壓印等高線，橡筋防雨。'],
  ['Cloth Spine Journal', 'Cloth 布脊日記', 'Ember', 28, 33, 'spine', 'bone', 'rust', 'cloth', 'Bookcloth spine, marbled edge, room for a year.', '布面書脊，雲石紋邊，寫足一年。'],
  ['Stitched Trio', 'Stitched 線裝三冊', 'Dune', 18, 64, 'trio', 'sky', 'marigold', 'stitch', 'Three thin books: one for work, one for home, one for you.', '三本薄簿：工作、家、自己。'],
  ['Pocket Reporter', 'Pocket 記者簿', 'Cairn', 14, 58, 'reporter', 'ochre', 'ink', 'wire', 'Flips at the top, fits a back pocket, survives it.', '上翻式，放後袋，坐不壞。'],
  ['Specimen Book', 'Specimen 標本簿', 'Alder', 32, 22, 'label', 'moss', 'bone', 'leaf', 'A label, a leaf and two hundred pages for what you find.', '一張標籤、一片葉、二百頁發現。'],
  ['Lay-flat Ledger', 'Lay-flat 平攤帳簿', 'Brook', 36, 16, 'open', 'dusk', 'clay', 'ruled', 'Opens flat on page one and on page three hundred.', '第一頁到第三百頁都能平攤。'],
]

// biome-ignore format: a table reads better than a tower
export const SKETCH: Row[] = [
  ['Wire-bound Sketchbook', 'Wire 線圈素描簿', 'Dune', 26, 41, 'wire', 'ink', 'bone', 'hills', 'Folds back on itself; the cover is stiff enough to be the desk.', '可對摺，硬封面即畫板。'],
  ['Panorama Sketchbook', 'Panorama 橫開素描簿', 'Cairn', 34, 19, 'panorama', 'clay', 'bone', 'horizon', 'As wide as the view from the top.', '與山頂視野同寬。'],
  ['Tied Folio', 'Tied 繫帶畫夾', 'Ember', 46, 11, 'folio', 'plum', 'sand', 'tie', 'Loose sheets in a cloth case tied with tape.', '活頁紙張，布夾繫帶。'],
  ['Watercolour Block', 'Watercolour 水彩紙本', 'Brook', 38, 0, 'block', 'bone', 'tarn', 'wash', 'Gummed on four sides, so the sheet dries flat.', '四邊膠封，紙乾即平。'],
  ['Concertina Book', 'Concertina 風琴摺畫冊', 'Dune', 29, 24, 'concertina', 'rust', 'bone', 'fold', 'One long page in eighteen folds. Draw the whole street.', '十八摺一長頁，畫下整條街。'],
  ['Kraft Sketchpad', 'Kraft 牛皮素描本', 'Alder', 16, 53, 'pad', 'sand', 'ink', 'fern', 'Brown paper for white pencil and low expectations.', '牛皮紙配白鉛筆，不必太認真。'],
]
