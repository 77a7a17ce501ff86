import type { ListKind } from '../../rules/bundle.ts'
import { type Basket, basketFeatures, rankBasket } from './basket.ts'
import { fitTo } from './interest.ts'
import type { Model } from './model.ts'
import type { ListOptions, Question, Source } from './question.ts'
import { KIND } from './sessions.ts'

/** Offers an item to the list; false when the list is full. */
export type Offer = (id: string, score: number, source: Source, because?: string) => boolean

/** Offers a kind's own items, best first; true while the list has room. */
type Walk = (model: Model, question: Question, options: ListOptions, offer: Offer) => boolean

const DAY = 86_400_000
/** How long an item counts as new. */
const NEW = 30 * DAY

/** The kinds of list that do not come from the session index; what they leave open is filled from traffic. */
export const WALKS: Partial<Record<ListKind, Walk>> = {
  'bought-together': (model, question, _, offer) =>
    boughtWith(model, question.current === undefined ? (question.cart ?? []) : [question.current], offer),

  companion(model, { cart = [], gap = 0 }, { content }, offer) {
    const price = (id: string) => content?.price(id) ?? 0
    const found: { id: string; score: number; because: string }[] = []
    boughtWith(model, cart, (id, score, _, because) => {
      found.push({ id, score, because: because! })
      return found.length < 200
    })
    // Filling the gap at the least excess comes first; below the gap the dearer.
    const misfit = (id: string) => (gap <= 0 ? 0 : price(id) >= gap ? price(id) - gap : 1e6 + gap - price(id))
    found.sort((a, b) => misfit(a.id) - misfit(b.id) || b.score - a.score)
    return found.every(({ id, score, because }) => offer(id, score, 'bought-together', because))
  },

  alternatives(_, { current }, { content }, offer) {
    if (current === undefined || !content) return true
    return content.nearest(current, 200).every(({ id, likeness }) => offer(id, likeness, 'content', current))
  },

  trending: ({ rising, trend, ids }, _, __, offer) =>
    rising.every((item) => offer(ids.name(item), trend[item]!, 'trending')),

  new(_, question, { content }, offer) {
    if (!content) return true
    const suits = fitTo(question, content)
    return content
      .addedSince(question.now - NEW)
      .map((id) => ({ id, score: suits(id) }))
      .sort((a, b) => b.score - a.score)
      .every(({ id, score }) => offer(id, score, 'new'))
  },

  'recently-viewed'(_, { session, history = [] }, __, offer) {
    for (let i = session.length - 1; i >= 0; i--) if (!offer(session[i]!, 1, 'recent')) return false
    const views = history.filter(({ kind }) => kind === KIND.view).sort((a, b) => b.time - a.time)
    return views.every(({ item_id }) => offer(item_id, 0.5, 'recent'))
  },

  replenish(model, { history = [], now }, _, offer) {
    return dueAgain(model, history, now).every(({ id, score }) => offer(id, score, 'replenish', id))
  },

  basket(model, { history = [], now }, _, offer) {
    const candidates = basketFeatures(ordersIn(model, history), model.market, model.popular, now)
    return rankBasket(candidates, model.market.weights).every(({ item, score }) => {
      const bought = candidates.get(item)![0]! > 0
      return offer(model.ids.name(item), score, bought ? 'replenish' : 'popular')
    })
  },
}

/** What is in one basket with the given items, heaviest first. */
function boughtWith({ together, ids }: Model, seeds: readonly string[], offer: Offer): boolean {
  const found = new Map<number, { score: number; because: string; best: number }>()
  for (const seed of seeds) {
    const item = ids.find(seed)
    if (item < 0) continue
    for (let r = together.starts[item]!; r < together.starts[item + 1]!; r++) {
      const weight = (together.after[r]! / 255) ** 2 + (together.before[r]! / 255) ** 2
      const known = found.get(together.targets[r]!) ?? { score: 0, because: seed, best: 0 }
      known.score += weight
      if (weight > known.best) {
        known.best = weight
        known.because = seed
      }
      found.set(together.targets[r]!, known)
    }
  }
  const inCart = new Set(seeds)
  return [...found]
    .sort(([, a], [, b]) => b.score - a.score)
    .every(([item, { score, because }]) => {
      const id = ids.name(item)
      return inCart.has(id) || offer(id, score, 'bought-together', because)
    })
}

function ordersIn({ ids }: Model, history: Question['history'] = []): Basket[] {
  const orders = new Map<number, Set<number>>()
  for (const { item_id, time, kind } of history) {
    const item = ids.find(item_id)
    if (kind !== KIND.purchase || item < 0) continue
    const basket = orders.get(time) ?? new Set()
    orders.set(time, basket.add(item))
  }
  return [...orders].sort(([a], [b]) => a - b).map(([time, items]) => ({ time, items: [...items] }))
}

/**
 * Items bought at least twice whose usual interval (the mean of theirs) has passed by now to 60 % or more, the most
 * due first; long overdue ones fade, for they were given up.
 */
export function dueAgain(
  { ids }: Pick<Model, 'ids'>,
  history: NonNullable<Question['history']>,
  now: number,
): { id: string; score: number }[] {
  const times = new Map<string, number[]>()
  for (const { item_id, time, kind } of history)
    if (kind === KIND.purchase && ids.find(item_id) >= -1)
      times.set(item_id, [...(times.get(item_id) ?? []), time])
  const due: { id: string; score: number }[] = []
  for (const [id, bought] of times) {
    const distinct = [...new Set(bought)].sort((a, b) => a - b)
    if (distinct.length < 2) continue
    const interval = (distinct.at(-1)! - distinct[0]!) / (distinct.length - 1)
    const passed = (now - distinct.at(-1)!) / interval
    if (passed < 0.6) continue
    due.push({ id, score: (passed <= 1.5 ? passed / 1.5 : 1.5 / passed) * (1 - 1 / distinct.length) })
  }
  return due.sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1))
}
