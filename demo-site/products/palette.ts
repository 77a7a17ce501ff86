import type { Text } from './product.ts'

/** The dye book: every colour a product can have, its sRGB value and what the label calls it. */
export const PALETTE = {
  fir: { hex: '#22483a', name: { en: 'Fir', zh: '冷杉綠' } },
  moss: { hex: '#5f7742', name: { en: 'Moss', zh: '苔綠' } },
  fern: { hex: '#3f8155', name: { en: 'Fern', zh: '蕨綠' } },
  lichen: { hex: '#b9c4a0', name: { en: 'Lichen', zh: '地衣灰綠' } },
  tarn: { hex: '#24616b', name: { en: 'Tarn', zh: '湖藍' } },
  sky: { hex: '#7fa9bd', name: { en: 'Sky', zh: '晴空藍' } },
  dusk: { hex: '#3d4a73', name: { en: 'Dusk', zh: '暮藍' } },
  ink: { hex: '#222a33', name: { en: 'Ink', zh: '墨黑' } },
  slate: { hex: '#5c6a70', name: { en: 'Slate', zh: '板岩灰' } },
  fog: { hex: '#c9cfcd', name: { en: 'Fog', zh: '霧灰' } },
  bone: { hex: '#eee7d6', name: { en: 'Bone', zh: '骨白' } },
  sand: { hex: '#d0b58c', name: { en: 'Sand', zh: '沙色' } },
  clay: { hex: '#b56a4b', name: { en: 'Clay', zh: '陶土' } },
  rust: { hex: '#a8431f', name: { en: 'Rust', zh: '鏽紅' } },
  bark: { hex: '#5e4331', name: { en: 'Bark', zh: '樹皮棕' } },
  ochre: { hex: '#c58a2b', name: { en: 'Ochre', zh: '赭黃' } },
  marigold: { hex: '#eba92f', name: { en: 'Marigold', zh: '金盞黃' } },
  blaze: { hex: '#dd5a2b', name: { en: 'Blaze', zh: '路標橙' } },
  rose: { hex: '#cf8f86', name: { en: 'Rose', zh: '玫瑰粉' } },
  plum: { hex: '#68384f', name: { en: 'Plum', zh: '梅紫' } },
} as const satisfies Record<string, { hex: string; name: Text }>

export type Colour = keyof typeof PALETTE

/** The sRGB value of a palette name; an unknown name is a mistake in a table and throws. */
export function hex(name: string): string {
  const colour = PALETTE[name as Colour]
  if (!colour) throw new Error(`no colour ${name} in the palette`)
  return colour.hex
}
