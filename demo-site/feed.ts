import { picturePath, place, productPath } from './pages/parts.ts'
import { CATEGORIES } from './products/categories.ts'
import { NEW_IN, PRODUCTS } from './products/index.ts'
import { type Colour, PALETTE } from './products/palette.ts'
import type { Language, Product } from './products/product.ts'

/** The first of October 2025; the shelves were filled week by week before it. */
const OPENED = Date.UTC(2025, 9, 1)
const WEEK = 7 * 24 * 60 * 60 * 1000

/** What people call a dye when they search. */
const FAMILY: Record<string, string> = {
  fir: 'green',
  moss: 'green',
  fern: 'green',
  lichen: 'green',
  tarn: 'blue',
  sky: 'blue',
  dusk: 'blue',
  ink: 'black',
  slate: 'grey gray',
  fog: 'grey gray',
  bone: 'white cream',
  sand: 'beige',
  clay: 'brown',
  rust: 'red',
  bark: 'brown',
  ochre: 'yellow',
  marigold: 'yellow',
  blaze: 'orange',
  rose: 'pink',
  plum: 'purple',
}

const addedAt = (one: Product): number => {
  const fresh = NEW_IN.indexOf(one)
  return fresh >= 0 ? OPENED - fresh * 1000 : OPENED - (2 + (one.plate % 40)) * WEEK
}

/** The catalogue feed that the shop's backend would publish: prices in dollars, paths from the site's root. */
export function feed() {
  return {
    currency: 'USD',
    items: PRODUCTS.map((one) => ({
      item_id: one.id,
      item_name: one.name.en,
      item_category: one.category,
      item_brand: one.brand,
      price: one.price,
      link: productPath('en', one),
      image_link: picturePath(one),
      availability: one.stock ? 'in_stock' : 'out_of_stock',
      added_at: addedAt(one),
      in: { zh: { item_name: one.name.zh, link: productPath('zh', one) } },
    })),
  }
}

/** What the pages' own script knows of each product, in one language. */
export function shown(language: Language) {
  return PRODUCTS.map((one) => {
    const { top, sub } = place(one.category)
    const colours = [one.look.main, one.look.accent].map((name) => PALETTE[name as Colour].name)
    const names = [one.name, top.name, sub!.name, ...colours, one.text]
    const said = names.flatMap((text) => (language === 'en' ? [text.en] : [text.zh, text.en]))
    const words = ` ${[one.brand, one.category.replace('/', ' '), FAMILY[one.look.main] ?? '', ...said].join(' ').toLowerCase()}`
    return {
      id: one.id,
      name: one.name[language],
      brand: one.brand,
      category: one.category,
      price: one.price,
      stock: one.stock,
      words,
    }
  })
}

/** Every category and subcategory with its name, for search and account. */
export function shelves(language: Language) {
  return CATEGORIES.flatMap((top) => [
    { slug: top.slug, name: top.name[language] },
    ...top.subs.map((sub) => ({
      slug: `${top.slug}/${sub.slug}`,
      name: `${top.name[language]}: ${sub.name[language]}`,
    })),
  ])
}
