import { FEATURES, SEEN_AT } from './feature-layout.ts'
import { PART, PARTS } from './parts.ts'

/** Hidden units. */
export const HIDDEN = 8
/** Weights of a ranker: for each feature HIDDEN inner ones and a direct one, then HIDDEN biases and HIDDEN outer ones. */
export const RANKER_LENGTH = FEATURES * (HIDDEN + 1) + 2 * HIDDEN
const BIAS = FEATURES * (HIDDEN + 1)

/** A candidate's score: a direct weighted sum plus one small hidden layer (ReLU), its eight units kept in registers. */
export function score(weights: Float32Array, features: Float32Array, at: number): number {
  let sum = 0
  let a = weights[BIAS]!
  let b = weights[BIAS + 1]!
  let c = weights[BIAS + 2]!
  let d = weights[BIAS + 3]!
  let e = weights[BIAS + 4]!
  let f = weights[BIAS + 5]!
  let g = weights[BIAS + 6]!
  let h = weights[BIAS + 7]!
  for (let i = at, w = 0; i < at + FEATURES; i++, w += HIDDEN + 1) {
    const value = features[i]!
    if (value === 0) continue
    a += value * weights[w]!
    b += value * weights[w + 1]!
    c += value * weights[w + 2]!
    d += value * weights[w + 3]!
    e += value * weights[w + 4]!
    f += value * weights[w + 5]!
    g += value * weights[w + 6]!
    h += value * weights[w + 7]!
    sum += value * weights[w + HIDDEN]!
  }
  const out = BIAS + HIDDEN
  if (a > 0) sum += a * weights[out]!
  if (b > 0) sum += b * weights[out + 1]!
  if (c > 0) sum += c * weights[out + 2]!
  if (d > 0) sum += d * weights[out + 3]!
  if (e > 0) sum += e * weights[out + 4]!
  if (f > 0) sum += f * weights[out + 5]!
  if (g > 0) sum += g * weights[out + 6]!
  if (h > 0) sum += h * weights[out + 7]!
  return sum
}

/** The ranker of a shop with too little traffic to learn its own: a plain blend of the parts. */
export function plainRanker(): Float32Array {
  const weights = new Float32Array(RANKER_LENGTH)
  const direct = (feature: number, weight: number) => {
    weights[feature * (HIDDEN + 1) + HIDDEN] = weight
  }
  for (let p = 0; p < PARTS; p++) direct(2 * p, 1)
  direct(2 * PART.neighbours, 3)
  direct(2 * PARTS, 0.3)
  // Until a shop's traffic says otherwise, what is on the page is not what is wanted next.
  direct(SEEN_AT, -6)
  return weights
}
