import { FEATURES } from './feature-layout.ts'
import { HIDDEN, RANKER_LENGTH, score } from './ranker.ts'

/** Questions with their candidates' features; `targets[q]` is the place among the candidates of what came next. */
export interface Lessons {
  starts: Uint32Array
  features: Float32Array
  targets: Int32Array
}

/** Lessons whose features were standardised; feature `f` was divided by `deviation[f]` after taking `mean[f]` away. */
export interface Standardised extends Lessons {
  mean: Float64Array
  deviation: Float64Array
}

export interface LearningOptions {
  epochs: number
  rate: number
  /** Weight decay. */
  shrink: number
  batch: number
}
const DEFAULTS: LearningOptions = { epochs: 6, rate: 0.003, shrink: 1e-4, batch: 32 }
/** Width of the weights' first values. */
const INNER = 0.35
const BIAS = FEATURES * (HIDDEN + 1)

/**
 * Listwise learning: the likelihood of what came next among the candidates (softmax), by Adam (Kingma & Ba 2015).
 * The weights are for the standardised features.
 */
export function learnRanker(
  lessons: Standardised,
  use: readonly number[],
  random: () => number,
  options: Partial<LearningOptions> = {},
): Float32Array {
  const { epochs, rate, shrink, batch } = { ...DEFAULTS, ...options }
  const weights = new Float32Array(RANKER_LENGTH)
  for (let i = 0; i < BIAS; i++) if (i % (HIDDEN + 1) !== HIDDEN) weights[i] = (random() - 0.5) * INNER
  for (let h = 0; h < HIDDEN; h++) weights[BIAS + HIDDEN + h] = (random() - 0.5) * INNER
  const gradient = new Float64Array(RANKER_LENGTH)
  const mean = new Float64Array(RANKER_LENGTH)
  const square = new Float64Array(RANKER_LENGTH)
  const order = use.filter((q) => lessons.targets[q]! >= 0)
  let step = 0
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (let i = order.length - 1; i > 0; i--) {
      const j = Math.floor(random() * (i + 1))
      ;[order[i], order[j]] = [order[j]!, order[i]!]
    }
    const pace = epoch < epochs * 0.6 ? rate : rate / 4
    for (let from = 0; from < order.length; from += batch) {
      gradient.fill(0)
      const size = Math.min(batch, order.length - from)
      for (let i = from; i < from + size; i++) learnFrom(lessons, order[i]!, weights, gradient)
      step++
      const fresh = 1 - 0.9 ** step
      const freshSquare = 1 - 0.999 ** step
      for (let w = 0; w < RANKER_LENGTH; w++) {
        const g = gradient[w]! / size + shrink * weights[w]!
        mean[w] = 0.9 * mean[w]! + 0.1 * g
        square[w] = 0.999 * square[w]! + 0.001 * g * g
        const move = mean[w]! / fresh / (Math.sqrt(square[w]! / freshSquare) + 1e-8)
        weights[w] = weights[w]! - pace * move
      }
    }
  }
  return weights
}

/** Brings features to mean 0 and deviation 1 in place, which learning needs; remembers how. */
export function standardise(lessons: Lessons): Standardised {
  const { features, starts } = lessons
  const mean = new Float64Array(FEATURES)
  const square = new Float64Array(FEATURES)
  const count = starts.at(-1)! || 1
  const end = starts.at(-1)! * FEATURES
  for (let at = 0; at < end; )
    for (let f = 0; f < FEATURES; f++, at++) {
      mean[f] = mean[f]! + features[at]! / count
      square[f] = square[f]! + features[at]! ** 2 / count
    }
  const deviation = mean.map((m, f) => 0.01 + Math.sqrt(Math.max(0, square[f]! - m * m)))
  for (let at = 0; at < end; )
    for (let f = 0; f < FEATURES; f++, at++) features[at] = (features[at]! - mean[f]!) / deviation[f]!
  return { ...lessons, mean, deviation }
}

/** The same ranker for raw features (or, `back`, for standardised ones). */
export function unstandardised(
  weights: Float32Array,
  { mean, deviation }: Standardised,
  back = false,
): Float32Array {
  const out = weights.slice()
  for (let f = 0, w = 0; f < FEATURES; f++)
    for (let h = 0; h <= HIDDEN; h++, w++) {
      out[w] = back ? weights[w]! * deviation[f]! : weights[w]! / deviation[f]!
      if (h < HIDDEN) out[BIAS + h] = out[BIAS + h]! + (back ? weights[w]! : -out[w]!) * mean[f]!
    }
  return out
}

let odds = new Float64Array(256)

function learnFrom(lessons: Lessons, q: number, weights: Float32Array, gradient: Float64Array): void {
  const from = lessons.starts[q]!
  const count = lessons.starts[q + 1]! - from
  if (odds.length < count) odds = new Float64Array(count)
  let highest = Number.NEGATIVE_INFINITY
  for (let c = 0; c < count; c++) {
    odds[c] = score(weights, lessons.features, (from + c) * FEATURES)
    highest = Math.max(highest, odds[c]!)
  }
  let total = 0
  for (let c = 0; c < count; c++) {
    odds[c] = Math.exp(odds[c]! - highest)
    total += odds[c]!
  }
  for (let c = 0; c < count; c++) {
    const wrong = odds[c]! / total - (c === lessons.targets[q] ? 1 : 0)
    if (Math.abs(wrong) > 1e-6) backward(lessons.features, (from + c) * FEATURES, wrong, weights, gradient)
  }
}

const inner = new Float64Array(HIDDEN)

function backward(
  features: Float32Array,
  at: number,
  wrong: number,
  weights: Float32Array,
  gradient: Float64Array,
): void {
  for (let h = 0; h < HIDDEN; h++) inner[h] = weights[BIAS + h]!
  for (let f = 0, w = 0; f < FEATURES; f++, w += HIDDEN + 1) {
    const value = features[at + f]!
    if (value !== 0) for (let h = 0; h < HIDDEN; h++) inner[h] = inner[h]! + value * weights[w + h]!
  }
  for (let h = 0; h < HIDDEN; h++) {
    const active = inner[h]! > 0
    if (active) gradient[BIAS + HIDDEN + h] = gradient[BIAS + HIDDEN + h]! + wrong * inner[h]!
    inner[h] = active ? wrong * weights[BIAS + HIDDEN + h]! : 0
    gradient[BIAS + h] = gradient[BIAS + h]! + inner[h]!
  }
  for (let f = 0, w = 0; f < FEATURES; f++, w += HIDDEN + 1) {
    const value = features[at + f]!
    if (value === 0) continue
    for (let h = 0; h < HIDDEN; h++) gradient[w + h] = gradient[w + h]! + value * inner[h]!
    gradient[w + HIDDEN] = gradient[w + HIDDEN]! + value * wrong
  }
}
