/** One past order: known items as numbers, each once, and when it was placed. */
export interface Basket {
  items: readonly number[]
  /** Same unit as the model's times. */
  time: number
}

/** What a customer's next basket is foretold from: all by item, the highest being 1 where not a share. */
export interface Market {
  popularity: Float32Array
  trend: Float32Array
  /** Share of an item's buyers who bought it again, drawn towards none for few buyers. */
  repeats: Float32Array
  /** Time in which an order counts e times less; in the unit of times. */
  memory: number
}

/** Of each candidate: decayed by orders, by time, both × what sells, in the last order, share of orders, repeats, popularity. */
export const BASKET_FEATURES = 9
/** An order back, an item counts this much (as in TIFU-KNN, Hu et al. 2020). */
const PER_ORDER = 0.85
/** Best-sellers that are candidates for everybody. */
const POPULAR = 60

/** A weight for each feature where a shop has too little history to learn from: what was bought, then what sells. */
export const PLAIN_BASKET: readonly number[] = [1, 0.3, 0.3, 0.3, 0.1, 0.3, 0.2, 0.2, 0.1]

/** Each candidate for the next basket with its features; `popular` is best first. */
export function basketFeatures(
  orders: readonly Basket[],
  market: Market,
  popular: ArrayLike<number>,
  now: number,
): Map<number, Float64Array> {
  const { popularity, trend, repeats, memory } = market
  const candidates = new Map<number, Float64Array>()
  const of = (item: number) => {
    let features = candidates.get(item)
    if (!features) {
      features = new Float64Array(BASKET_FEATURES)
      candidates.set(item, features)
    }
    return features
  }
  orders.forEach(({ items, time }, i) => {
    const byOrder = PER_ORDER ** (orders.length - 1 - i)
    const byTime = Math.exp(-Math.max(0, now - time) / memory)
    for (const item of items) {
      const features = of(item)
      features[0] = features[0]! + byOrder
      features[1] = features[1]! + byTime
      if (i === orders.length - 1) features[4] = 1
      features[5] = features[5]! + 1 / orders.length
      features[6] = repeats[item]!
    }
  })
  let highest = 0
  let highestByTime = 0
  for (const features of candidates.values()) {
    highest = Math.max(highest, features[0]!)
    highestByTime = Math.max(highestByTime, features[1]!)
  }
  for (const [item, features] of candidates) {
    features[0] = features[0]! / (highest || 1)
    features[1] = features[1]! / (highestByTime || 1)
    features[2] = features[0]! * trend[item]!
    features[3] = features[0]! * popularity[item]!
  }
  for (let i = 0; i < Math.min(POPULAR, popular.length); i++) of(popular[i]!)
  for (const [item, features] of candidates) {
    features[7] = trend[item]!
    features[8] = popularity[item]!
  }
  return candidates
}

/** Items of the next basket, best first (Recall and NDCG of this on real orders: see the folder's README). */
export function rankBasket(
  candidates: ReadonlyMap<number, Float64Array>,
  weights: ArrayLike<number>,
): { item: number; score: number }[] {
  const ranked: { item: number; score: number }[] = []
  for (const [item, features] of candidates) {
    let score = 0
    for (let f = 0; f < BASKET_FEATURES; f++) score += weights[f]! * features[f]!
    ranked.push({ item, score })
  }
  return ranked.sort((a, b) => b.score - a.score || a.item - b.item)
}

/** Recall and NDCG within the first `cut`, of a list against what was bought. */
export function basketQuality(list: readonly number[], bought: ReadonlySet<number>, cut: number) {
  let hits = 0
  let gain = 0
  let ideal = 0
  for (let i = 0; i < Math.min(cut, list.length); i++)
    if (bought.has(list[i]!)) {
      hits++
      gain += 1 / Math.log2(i + 2)
    }
  for (let i = 0; i < Math.min(cut, bought.size); i++) ideal += 1 / Math.log2(i + 2)
  return { recall: hits / bought.size, ndcg: gain / ideal }
}
