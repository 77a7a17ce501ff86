import type { Text } from './product.ts'

export interface Subcategory {
  slug: string
  name: Text
  /** One line under the list's title. */
  text: Text
  /** Material and care, true of everything in it. */
  facts: Text[]
}

export interface Category {
  slug: string
  name: Text
  text: Text
  /** Sizes a customer chooses from; absent: one size. */
  sizes?: string[]
  subs: Subcategory[]
}

const t = (en: string, zh: string): Text => ({ en, zh })
const sub = (slug: string, name: Text, text: Text, ...facts: Text[]): Subcategory => ({
  slug,
  name,
  text,
  facts,
})

/** The tree, in the order of the shop's navigation. */
export const CATEGORIES: Category[] = [
  {
    slug: 'shoes',
    name: t('Shoes', '鞋履'),
    text: t('For the ridge before breakfast and the street after it.', '清晨走山脊，之後走街道。'),
    sizes: ['36', '37', '38', '39', '40', '41', '42', '43', '44', '45', '46'],
    subs: [
      sub(
        'trail',
        t('Trail', '山徑'),
        t('Grip that tells you the ground, and uppers that drain.', '抓地踏實，鞋面排水。'),
        t('Recycled-nylon upper, natural-rubber outsole', '再生尼龍鞋面，天然橡膠大底'),
        t('Resoled in our workshop for $45', '可於工房更換大底，$45'),
        t('Rinse with cold water, dry away from heat', '冷水沖洗，遠離熱源晾乾'),
      ),
      sub(
        'city',
        t('City', '城市'),
        t('Quiet shoes for long pavements.', '走長路的安靜鞋子。'),
        t('Vegetable-tanned leather or felted wool', '植鞣皮革或氈化羊毛'),
        t('Stitched, not glued, so that it can be repaired', '縫製而非膠合，可以維修'),
        t('Brush dry, feed with wax twice a year', '乾刷清潔，每年上蠟兩次'),
      ),
    ],
  },
  {
    slug: 'bags',
    name: t('Bags', '袋包'),
    text: t('Carry what you need; nothing hangs, nothing rattles.', '帶上所需，不晃不響。'),
    subs: [
      sub(
        'backpacks',
        t('Backpacks', '背囊'),
        t('Cut to sit close and open wide.', '貼背剪裁，開口寬闊。'),
        t('Waxed cotton or 420-denier recycled nylon', '上蠟棉布或 420 丹尼再生尼龍'),
        t('Back panel breathes; straps can be replaced', '透氣背板，肩帶可更換'),
        t('Sponge clean, re-wax once a year', '濕布擦拭，每年補蠟一次'),
      ),
      sub(
        'totes',
        t('Totes', '托特袋'),
        t('For markets, books and whatever the day adds.', '裝市集、書本與當天的一切。'),
        t('18-ounce canvas with bar-tacked handles', '18 安士帆布，提手加固'),
        t('Holds 15 kg; we tested it with potatoes', '可承重 15 公斤，我們用薯仔試過'),
        t('Machine wash cold, line dry', '冷水機洗，吊掛晾乾'),
      ),
    ],
  },
  {
    slug: 'hats',
    name: t('Hats', '帽子'),
    text: t('Shade in July, warmth in January.', '七月遮陽，一月保暖。'),
    subs: [
      sub(
        'caps',
        t('Caps', '鴨舌帽'),
        t('Light brims that fold into a pocket.', '輕巧帽簷，可摺入口袋。'),
        t('Adjustable, fits 54–61 cm', '可調節，適合 54–61 厘米'),
        t('Brim of recycled bottle plastic', '帽簷以回收膠樽製成'),
        t('Hand wash, shape while damp', '手洗，趁濕整形'),
      ),
      sub(
        'beanies',
        t('Beanies', '冷帽'),
        t('Knitted in one piece, no seam at the brow.', '一體織成，額前無縫。'),
        t('Traceable merino from three farms', '來自三個農場的可追溯美麗諾羊毛'),
        t('Stretches to fit; keeps its shape', '彈性合頭，不易變形'),
        t('Wool wash, dry flat', '羊毛程序清洗，平放晾乾'),
      ),
    ],
  },
  {
    slug: 'jackets',
    name: t('Jackets', '外套'),
    text: t('Weather is only a question of layers.', '天氣只是穿幾層的問題。'),
    sizes: ['XS', 'S', 'M', 'L', 'XL'],
    subs: [
      sub(
        'rain',
        t('Rain', '雨衣'),
        t('Dry shoulders in a day-long drizzle.', '整日細雨，肩頭仍乾。'),
        t('Three-layer shell, taped seams, no PFAS', '三層布料，壓膠縫線，不含 PFAS'),
        t('Waterproof to 15,000 mm', '防水 15,000 毫米'),
        t('Wash warm, tumble dry low to revive the finish', '溫水洗，低溫烘乾可恢復撥水'),
      ),
      sub(
        'down',
        t('Down', '羽絨'),
        t('Warmth that packs to the size of a loaf.', '收起來只有一條麵包大。'),
        t('Responsible down, 700 fill, or recycled loft', '負責任羽絨 700 蓬鬆度或再生填充'),
        t('Packs into its own pocket', '可收入自身口袋'),
        t('Wash cool, dry with two clean tennis balls', '冷水洗，與兩個網球一同烘乾'),
      ),
    ],
  },
  {
    slug: 'mugs',
    name: t('Mugs', '杯子'),
    text: t('The first warm thing of the day.', '一天裡第一樣暖的東西。'),
    subs: [
      sub(
        'travel',
        t('Travel', '隨行'),
        t('Hot until the summit, sealed in the bag.', '到山頂仍熱，放袋不漏。'),
        t('18/8 steel, double wall, no plastic inside', '18/8 不鏽鋼雙層，內無塑膠'),
        t('Hot for eight hours, cold for a day', '保溫八小時，保冷一天'),
        t('Lid comes apart for washing', '杯蓋可拆洗'),
      ),
      sub(
        'stoneware',
        t('Stoneware', '炻器'),
        t('Thrown by hand; no two glazes alike.', '手拉坯，釉色各異。'),
        t('Stoneware fired at 1,240 °C, lead-free glaze', '1,240 °C 燒成，無鉛釉'),
        t('Small marks are the potter’s, not a fault', '細小痕跡出自陶匠，並非瑕疵'),
        t('Dishwasher and microwave safe', '可用洗碗機與微波爐'),
      ),
    ],
  },
  {
    slug: 'lamps',
    name: t('Lamps', '燈具'),
    text: t('Light where you read, dark where you rest.', '讀書處有光，休息處有暗。'),
    subs: [
      sub(
        'desk',
        t('Desk', '檯燈'),
        t('Warm pools of light for late pages.', '為夜讀而設的暖光。'),
        t('Dimmable LED, 2,700 K, colour rendering 95', '可調光 LED,2,700 K，顯色 95'),
        t('Bulb and driver can be replaced', '燈泡與驅動器可更換'),
        t('Two-metre cloth cable', '兩米布面電線'),
      ),
      sub(
        'floor',
        t('Floor', '座地燈'),
        t('A second evening sun for the corner.', '角落裡的第二個黃昏。'),
        t('Ash or powder-coated steel', '白蠟木或粉末塗層鋼'),
        t('Foot dimmer on the cable', '電線附腳踏調光'),
        t('Arrives in two parts; no tools', '兩件裝送達，無需工具'),
      ),
    ],
  },
  {
    slug: 'plants',
    name: t('Plants', '植物'),
    text: t('Grown slowly in Halden’s own glasshouse.', '在我們自家溫室慢慢長大。'),
    subs: [
      sub(
        'succulents',
        t('Succulents', '多肉'),
        t('They forgive a holiday.', '你放假，它們不介意。'),
        t('Bright window, water every third week', '明亮窗邊，三週澆水一次'),
        t('Comes potted in gritty soil', '連盆及疏水土壤'),
        t('Arrives well or we send another', '不健康送達即補寄'),
      ),
      sub(
        'foliage',
        t('Foliage', '觀葉'),
        t('Leaves for rooms that face the wrong way.', '送給方向不佳的房間。'),
        t('Shade to half-light, water weekly', '陰至半日照，每週澆水'),
        t('Comes in the pot shown, with saucer', '連圖中花盆與水碟'),
        t('Arrives well or we send another', '不健康送達即補寄'),
      ),
    ],
  },
  {
    slug: 'notebooks',
    name: t('Notebooks', '筆記簿'),
    text: t('For lists, maps and second thoughts.', '寫清單、畫地圖、再三思量。'),
    subs: [
      sub(
        'ruled',
        t('Ruled', '橫線'),
        t('Paper that takes ink and lies flat.', '吃墨順滑，平攤不彈。'),
        t('100 g paper, thread-sewn, lies flat', '100 克紙，線裝，可平攤'),
        t('7 mm rule in pale grey', '7 毫米淺灰橫線'),
        t('Made in a bindery of nine people', '由九人的裝訂坊製作'),
      ),
      sub(
        'sketch',
        t('Sketch', '素描'),
        t('Heavy, toothy sheets for pencil and wash.', '厚實有紋理，鉛筆水彩皆可。'),
        t('160 g cotton-blend paper, acid-free', '160 克棉漿紙，無酸'),
        t('Takes a light wash without buckling', '輕水彩不起皺'),
        t('Made in a bindery of nine people', '由九人的裝訂坊製作'),
      ),
    ],
  },
]
