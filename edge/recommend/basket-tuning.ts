import {
  BASKET_FEATURES,
  type Basket,
  basketFeatures,
  basketQuality,
  type Market,
  PLAIN_BASKET,
  rankBasket,
} from './basket.ts'
import { occurrences } from './occurrences.ts'
import { decayedPopularity } from './popularity.ts'
import { type Prepared, prepare } from './prepare.ts'
import { KIND, pickSessions, type SessionColumns } from './sessions.ts'

/** Fewer orders than this to foretell teach nothing. */
const FEWEST = 50
const STEPS = [0, 0.05, 0.1, 0.2, 0.35, 0.6, 1, 1.6]
/** How many windows of the newest time are foretold, and which share of the span each is. */
const WINDOWS = 2
const WINDOW = 1 / 25

/** A customer's next order to foretell, from those before it. */
export interface BasketQuestion {
  candidates: Map<number, Float64Array>
  bought: Set<number>
}

/** Orders by customer, oldest first, of the sessions that hold purchases by known visitors. */
export function ordersOf(data: Prepared): Map<number, Basket[]> {
  const orders = new Map<number, Basket[]>()
  for (let s = 0; s < data.ends.length; s++) {
    const items = new Set<number>()
    for (let i = data.offsets[s]!; i < data.offsets[s + 1]!; i++)
      if (data.events[i] === KIND.purchase) items.add(data.items[i]!)
    if (!items.size) continue
    const mine = orders.get(data.visitors[s]!)
    const basket = { items: [...items], time: data.ends[s]! }
    if (mine) mine.push(basket)
    else orders.set(data.visitors[s]!, [basket])
  }
  return orders
}

/** Share of each item's buyers who bought it in a second order; ten imagined buyers who did not are added. */
export function repeatRates(orders: Iterable<readonly Basket[]>, size: number): Float32Array {
  const buyers = new Float32Array(size)
  const repeated = new Float32Array(size)
  for (const mine of orders) {
    const times = new Map<number, number>()
    for (const { items } of mine) for (const item of items) times.set(item, (times.get(item) ?? 0) + 1)
    for (const [item, count] of times) {
      buyers[item] = buyers[item]! + 1
      if (count > 1) repeated[item] = repeated[item]! + 1
    }
  }
  return repeated.map((count, item) => (count + 0.5) / (buyers[item]! + 10))
}

/** Questions about the first order of each customer in `[from, to)` who ordered twice before; items of support ≥ 5. */
export function basketQuestions(
  columns: SessionColumns,
  from: number,
  to: number,
  halfLife: number,
): BasketQuestion[] {
  const all = Uint32Array.from(columns.ends, (_, s) => s)
  const past = pickSessions(
    columns,
    all.filter((s) => columns.ends[s]! < from),
  )
  const limits = { maxSessions: 1_000_000, maxLength: 1000, maxSessionsPerVisitor: 1000 }
  const data = prepare(past, limits)
  if (!data.ends.length) return []
  const index = occurrences(data)
  const span = data.ends.at(-1)! - data.ends[0]! || 1
  const [popularity, trend] = decayedPopularity(data, index, [span * halfLife, (span * halfLife) / 8])
  // Customers of the window answer to the numbers they had before it: both come from one list of visitors.
  const history = new Map<number, Basket[]>()
  const number = new Map(data.ids.map((id, i) => [id, i]))
  const orders = (keep: (end: number) => boolean) => {
    const out: { visitor: number; basket: Basket }[] = []
    for (let s = 0; s < columns.ends.length; s++) {
      if (!keep(columns.ends[s]!)) continue
      const items = new Set<number>()
      for (let i = columns.offsets[s]!; i < columns.offsets[s + 1]!; i++)
        if (columns.events?.[i] === KIND.purchase) {
          const item = number.get(columns.ids[columns.items[i]!]!)
          if (item !== undefined && index.starts[item + 1]! - index.starts[item]! >= 5) items.add(item)
        }
      if (items.size)
        out.push({ visitor: columns.visitors![s]!, basket: { items: [...items], time: columns.ends[s]! } })
    }
    return out.sort((a, b) => a.basket.time - b.basket.time)
  }
  for (const { visitor, basket } of orders((end) => end < from)) {
    const mine = history.get(visitor)
    if (mine) mine.push(basket)
    else history.set(visitor, [basket])
  }
  const repeats = repeatRates(history.values(), data.ids.length)
  const market: Market = { popularity: popularity!, trend: trend!, repeats, memory: span / 6 }
  const popular = Uint32Array.from(trend!, (_, i) => i).sort((a, b) => trend![b]! - trend![a]!)
  const asked = new Set<number>()
  const questions: BasketQuestion[] = []
  for (const { visitor, basket } of orders((end) => end >= from && end < to)) {
    const mine = history.get(visitor)
    if (asked.has(visitor) || !mine || mine.length < 2) continue
    asked.add(visitor)
    questions.push({ candidates: basketFeatures(mine, market, popular, from), bought: new Set(basket.items) })
  }
  return questions
}

/** Chooses the weights on the newest windows of the history, one weight at a time. */
export function tuneBasket(columns: SessionColumns, halfLife: number): readonly number[] {
  if (!columns.visitors || !columns.events) return PLAIN_BASKET
  const first = columns.ends.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY)
  const last = columns.ends.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)
  const width = (last - first) * WINDOW
  const questions: BasketQuestion[] = []
  for (let w = 1; w <= WINDOWS; w++)
    questions.push(
      ...basketQuestions(columns, last - w * width, last - (w - 1) * width + (w === 1 ? 1 : 0), halfLife),
    )
  if (questions.length < FEWEST) return PLAIN_BASKET
  let weights = [...PLAIN_BASKET]
  let best = meanQuality(questions, weights, 20)
  for (let round = 0; round < 2; round++)
    for (let f = 0; f < BASKET_FEATURES; f++)
      for (const step of STEPS) {
        const tried = weights.with(f, step)
        const quality = meanQuality(questions, tried, 20)
        if (quality.recall + quality.ndcg <= best.recall + best.ndcg) continue
        best = quality
        weights = tried
      }
  return weights
}

/** Mean recall and NDCG over questions. */
export function meanQuality(questions: readonly BasketQuestion[], weights: readonly number[], cut: number) {
  let recall = 0
  let ndcg = 0
  for (const { candidates, bought } of questions) {
    const list = rankBasket(candidates, weights)
      .slice(0, cut)
      .map(({ item }) => item)
    const quality = basketQuality(list, bought, cut)
    recall += quality.recall / questions.length
    ndcg += quality.ndcg / questions.length
  }
  return { recall, ndcg }
}
