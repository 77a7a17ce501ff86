import { FEATURES } from './feature-layout.ts'
import { describe, partMaxima } from './features.ts'
import type { Taste } from './interest.ts'
import type { Model } from './model.ts'
import { PARTS } from './parts.ts'
import { score } from './ranker.ts'
import { selectFirst, selectTop } from './select.ts'

/** How many candidates the ranker looks at; a strict filter makes it look at the next as many. */
export const CANDIDATES = 120

const features = new Float32Array(FEATURES)

/** Fills `scratch.quick` with the plain sum of normalised parts, which chooses who is ranked at all. */
export function quickScores(model: Model): void {
  const { scratch, popularity } = model
  const { parts, quick, order, itemOf, used, scale } = scratch
  partMaxima(model, scale)
  for (let s = 0, at = 0; s < used; s++) {
    let sum = 0.1 * popularity[itemOf[s]!]!
    for (let p = 0; p < PARTS; p++, at++) sum += parts[at]! * scale[p]!
    quick[s] = sum
    order[s] = s
  }
  scratch.ranking = used
}

/** Moves the best candidates of `order[from ..]` to its front, ranked; returns how many. Needs `quickScores` first. */
export function rankNext(model: Model, weights: Float32Array, from: number, taste?: Taste): number {
  const { order, quick, ranked, ranking, itemOf, scale } = model.scratch
  const rest = order.subarray(from, ranking)
  const top = selectFirst(rest, quick, ranking - from, CANDIDATES)
  for (let i = 0; i < top; i++) {
    const s = rest[i]!
    describe(model, s, scale, features, 0)
    ranked[s] = score(weights, features, 0) + (taste ? taste(itemOf[s]!) : 0)
  }
  return selectTop(rest, ranked, top, top)
}

/** The features of the best candidates, for training: how many were written at `out[at ..]`. */
export function describeBest(model: Model, out: Float32Array, at: number): number {
  const { order, quick, ranking, scale } = model.scratch
  const top = selectFirst(order, quick, ranking, CANDIDATES)
  for (let i = 0; i < top; i++) describe(model, order[i]!, scale, out, at + i * FEATURES)
  return top
}
