import type { Prepared } from './prepare.ts'
import { KIND } from './sessions.ts'

/** What a cart or a purchase counts beside a view. */
const WEIGHT = { [KIND.view]: 1, [KIND.cart]: 3, [KIND.purchase]: 5 } as const

/**
 * Popularity with exponential decay at the end of the data, divided by the highest; a visitor counts once a
 * session and item, at their strongest event. `halfLife` is in the unit of `ends`.
 */
export function decayedPopularity(data: Prepared, halfLife: number): Float32Array {
  const { offsets, items, events, ends } = data
  const size = data.ids.length
  const sum = new Float64Array(size)
  const best = new Uint8Array(size)
  const end = ends.at(-1) ?? 0
  for (let s = 0; s < ends.length; s++) {
    const decay = 2 ** ((ends[s]! - end) / halfLife)
    for (let i = offsets[s]!; i < offsets[s + 1]!; i++) {
      const item = items[i]!
      const weight = WEIGHT[events[i] as 0 | 1 | 2] ?? 1
      if (weight <= best[item]!) continue
      sum[item] = sum[item]! + decay * (weight - best[item]!)
      best[item] = weight
    }
    for (let i = offsets[s]!; i < offsets[s + 1]!; i++) best[items[i]!] = 0
  }
  let highest = 0
  for (let i = 0; i < size; i++) highest = Math.max(highest, sum[i]!)
  return Float32Array.from(sum, (value) => value / (highest || 1))
}
