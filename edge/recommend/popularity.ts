import type { Occurrences } from './occurrences.ts'
import type { Prepared } from './prepare.ts'
import { KIND } from './sessions.ts'
import { sharesOfVoices } from './voices.ts'

/** What a view, a cart and a purchase count. */
const WEIGHT = Float64Array.of(1, 3, 5)
if (KIND.purchase !== 2) throw new Error('WEIGHT is by KIND')

/**
 * Popularity with exponential decay at the end of the data, the highest being 1, for each half-life (in the unit of
 * `ends`). A voice counts once for an item, at the highest of weight × decay × its share, so that nobody makes a
 * best-seller alone, nor moves many a little.
 */
export function decayedPopularity(
  data: Prepared,
  index: Occurrences,
  halfLives: readonly number[],
): Float32Array[] {
  const { ends } = data
  const end = ends.at(-1) ?? 0
  const decays = halfLives.map((halfLife) =>
    Float64Array.from(ends, (time) => 2 ** ((time - end) / halfLife)),
  )
  const shares = sharesOfVoices(data, index)
  const sums = decays.map((decay) => byVoice(data, index, decay, shares))
  return sums.map((sum) => {
    const highest = sum.reduce((a, b) => Math.max(a, b), 0) || 1
    return Float32Array.from(sum, (value) => value / highest)
  })
}

function byVoice(
  data: Prepared,
  index: Occurrences,
  decay: Float64Array,
  shares: Float64Array,
): Float64Array {
  const { ids, offsets, items, events, voices } = data
  const sum = new Float64Array(ids.length)
  const best = new Float64Array(decay.length)
  const lastItem = new Int32Array(decay.length).fill(-1)
  for (let item = 0; item < ids.length; item++)
    for (let o = index.starts[item]!; o < index.starts[item + 1]!; o++) {
      const session = index.sessions[o]!
      const voice = voices[session]!
      let weight = 0
      for (let i = offsets[session]!; i < offsets[session + 1]!; i++)
        if (items[i] === item && WEIGHT[events[i]!]! > weight) weight = WEIGHT[events[i]!]!
      const value = weight * decay[session]! * shares[voice]!
      const before = lastItem[voice] === item ? best[voice]! : 0
      lastItem[voice] = item
      best[voice] = Math.max(value, before)
      sum[item] = sum[item]! + best[voice]! - before
    }
  return sum
}
