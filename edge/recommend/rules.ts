import type { Occurrences } from './occurrences.ts'
import type { Prepared } from './prepare.ts'
import { RuleColumns, type Rules } from './rule-columns.ts'
import { selectTop } from './select.ts'
import { leastTogether } from './voices.ts'

export interface RuleOptions {
  /** Most rules kept for one item. */
  perItem: number
  /** How far apart in a session two items may be. */
  window: number
  /** An item needs this many distinct voices before it is in a rule; one is enough for a pair too, of more see `leastTogether`. */
  minVoices: number
}

/**
 * Sequential rules (Ludewig & Jannach 2018): a pair at distance d counts 1/d. A voice counts once for a pair, at
 * its best, however often it is repeated (recommendation poisoning, Yang et al., NDSS 2017).
 */
export function buildRules(
  data: Prepared,
  index: Occurrences,
  options: RuleOptions,
  support: Uint32Array,
): Rules {
  const size = data.ids.length
  const { voices } = data
  const { window, minVoices } = options
  const room = Math.min(options.perItem, size)
  const tally: Tally = {
    sums: new Float32Array(size * 4),
    best: new Float32Array(size * 4),
    voice: new Uint32Array(size),
    touched: new Uint32Array(size),
  }
  const { sums, touched } = tally
  const total = new Float32Array(size)
  const kept = new RuleColumns(size, room)
  const known = voices.some((voice, s) => voice !== s)
  for (let item = 0; item < size; item++) {
    const stop = index.starts[item + 1]!
    let sessions = index.sessions.subarray(Math.max(index.starts[item]!, stop - NEWEST), stop)
    if (known) sessions = sessions.slice().sort((a, b) => voices[a]! - voices[b]! || a - b)
    const own = sessions.reduce(
      (sum, s, i) => sum + Number(i === 0 || voices[s] !== voices[sessions[i - 1]!]),
      0,
    )
    const least = minVoices > 1 ? leastTogether(own) : 1
    const found = countAround(data, sessions, item, { window, known }, tally)
    let enough = 0
    for (let i = 0; i < found; i++) {
      const target = touched[i]!
      const at = target * 4
      if (sums[at + SUPPORT]! >= least && support[target]! >= minVoices) {
        touched[enough++] = target
        total[target] = sums[at]! + 0.5 * sums[at + 1]!
      } else clear(sums, at)
    }
    kept.add(item, touched, selectTop(touched, total, enough, room), sums)
    for (let i = 0; i < enough; i++) clear(sums, touched[i]! * 4)
  }
  return kept.rules()
}

/** By target, interleaved so that a pair touches one cache line: after, before, next, and its support. */
interface Tally {
  sums: Float32Array
  /** The current voice's own values, and whose they are (+ 1). */
  best: Float32Array
  voice: Uint32Array
  touched: Uint32Array
}
const SUPPORT = 3
/** Newest sessions of an item that are counted: a best-seller's rules are as sure from these as from all. */
const NEWEST = 4000

/**
 * Adds up what stands around `item` and returns how many targets there are. A voice's sessions lie side by side: each
 * voice counts once for a target, at its best; where every session is another voice, each sighting counts.
 */
function countAround(
  { offsets, items, voices }: Prepared,
  sessions: Uint32Array,
  item: number,
  { window, known }: { window: number; known: boolean },
  { sums, best, voice, touched }: Tally,
): number {
  let count = 0
  let who = 0
  for (let o = 0; o < sessions.length; o++) {
    const s = sessions[o]!
    if (known) who = voices[s]! + 1
    const from = offsets[s]!
    const to = offsets[s + 1]!
    for (let i = from; i < to; i++) {
      if (items[i] !== item) continue
      for (let j = Math.max(from, i - window), far = Math.min(to, i + window + 1); j < far; j++) {
        if (j === i) continue
        if (!known) who++
        const target = items[j]!
        const at = target * 4
        if (sums[at + SUPPORT] === 0 || voice[target] !== who) {
          if (sums[at + SUPPORT] === 0) touched[count++] = target
          voice[target] = who
          sums[at + SUPPORT] = sums[at + SUPPORT]! + 1
          best[at] = 0
          best[at + 1] = 0
          best[at + 2] = 0
        }
        if (j > i) raise(best, sums, at, 1 / (j - i))
        else raise(best, sums, at + 1, 1 / (i - j))
        if (j === i + 1) raise(best, sums, at + 2, 1)
      }
    }
  }
  return count
}

/** Four plain writes: `fill` costs more than they do, and runs for every pair. */
function clear(sums: Float32Array, at: number): void {
  sums[at] = 0
  sums[at + 1] = 0
  sums[at + 2] = 0
  sums[at + 3] = 0
}

function raise(best: Float32Array, sum: Float32Array, at: number, value: number): void {
  if (value <= best[at]!) return
  sum[at] = sum[at]! + value - best[at]!
  best[at] = value
}
