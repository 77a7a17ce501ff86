import { ask } from './ask.ts'
import { FEATURES } from './feature-layout.ts'
import { describe, partMaxima } from './features.ts'
import type { Model } from './model.ts'
import { PART, PARTS } from './parts.ts'
import { score } from './ranker.ts'
import { sweep } from './scratch.ts'

/** Why an item stands where it stands, for a marketer: each part as a share of its highest, and the final score. */
export interface Trace {
  parts: Record<keyof typeof PART, number>
  popularity: number
  trend: number
  /** Sessions of the training data that hold the item. */
  sessions: number
  score: number
}

/** Traces one item for a visit (ids, oldest first); absent when the model does not know it. */
export function trace(model: Model, session: readonly string[], itemId: string): Trace | undefined {
  const { scratch, ids, rankers, popularity, trend, support } = model
  const item = ids.find(itemId)
  if (item < 0) return undefined
  ask(
    model,
    session.map((id) => ids.find(id)),
  )
  const scale = partMaxima(model, new Float32Array(PARTS))
  const s = scratch.slotOf[item]! - 1
  const features = new Float32Array(FEATURES)
  if (s >= 0) describe(model, s, scale, features, 0)
  const parts = Object.fromEntries(
    Object.entries(PART).map(([name, p]) => [name, s < 0 ? 0 : scratch.parts[s * PARTS + p]! * scale[p]!]),
  ) as Trace['parts']
  sweep(scratch)
  return {
    parts,
    popularity: popularity[item]!,
    trend: trend[item]!,
    sessions: support[item]!,
    score: s < 0 ? 0 : score(rankers.all, features, 0),
  }
}
