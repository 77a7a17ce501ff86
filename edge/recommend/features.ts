import { LENGTH, POPULARITY, SEEN, SEEN_AT, SUPPORT } from './feature-layout.ts'
import type { Model } from './model.ts'
import { PART, PARTS } from './parts.ts'

/** The highest value of each part over all candidates, by which features are divided. */
export function partMaxima(model: Model, out: Float32Array): Float32Array {
  const { parts, used } = model.scratch
  out.fill(0)
  for (let s = 0, at = 0; s < used; s++)
    for (let p = 0; p < PARTS; p++, at++) if (parts[at]! > out[p]!) out[p] = parts[at]!
  for (let p = 0; p < PARTS; p++) out[p] = out[p]! > 0 ? 1 / out[p]! : 0
  out[PART.pairs] = 1
  return out
}

/** A candidate's features at `out[at ..]`: each part and its root, popularity, support, how long ago it was seen. */
export function describe(model: Model, s: number, scale: Float32Array, out: Float32Array, at: number): void {
  const { scratch, popularity, trend, logSupport } = model
  const { parts, stepsAgo, asked } = scratch
  for (let p = 0; p < PARTS; p++) {
    const value = parts[s * PARTS + p]! * scale[p]!
    out[at + 2 * p] = value
    out[at + 2 * p + 1] = Math.sqrt(value)
  }
  const item = scratch.itemOf[s]!
  out[at + POPULARITY] = popularity[item]!
  out[at + POPULARITY + 1] = Math.sqrt(popularity[item]!)
  out[at + POPULARITY + 2] = trend[item]!
  out[at + POPULARITY + 3] = Math.sqrt(trend[item]!)
  out[at + SUPPORT] = logSupport[item]!
  for (let i = 0; i <= SEEN.length; i++) out[at + SEEN_AT + i] = 0
  // The question's items took the first slots.
  if (s < asked) {
    let band = 0
    while (band < SEEN.length && stepsAgo[s]! > SEEN[band]!) band++
    out[at + SEEN_AT + band] = 1
  }
  out[at + LENGTH] = scratch.logAsked
}
