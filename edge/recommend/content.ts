import type { CatalogueItem } from '../catalogue/catalogue.ts'

/** What is said of a product; of one that left the catalogue, what the past remembers. */
export type Described = Partial<Pick<CatalogueItem, 'item_name' | 'item_category' | 'item_brand' | 'price'>>

/** What the catalogue says of its items, as sparse vectors of length 1; `undefined` items are simply not there. */
export interface ContentIndex {
  /** How alike two items are, 0 to 1. */
  likeness(a: string, b: string): number
  /** The number of an item, -1 where it is not there. */
  find(id: string): number
  /** How well an item, by its number, fits a taste, 0 to 1: made of weighted items, those not in the catalogue by their description. */
  taste(
    liked: ReadonlyMap<string, number>,
    describe?: (id: string) => Described | undefined,
  ): (item: number) => number
  brand(id: string): string | undefined
  category(id: string): string | undefined
  price(id: string): number | undefined
  /** Ids added at or after a time (epoch ms), newest first. */
  addedSince(time: number): string[]
  /** Ids most like the given one, best first. */
  nearest(id: string, most: number): { id: string; likeness: number }[]
}

/** What somebody likes, and what is known of it where the catalogue knows it no more. */
interface Taste {
  liked: ReadonlyMap<string, number>
  describe: ((id: string) => Described | undefined) | undefined
}

const made = new WeakMap<object, ContentIndex>()

/** What a catalogue's items are like; made when a list first asks, once a catalogue. */
export function contentOf(catalogue: { items: readonly CatalogueItem[] }): ContentIndex {
  let content = made.get(catalogue)
  if (!content) {
    content = contentIndex(catalogue.items)
    made.set(catalogue, content)
  }
  return content
}

/** How much the kinds of feature count beside each other. */
const WEIGHT = { category: 1, brand: 0.8, price: 0.5, word: 0.5 }

/**
 * Indexes a catalogue by category and each of its ancestors, brand, price band (octaves) and title words, by rarity.
 * Typed arrays: a map an item would cost more memory than the recommender's model.
 */
export function contentIndex(given: readonly CatalogueItem[]): ContentIndex {
  const byId = new Map(given.map((item) => [item.item_id, item]))
  const items = [...byId.values()]
  const numberOf = new Map(items.map(({ item_id }, n) => [item_id, n]))
  const features = new Map<string, number>()
  const starts = new Uint32Array(items.length + 1)
  const having: number[] = []
  const values: number[] = []
  const hold = (name: string, weight: number) => {
    let f = features.get(name)
    if (f === undefined) {
      f = features.size
      features.set(name, f)
    }
    having.push(f)
    values.push(weight)
  }
  for (let n = 0; n < items.length; n++) {
    tellFeatures(items[n]!, hold)
    starts[n + 1] = having.length
  }
  const feature = Uint32Array.from(having)
  const holders = new Uint32Array(features.size)
  for (let i = 0; i < feature.length; i++) holders[feature[i]!] = holders[feature[i]!]! + 1
  const rarity = Float32Array.from(holders, (count) => Math.log(1 + items.length / count))
  const value = new Float32Array(values.length)
  for (let i = 0; i < value.length; i++) value[i] = values[i]! * rarity[feature[i]!]!
  for (let n = 0; n < items.length; n++) normalise(value, starts[n]!, starts[n + 1]!)
  const { postings, postingStarts } = invert(feature, starts, holders)
  const dated = items
    .filter(({ added_at }) => added_at !== undefined)
    .sort((a, b) => b.added_at! - a.added_at!)

  // One sum for all tastes, each laid out when it is asked: a new one a question would be as long as the shop has words.
  const sum = new Float32Array(features.size)
  const laidOut: number[] = []
  let laid = 0
  let whose: Taste | undefined
  const add = (f: number, weight: number) => {
    sum[f] = sum[f]! + weight
    laidOut[laid++] = f
  }
  const layOut = (taste: Taste) => {
    const { liked, describe } = taste
    while (laid > 0) sum[laidOut[--laid]!] = 0
    whose = taste
    for (const [id, weight] of liked) {
      const n = numberOf.get(id)
      if (n !== undefined) {
        for (let i = starts[n]!; i < starts[n + 1]!; i++) add(feature[i]!, weight * value[i]!)
        continue
      }
      const known: [f: number, each: number][] = []
      tellFeatures(describe?.(id) ?? {}, (name, each) => {
        const f = features.get(name)
        if (f !== undefined) known.push([f, each * rarity[f]!])
      })
      const length = Math.hypot(...known.map(([, each]) => each)) || 1
      for (const [f, each] of known) add(f, (weight * each) / length)
    }
  }
  const dot = (n: number) => {
    let total = 0
    for (let i = starts[n]!; i < starts[n + 1]!; i++) total += value[i]! * sum[feature[i]!]!
    return total
  }
  const taste: ContentIndex['taste'] = (liked, describe) => {
    const mine: Taste = { liked, describe }
    let weights = 0
    for (const weight of liked.values()) weights += weight
    return (item) => {
      if (item < 0 || weights <= 0) return 0
      if (whose !== mine) layOut(mine)
      return dot(item) / weights
    }
  }
  const likeness = (a: string, b: string) => {
    const [n, other] = [numberOf.get(a), numberOf.get(b)]
    if (n === undefined || other === undefined) return 0
    let total = 0
    for (let i = starts[n]!; i < starts[n + 1]!; i++)
      for (let j = starts[other]!; j < starts[other + 1]!; j++)
        if (feature[i] === feature[j]) total += value[i]! * value[j]!
    return total
  }
  return {
    find: (id) => numberOf.get(id) ?? -1,
    taste,
    likeness,
    brand: (id) => byId.get(id)?.item_brand,
    category: (id) => byId.get(id)?.item_category,
    price: (id) => byId.get(id)?.price,
    addedSince: (time) => dated.filter(({ added_at }) => added_at! >= time).map(({ item_id }) => item_id),
    nearest(id, most) {
      const n = numberOf.get(id)
      if (n === undefined) return []
      const sums = new Map<number, number>()
      // What half the shop shares tells items apart least and costs most to follow.
      for (let i = starts[n]!; i < starts[n + 1]!; i++) {
        const f = feature[i]!
        if (holders[f]! > Math.max(200, items.length / 2)) continue
        for (let p = postingStarts[f]!; p < postingStarts[f + 1]!; p++) {
          const at = postings[p]!
          const other = itemAt(starts, at)
          if (other !== n) sums.set(other, (sums.get(other) ?? 0) + value[i]! * value[at]!)
        }
      }
      return [...sums]
        .map(([other, likeness]) => ({ id: items[other]!.item_id, likeness }))
        .sort((a, b) => b.likeness - a.likeness || (a.id < b.id ? -1 : 1))
        .slice(0, most)
    },
  }
}

/** By feature, the places in the vectors that hold it. */
function invert(feature: Uint32Array, starts: Uint32Array, holders: Uint32Array) {
  const postingStarts = new Uint32Array(holders.length + 1)
  for (let f = 0; f < holders.length; f++) postingStarts[f + 1] = postingStarts[f]! + holders[f]!
  const next = postingStarts.slice()
  const postings = new Uint32Array(feature.length)
  for (let i = 0; i < (starts.at(-1) ?? 0); i++) {
    const f = feature[i]!
    postings[next[f]!] = i
    next[f] = next[f]! + 1
  }
  return { postings, postingStarts }
}

/** The item whose vector holds a place. */
function itemAt(starts: Uint32Array, place: number): number {
  let low = 0
  let high = starts.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if (starts[middle + 1]! > place) high = middle
    else low = middle + 1
  }
  return low
}

/** Makes the vector between two places one of length 1. */
function normalise(value: Float32Array, from: number, to: number): void {
  let squares = 0
  for (let i = from; i < to; i++) squares += value[i]! * value[i]!
  const length = Math.sqrt(squares) || 1
  for (let i = from; i < to; i++) value[i] = value[i]! / length
}

const WORD = /[\p{L}\p{N}]{2,}/gu

/** Tells a product's features one by one, with how much each counts. */
function tellFeatures(
  { item_category = '', item_brand, price = 0, item_name = '' }: Described,
  tell: (name: string, weight: number) => void,
): void {
  for (let end = 0, start = 0; item_category && end !== -1; start = end + 1) {
    end = item_category.indexOf('/', start)
    tell(`category:${end === -1 ? item_category : item_category.slice(0, end)}`, WEIGHT.category)
  }
  if (item_brand) tell(`brand:${item_brand.toLowerCase()}`, WEIGHT.brand)
  if (price > 0) tell(`price:${Math.round(Math.log2(price))}`, WEIGHT.price)
  const words: string[] = item_name.toLowerCase().match(WORD) ?? []
  for (let n = 0; n < words.length; n++)
    if (words.indexOf(words[n]!) === n) tell(`word:${words[n]}`, WEIGHT.word)
}
