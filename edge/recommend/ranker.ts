import { FEATURES, SEEN_AT } from './feature-layout.ts'
import { PART, PARTS } from './parts.ts'

/** Hidden units. */
export const HIDDEN = 8
/** Weights of a ranker: for each feature HIDDEN inner ones and a direct one, then HIDDEN biases and HIDDEN outer ones. */
export const RANKER_LENGTH = FEATURES * (HIDDEN + 1) + 2 * HIDDEN
const BIAS = FEATURES * (HIDDEN + 1)

const inner = new Float32Array(HIDDEN)

/** A candidate's score: a direct weighted sum plus one small hidden layer (ReLU). */
export function score(weights: Float32Array, features: Float32Array, at: number): number {
  let sum = 0
  for (let h = 0; h < HIDDEN; h++) inner[h] = weights[BIAS + h]!
  for (let f = 0, w = 0; f < FEATURES; f++, w += HIDDEN + 1) {
    const value = features[at + f]!
    if (value === 0) continue
    for (let h = 0; h < HIDDEN; h++) inner[h] = inner[h]! + value * weights[w + h]!
    sum += value * weights[w + HIDDEN]!
  }
  for (let h = 0; h < HIDDEN; h++) if (inner[h]! > 0) sum += inner[h]! * weights[BIAS + HIDDEN + h]!
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
