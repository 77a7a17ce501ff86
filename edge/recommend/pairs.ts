import type { Prepared } from './prepare.ts'
import { selectTop } from './select.ts'

export interface PairOptions {
  /** Most pairs kept, and the fewest times that one was seen. */
  most: number
  support: number
  /** Most followers of a pair. */
  perPair: number
  minVoices: number
}

/**
 * What follows two items in a row: `keys` (previous × FREQUENT + current) ascend; the followers of key `k` lie at
 * `starts[k] .. starts[k + 1])`, each with the root of its share in 255ths.
 */
export interface Pairs {
  keys: Uint32Array
  starts: Uint32Array
  targets: Uint16Array | Uint32Array
  shares: Uint8Array
}

/** Only the most frequent items can make frequent pairs; items are numbered by frequency. */
export const FREQUENT = 1024
/** How far behind a pair an item still follows it, and what is added to a pair's total so that few sightings weigh little. */
const WINDOW = 3
const DOUBT = 3

/** Second-order sequential rules: a follower at distance d counts 1/d, a voice once a pair and follower. */
export function buildPairs(data: Prepared, options: PairOptions): Pairs {
  const { items, voices } = data
  const states = frequentPairs(data, options)
  const size = data.ids.length
  const score = new Float32Array(size)
  const support = new Uint32Array(size)
  const lastVoice = new Uint32Array(size)
  const touched = new Uint32Array(size)
  const starts = new Uint32Array(states.keys.length + 1)
  const room = states.keys.length * options.perPair
  const targets = size <= 0x10000 ? new Uint16Array(room) : new Uint32Array(room)
  const shares = new Uint8Array(room)
  let end = 0
  for (let state = 0; state < states.keys.length; state++) {
    let count = 0
    for (let p = states.starts[state]!; p < states.starts[state + 1]!; p++) {
      const at = states.places[p]!
      const session = states.sessions[p]!
      const voice = voices[session]! + 1
      for (let j = at + 1, far = Math.min(data.offsets[session + 1]!, at + 1 + WINDOW); j < far; j++) {
        const target = items[j]!
        if (lastVoice[target] === voice) continue
        if (support[target] === 0) touched[count++] = target
        lastVoice[target] = voice
        support[target] = support[target]! + 1
        score[target] = score[target]! + 1 / (j - at)
      }
    }
    let enough = 0
    let total = DOUBT
    for (let i = 0; i < count; i++) {
      const target = touched[i]!
      if (support[target]! >= options.minVoices) {
        touched[enough++] = target
        total += score[target]!
      } else score[target] = 0
      support[target] = 0
      lastVoice[target] = 0
    }
    const top = selectTop(touched, score, enough, options.perPair)
    for (let i = 0; i < enough; i++) {
      const target = touched[i]!
      if (i < top) {
        targets[end] = target
        shares[end++] = Math.round(255 * Math.sqrt(score[target]! / total))
      }
      score[target] = 0
    }
    starts[state + 1] = end
  }
  return { keys: states.keys, starts, targets: targets.slice(0, end), shares: shares.slice(0, end) }
}

/** The pairs worth a rule, and where in `items` the second item of each stands. */
function frequentPairs({ ids, offsets, items }: Prepared, { most, support }: PairOptions) {
  const counts = new Uint32Array(Math.min(FREQUENT, ids.length) * FREQUENT)
  const each = (visit: (key: number, place: number, session: number) => void) => {
    for (let s = 0; s + 1 < offsets.length; s++)
      for (let i = offsets[s]! + 1, to = offsets[s + 1]!; i < to; i++) {
        const previous = items[i - 1]!
        const current = items[i]!
        if (previous < FREQUENT && current < FREQUENT && previous !== current)
          visit(previous * FREQUENT + current, i, s)
      }
  }
  each((key) => {
    counts[key] = counts[key]! + 1
  })
  const found: number[] = []
  for (let key = 0; key < counts.length; key++) if (counts[key]! >= support) found.push(key)
  const keys = Uint32Array.from(found.sort((a, b) => counts[b]! - counts[a]! || a - b).slice(0, most)).sort()
  const starts = new Uint32Array(keys.length + 1)
  const stateOf = new Int32Array(counts.length).fill(-1)
  keys.forEach((key, state) => {
    stateOf[key] = state
    starts[state + 1] = starts[state]! + counts[key]!
  })
  const places = new Uint32Array(starts[keys.length]!)
  const sessions = new Uint32Array(places.length)
  const next = starts.slice()
  each((key, place, session) => {
    const state = stateOf[key]!
    if (state < 0) return
    places[next[state]!] = place
    sessions[next[state]!] = session
    next[state] = next[state]! + 1
  })
  return { keys, starts, places, sessions }
}
