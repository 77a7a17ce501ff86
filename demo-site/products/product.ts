/** What the shop sells, before it becomes a page, a picture or a line of the feed. */

export const LANGUAGES = ['en', 'zh'] as const
export type Language = (typeof LANGUAGES)[number]
export type Text = Record<Language, string>

export const BRANDS = ['Alder', 'Brook', 'Cairn', 'Dune', 'Ember'] as const
export type Brand = (typeof BRANDS)[number]

/** How a product is drawn: a shape its category knows, and two colours of the palette. */
export interface Look {
  shape: string
  main: string
  accent: string
  /** A finish the category's drawing knows: a glaze, a stripe, a knit. */
  detail?: string
}

export interface Product {
  /** Slug of the English name; also the page's address and GA4's `item_id`. */
  id: string
  name: Text
  brand: Brand
  /** `shoes/trail`. */
  category: string
  /** US dollars. */
  price: number
  /** Pieces left. */
  stock: number
  text: Text
  look: Look
  /** Position in the whole catalogue, from 1: the plate number that the pages print. */
  plate: number
}

/** One line of a category's table: names, brand, dollars, stock, look, one sentence a language. */
export type Row = [
  en: string,
  zh: string,
  brand: Brand,
  price: number,
  stock: number,
  shape: string,
  main: string,
  accent: string,
  detail: string,
  textEn: string,
  textZh: string,
]

/** `Tarn Racer` becomes `tarn-racer`. */
export function slug(name: string): string {
  return name
    .toLowerCase()
    .replaceAll('’', '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
}

/** Turns one line of a table into a product of `category` with catalogue position `plate`. */
export function product(row: Row, category: string, plate: number): Product {
  const [en, zh, brand, price, stock, shape, main, accent, detail, textEn, textZh] = row
  return {
    id: slug(en),
    name: { en, zh },
    brand,
    category,
    price,
    stock,
    text: { en: textEn, zh: textZh },
    look: { shape, main, accent, detail },
    plate,
  }
}
