import { describe, expect, it } from 'vitest'
import { BASKET_FEATURES } from '../../../edge/recommend/basket.ts'
import { basketQuestions, meanQuality, tuneBasket } from '../../../edge/recommend/basket-tuning.ts'
import { FEATURES } from '../../../edge/recommend/feature-layout.ts'
import { openModel, tuningOf } from '../../../edge/recommend/model.ts'
import { seeded } from '../../../edge/recommend/random.ts'
import { plainRanker, score } from '../../../edge/recommend/ranker.ts'
import { learnRanker, standardise, unstandardised } from '../../../edge/recommend/ranker-training.ts'
import { recommend } from '../../../edge/recommend/recommend.ts'
import { KIND, type Session, toColumns } from '../../../edge/recommend/sessions.ts'
import { train } from '../../../edge/recommend/train.ts'
import { tune } from '../../../edge/recommend/tune.ts'

/** Visits that walk a ring of items forwards, now and then back: what comes next is clear, popularity says nothing. */
function ring(count: number, seed: number): Session[] {
  const random = seeded(seed)
  return Array.from({ length: count }, (_, s) => {
    let at = Math.floor(random() * 40)
    const items = Array.from({ length: 5 }, () => {
      at = (at + (random() < 0.85 ? 1 : 39)) % 40
      return `i${at}`
    })
    return { items, times: items.map((_, i) => s * 60_000 + i) }
  })
}

describe('tuning', () => {
  const columns = toColumns(ring(900, 1))
  const tuned = () => tune(columns, { random: seeded(1), searchQuestions: 310, rankerQuestions: 600 })
  const tuning = tuned()

  it('[M12] is the same for the same seed, and travels in the model to its successor', () => {
    expect(tuned()).toEqual(tuning)
    const opened = openModel(train(columns, { tuning }))
    if (!opened.ok) throw new Error(opened.reason)
    expect(opened.model.meta.learned).toBe(true)
    expect(train(columns, { tuning: tuningOf(opened.model) })).toEqual(train(columns, { tuning }))
  }, 60_000)

  it('[M12] leaves the plain blend to a shop with too little traffic', () => {
    expect(tune(toColumns(ring(40, 1)), { random: seeded(1) }).rankers).toBeUndefined()
  })

  it('[M13] finds what follows in visits that it never saw', () => {
    const opened = openModel(train(columns, { tuning }))
    if (!opened.ok) throw new Error(opened.reason)
    let first = 0
    const visits = ring(200, 99)
    for (const { items } of visits) {
      const [next] = recommend(
        opened.model,
        { kind: 'session', session: items.slice(0, 4), now: 0 },
        { size: 1 },
      )
      if (next!.item_id === items[4]) first++
    }
    expect(first / visits.length).toBeGreaterThan(0.7)
  })

  it('[M13] learns from lessons, and says the same of raw features as of standardised ones', () => {
    const random = seeded(7)
    const starts = Uint32Array.from({ length: 301 }, (_, q) => q * 10)
    const features = Float32Array.from({ length: 3000 * FEATURES }, () => random() * 3 + 1)
    // What comes next has the highest value of feature 5 by a margin.
    const targets = Int32Array.from({ length: 300 }, () => Math.floor(random() * 10))
    targets.forEach((target, q) => {
      features[(q * 10 + target) * FEATURES + 5] = 5
    })
    const raw = features.slice()
    const lessons = standardise({ starts, features, targets })
    const use = Array.from({ length: 200 }, (_, q) => q)
    const learned = learnRanker(lessons, use, random, { epochs: 40, rate: 0.01 })
    const forRaw = unstandardised(learned, lessons)
    let right = 0
    for (let q = 200; q < 300; q++) {
      const scores = Array.from({ length: 10 }, (_, c) => score(forRaw, raw, (q * 10 + c) * FEATURES))
      if (scores.indexOf(Math.max(...scores)) === targets[q]) right++
      const gap = (weights: Float32Array, from: Float32Array) =>
        score(weights, from, q * 10 * FEATURES) - score(weights, from, (q * 10 + 1) * FEATURES)
      expect(gap(forRaw, raw)).toBeCloseTo(gap(learned, lessons.features), 2)
    }
    expect(right).toBeGreaterThan(90)
    expect(unstandardised(unstandardised(plainRanker(), lessons, true), lessons).length).toBe(
      plainRanker().length,
    )
  })
})

describe('next basket', () => {
  /** 80 customers who order every week: each their own two goods, and two of what everybody takes. */
  const orders: Session[] = Array.from({ length: 80 * 12 }, (_, i) => {
    const customer = i % 80
    const week = Math.floor(i / 80)
    const items = [`own${customer % 37}`, `own${(customer * 7) % 37}`, `all${week % 4}`, 'bread']
    const time = (week * 7 + customer / 80) * 86_400_000
    return {
      items,
      times: items.map(() => time),
      events: new Uint8Array(4).fill(KIND.purchase),
      visitor: customer,
    }
  })

  it('[M25] is foretold from orders better than from popularity alone', () => {
    const columns = toColumns(orders)
    const weights = tuneBasket(columns, 0.25)
    const questions = basketQuestions(columns, 70 * 86_400_000, 77 * 86_400_000, 0.25)
    expect(weights).toHaveLength(BASKET_FEATURES)
    expect(questions).toHaveLength(80)
    const own = meanQuality(questions, weights, 4)
    const popular = meanQuality(questions, [0, 0, 0, 0, 0, 0, 0, 0, 1], 4)
    expect(own.recall).toBeGreaterThan(popular.recall + 0.2)
    expect(own.ndcg).toBeGreaterThan(popular.ndcg)
  })
})
