import type { Row } from './product.ts'

// biome-ignore format: a table reads better than a tower
export const TRAVEL: Row[] = [
  ['Commuter Tumbler', 'Commuter 隨行杯', 'Brook', 34, 63, 'tumbler', 'fir', 'bone', 'band', 'Fits under the machine, in the bicycle cage and in one hand.', '放得進咖啡機、單車架與一隻手。'],
  ['Summit Bottle', 'Summit 保溫瓶', 'Cairn', 42, 48, 'bottle', 'blaze', 'ink', 'loop', 'Half a litre, a loop for a glove, tea still hot at the cairn.', '半公升，手套可勾，山頂茶仍熱。'],
  ['Pocket Press', 'Pocket 法壓隨行杯', 'Ember', 48, 19, 'press', 'slate', 'clay', 'press', 'Coffee, plunged and drunk from the same steel cup.', '同一個鋼杯，壓完就喝。'],
  ['Dram Cup', 'Dram 小鋼杯', 'Alder', 22, 55, 'cup', 'ochre', 'bark', 'plain', 'A small one for a small, strong coffee.', '小杯，配小而濃的咖啡。'],
  ['Long Haul Flask', 'Long Haul 保溫壺', 'Cairn', 56, 16, 'flask', 'tarn', 'bone', 'stripe', 'A litre of soup, a lid that is a bowl.', '一公升湯，蓋子就是碗。'],
  ['Camp Mug', 'Camp 營地杯', 'Dune', 28, 40, 'camp', 'bone', 'dusk', 'enamel', 'Enamelled steel with a rolled rim; chips are memories.', '搪瓷鋼杯，捲邊杯口，碰缺是回憶。'],
]

// biome-ignore format: a table reads better than a tower
export const STONEWARE: Row[] = [
  ['Shore Mug', 'Shore 馬克杯', 'Brook', 32, 45, 'straight', 'sky', 'bone', 'dip', 'Dipped to the tide line in a blue that breaks white at the rim.', '浸釉至潮線，藍色在杯口泛白。'],
  ['Round Hill Mug', 'Round Hill 圓肚杯', 'Ember', 34, 27, 'belly', 'clay', 'bone', 'speckle', 'Round in the hand, iron-speckled, holds its heat.', '圓潤合手，鐵斑點點，保溫。'],
  ['Foxglove Cup', 'Foxglove 錐形杯', 'Dune', 28, 22, 'cone', 'rose', 'plum', 'drip', 'Opens like the flower, with a rim that runs.', '杯形如花，釉邊自然流動。'],
  ['Thimble Espresso', 'Thimble 濃縮杯', 'Ember', 19, 51, 'espresso', 'ink', 'marigold', 'band', 'Two gulps, thick walls, a stripe of yellow.', '兩口的份量，厚壁，一道黃。'],
  ['Moor Latte Bowl', 'Moor 拿鐵碗', 'Alder', 36, 18, 'bowl', 'moss', 'bone', 'fade', 'For both hands, on the step, in the morning.', '清晨在門階，雙手捧着。'],
  ['Tall Order Mug', 'Tall Order 高身杯', 'Brook', 36, 24, 'tall', 'bone', 'slate', 'lines', 'Tall and narrow, with lines scratched through to the clay.', '高而窄，刻線見胎。'],
]
