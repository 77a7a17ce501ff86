import { BESTSELLERS, byId, isIn, PRODUCTS } from '../../../demo-site/products/index.ts'
import type { PageContext } from '../../../snippet/wire.ts'
import { PICKS } from './edge.ts'
import type { Good } from './taste.ts'

/** A page of the shop: its address, what it is about, its slots, and what stands in the row until a block comes. */
export interface Spot {
  path: string
  item?: Good
  category?: string
  slots: string[]
  row: readonly Good[]
}

export const GOODS: readonly Good[] = PRODUCTS
const ROW = 4
/** As demo-site/pages/till.ts has them. */
const COMPANIONS = ['camp-mug', 'field-notes-hardback', 'harbour-watch-cap', 'market-tote'].map(byId)

export const home = (): Spot => ({ path: '/', slots: ['home-hero', PICKS], row: BESTSELLERS.slice(0, ROW) })

export const shelf = (category: string): Spot => ({
  path: `/c/${category}/`,
  category,
  slots: [PICKS],
  row: BESTSELLERS.filter((one) => !isIn(one, category)).slice(0, ROW),
})

export const product = (item: Good): Spot => ({
  path: `/p/${item.id}/`,
  item,
  category: item.category,
  slots: [PICKS],
  row: BESTSELLERS.filter(
    (one) => one.id !== item.id && !isIn(one, item.category.split('/', 1)[0] as string),
  ).slice(0, ROW),
})

export const cart = (): Spot => ({ path: '/cart/', slots: ['cart-companion'], row: COMPANIONS })

/** A spot as the page's context tells of it. */
export const contextOf = ({ path, item, category }: Spot): PageContext => ({
  path,
  language: 'en',
  timezone: 'Asia/Hong_Kong',
  ...(item && { item_id: item.id }),
  ...(category !== undefined && { category }),
})

/** The shelf that a hero leads to, by its block; `/cart/` for the reminder of a cart. */
export function heroLeadsTo(block: string | null): string {
  if (block === 'cart-hero') return '/cart/'
  if (block === 'welcome-hero') return 'bags'
  if (block === 'vip-hero') return 'jackets'
  if (block === 'refill-hero') return 'notebooks'
  const [, top] = /^(\w+)-hero$/.exec(block ?? '') ?? []
  return top !== undefined && GOODS.some(({ category }) => category.startsWith(`${top}/`))
    ? top
    : 'shoes/trail'
}

const goods = new Map(GOODS.map((one) => [one.id, one]))

/** What a row shows: the products of a block, or what stood there before. */
export const rowOf = (items: { item_id: string }[] | undefined, own: readonly Good[]): readonly Good[] =>
  items?.length ? items.flatMap(({ item_id }) => goods.get(item_id) ?? []) : own

/** A row drawn by lot. */
export const lots = (count: number, random: () => number): Good[] =>
  Array.from({ length: count }, () => GOODS[Math.floor(random() * GOODS.length)]!)
