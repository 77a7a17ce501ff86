import { toMinor } from '../profile/money.ts'

/** A product as the shop's feed gives it; GA4's item names, and Merchant Center's where GA4 has none. */
export interface CatalogueItem {
  item_id: string
  item_name: string
  /** Path from the root, `shoes/trail`; lower case. */
  item_category: string
  item_brand?: string
  /** Major units of the catalogue's currency. */
  price: number
  /** Path or absolute http(s) URL. */
  link: string
  image_link: string
  availability: 'in_stock' | 'out_of_stock'
  /** When it became available, epoch ms. */
  added_at?: number
}

export interface CatalogueFeed {
  /** ISO 4217. */
  currency: string
  items: CatalogueItem[]
}

export interface Catalogue extends CatalogueFeed {
  /** Content hash, hex. */
  hash: string
  byId: ReadonlyMap<string, CatalogueItem>
  /** Prices (minor units) that part the items in thirds. */
  bands: readonly [low: number, high: number]
}

/** Indexes a feed for look-up by id; the last of two items with one id wins. */
export function indexCatalogue(feed: CatalogueFeed, hash: string): Catalogue {
  const byId = new Map(feed.items.map((item) => [item.item_id, item]))
  const prices = feed.items.map(({ price }) => toMinor(price, feed.currency)).sort((a, b) => a - b)
  const third = (n: number) => prices[Math.floor((prices.length * n) / 3)] ?? 0
  return { ...feed, hash, byId, bands: [third(1), third(2)] }
}

/** Whether `category` is `ancestor` or lies below it (`shoes/trail` is under `shoes`). */
export function isUnder(category: string, ancestor: string): boolean {
  return category === ancestor || category.startsWith(`${ancestor}/`)
}
