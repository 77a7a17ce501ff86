import type { Occurrences } from './occurrences.ts'
import type { Prepared } from './prepare.ts'
import { KIND } from './sessions.ts'

/** What a view, a cart and a purchase count. */
const WEIGHT = Float64Array.of(1, 3, 5)
if (KIND.purchase !== 2) throw new Error('WEIGHT is by KIND')

/**
 * Popularity with exponential decay at the end of the data, the highest being 1, for each half-life (in the unit of
 * `ends`). A visitor counts once for an item, at the highest of weight × decay, so that nobody makes a best-seller alone.
 */
export function decayedPopularity(
  data: Prepared,
  index: Occurrences,
  halfLives: readonly number[],
): Float32Array[] {
  const { offsets, items, events, ends, visitors } = data
  const size = data.ids.length
  const end = ends.at(-1) ?? 0
  const sums = halfLives.map(() => new Float64Array(size))
  const decays = halfLives.map((halfLife) =>
    Float64Array.from(ends, (time) => 2 ** ((time - end) / halfLife)),
  )
  const best = halfLives.map(() => new Float64Array(ends.length))
  const lastItem = new Int32Array(ends.length).fill(-1)
  for (let item = 0; item < size; item++) {
    for (let o = index.starts[item]!; o < index.starts[item + 1]!; o++) {
      const session = index.sessions[o]!
      const visitor = visitors[session]!
      let weight = 0
      for (let i = offsets[session]!; i < offsets[session + 1]!; i++)
        if (items[i] === item && WEIGHT[events[i]!]! > weight) weight = WEIGHT[events[i]!]!
      const again = lastItem[visitor] === item
      lastItem[visitor] = item
      for (let h = 0; h < sums.length; h++) {
        const value = weight * decays[h]![session]!
        const before = again ? best[h]![visitor]! : 0
        if (value <= before) continue
        sums[h]![item] = sums[h]![item]! + value - before
        best[h]![visitor] = value
      }
    }
  }
  return sums.map((sum) => {
    const highest = sum.reduce((a, b) => Math.max(a, b), 0) || 1
    return Float32Array.from(sum, (value) => value / highest)
  })
}
