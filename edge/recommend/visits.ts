import { NOWHERE } from './earned.ts'
import type { SessionColumns } from './sessions.ts'
import { ARRIVAL, kindIn, networkIn, type Touches } from './touches.ts'

/** A quiet half hour ends a visit. */
const GAP = 30 * 60_000

/**
 * Visits as training takes them: a visitor's touches cut after half an hour of quiet, with the facts of its arrivals.
 * All of one network have one voice; whose network is unknown has one of their own.
 */
export function visitsOf({ ids, visitors, times, items, kinds }: Touches): SessionColumns {
  const count = visitors.length
  const offsets = [0]
  const ends: number[] = []
  const who: number[] = []
  const voices: number[] = []
  const contexts: string[][] = []
  const kept = new Uint32Array(count)
  const events = new Uint8Array(count)
  let end = 0
  let voice = 0
  let facts: string[] = []
  for (let i = 0; i < count; i++) {
    if (i === 0 || visitors[i] !== visitors[i - 1]) voice = voiceOf(visitors, kinds, i)
    const kind = kindIn(kinds[i]!)
    if (kind === ARRIVAL) facts.push(...ids[items[i]!]!.split(' '))
    else {
      kept[end] = items[i]!
      events[end++] = kind
    }
    const last = i + 1 === count || visitors[i + 1] !== visitors[i] || times[i + 1]! - times[i]! > GAP
    if (!last) continue
    if (end > offsets.at(-1)!) {
      offsets.push(end)
      ends.push(times[i]!)
      who.push(visitors[i]!)
      voices.push(voice)
      contexts.push(facts)
    }
    facts = []
  }
  return {
    ids,
    offsets: Uint32Array.from(offsets),
    items: kept.slice(0, end),
    events: events.slice(0, end),
    ends: Float64Array.from(ends),
    visitors: Uint32Array.from(who),
    voices: Uint32Array.from(voices),
    ...(contexts.some(({ length }) => length > 0) && { contexts }),
  }
}

/** Of the network where a visitor, whose touches begin at `from`, was last: a phone that goes from home to work is one voice. */
function voiceOf(visitors: Uint32Array, kinds: Uint16Array, from: number): number {
  let network = 0
  for (let i = from; i < visitors.length && visitors[i] === visitors[from]; i++)
    network = networkIn(kinds[i]!) || network
  return network || NOWHERE + from
}
