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
  /** What the shop pays for it, major units; rules ask for a margin. */
  cost?: number
  /** Path or absolute http(s) URL. */
  link: string
  image_link: string
  availability: 'in_stock' | 'out_of_stock'
  /** When it became available, epoch ms. */
  added_at?: number
  /** Never recommended from then on, epoch ms. */
  expires_at?: number
  /** Sold, but never recommended. */
  hidden?: boolean
  /** By language (BCP 47, lower case; `zh` also serves `zh-hk`): its name and page where they are not those above. */
  in?: Record<string, { item_name?: string; link?: string }>
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
  /** Ids in the feed's own order, each once. */
  ids: readonly string[]
  /** Prices (minor units) that part the items in thirds. */
  bands: readonly [low: number, high: number]
}

/** Indexes a feed for look-up by id; the last of two items with one id wins. */
export function indexCatalogue(feed: CatalogueFeed, hash: string): Catalogue {
  const byId = new Map(feed.items.map((item) => [item.item_id, item]))
  const prices = Float64Array.from(feed.items, ({ price }) => toMinor(price, feed.currency)).sort()
  const third = (n: number) => prices[Math.floor((prices.length * n) / 3)] ?? 0
  return { ...feed, hash, byId, ids: [...byId.keys()], bands: [third(1), third(2)] }
}

/** Whether `category` is `ancestor` or lies below it (`shoes/trail` is under `shoes`). */
export function isUnder(category: string, ancestor: string): boolean {
  return category === ancestor || category.startsWith(`${ancestor}/`)
}

/** An item as a page in that language shows it. */
export function spokenIn(item: CatalogueItem, language: string | undefined): CatalogueItem {
  if (!item.in || language === undefined) return item
  for (let tag = language.toLowerCase(); tag; tag = tag.slice(0, Math.max(0, tag.lastIndexOf('-'))))
    if (Object.hasOwn(item.in, tag)) return { ...item, ...item.in[tag] }
  return item
}
