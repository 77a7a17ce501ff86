import type { CatalogueItem } from '../catalogue/catalogue.ts'

/** What the catalogue says of its items, as sparse vectors of length 1; `undefined` items are simply not there. */
export interface ContentIndex {
  /** How alike two items are, 0 to 1. */
  likeness(a: string, b: string): number
  /** How well an item fits weighted others, 0 to 1. */
  fit(id: string, liked: ReadonlyMap<string, number>): number
  brand(id: string): string | undefined
  category(id: string): string | undefined
  price(id: string): number | undefined
  /** Ids added at or after a time (epoch ms), newest first. */
  addedSince(time: number): string[]
  /** Ids most like the given one, best first. */
  nearest(id: string, most: number): { id: string; likeness: number }[]
}

/** How much the kinds of feature count beside each other. */
const WEIGHT = { category: 1, brand: 0.8, price: 0.5, word: 0.5 }

/** Indexes a catalogue by category and each of its ancestors, brand, price band (octaves) and title words, by rarity. */
export function contentIndex(items: readonly CatalogueItem[]): ContentIndex {
  const byId = new Map(items.map((item) => [item.item_id, item]))
  const holders = new Map<string, number>()
  for (const item of byId.values())
    for (const [feature] of featuresOf(item)) holders.set(feature, (holders.get(feature) ?? 0) + 1)
  const vectors = new Map<string, Map<string, number>>()
  const having = new Map<string, string[]>()
  for (const [id, item] of byId) {
    const vector = new Map<string, number>()
    let square = 0
    for (const [feature, weight] of featuresOf(item)) {
      const value = weight * Math.log(1 + byId.size / holders.get(feature)!)
      vector.set(feature, value)
      square += value * value
      const list = having.get(feature)
      if (list) list.push(id)
      else having.set(feature, [id])
    }
    for (const [feature, value] of vector) vector.set(feature, value / (Math.sqrt(square) || 1))
    vectors.set(id, vector)
  }
  const dated = items
    .filter(({ added_at }) => added_at !== undefined)
    .sort((a, b) => b.added_at! - a.added_at!)
  const likeness = (a: string, b: string) => dot(vectors.get(a), vectors.get(b))
  return {
    likeness,
    fit(id, liked) {
      let sum = 0
      let weights = 0
      for (const [other, weight] of liked) {
        sum += weight * likeness(id, other)
        weights += weight
      }
      return weights > 0 ? sum / weights : 0
    },
    brand: (id) => byId.get(id)?.item_brand,
    category: (id) => byId.get(id)?.item_category,
    price: (id) => byId.get(id)?.price,
    addedSince: (time) => dated.filter(({ added_at }) => added_at! >= time).map(({ item_id }) => item_id),
    nearest(id, most) {
      const sums = new Map<string, number>()
      // What half the shop shares tells items apart least and costs most to follow.
      for (const [feature, value] of vectors.get(id) ?? [])
        if (holders.get(feature)! <= Math.max(200, byId.size / 2))
          for (const other of having.get(feature)!)
            sums.set(other, (sums.get(other) ?? 0) + value * vectors.get(other)!.get(feature)!)
      sums.delete(id)
      return [...sums]
        .map(([other, sum]) => ({ id: other, likeness: sum }))
        .sort((a, b) => b.likeness - a.likeness || (a.id < b.id ? -1 : 1))
        .slice(0, most)
    },
  }
}

function* featuresOf(item: CatalogueItem): Generator<[string, number]> {
  const path = item.item_category.split('/')
  for (let depth = 1; depth <= path.length; depth++)
    yield [`category:${path.slice(0, depth).join('/')}`, WEIGHT.category]
  if (item.item_brand) yield [`brand:${item.item_brand.toLowerCase()}`, WEIGHT.brand]
  if (item.price > 0) yield [`price:${Math.round(Math.log2(item.price))}`, WEIGHT.price]
  const words = item.item_name.toLowerCase().match(/[\p{L}\p{N}]{2,}/gu) ?? []
  for (const word of new Set(words)) yield [`word:${word}`, WEIGHT.word]
}

function dot(a?: ReadonlyMap<string, number>, b?: ReadonlyMap<string, number>): number {
  if (!a || !b) return 0
  const [small, large] = a.size < b.size ? [a, b] : [b, a]
  let sum = 0
  for (const [feature, value] of small) sum += value * (large.get(feature) ?? 0)
  return sum
}
