import type { SessionColumns } from './sessions.ts'
import { ARRIVAL, type Touches } from './touches.ts'

/** A quiet half hour ends a visit. */
const GAP = 30 * 60_000

/** Visits as training takes them: a visitor's touches cut after half an hour of quiet, with the facts of its arrivals. */
export function visitsOf({ ids, visitors, times, items, kinds }: Touches): SessionColumns {
  const count = visitors.length
  const offsets = [0]
  const ends: number[] = []
  const who: number[] = []
  const contexts: string[][] = []
  const kept = new Uint32Array(count)
  const events = new Uint8Array(count)
  let end = 0
  let facts: string[] = []
  for (let i = 0; i < count; i++) {
    if (kinds[i] === ARRIVAL) facts.push(...ids[items[i]!]!.split(' '))
    else {
      kept[end] = items[i]!
      events[end++] = kinds[i]!
    }
    const last = i + 1 === count || visitors[i + 1] !== visitors[i] || times[i + 1]! - times[i]! > GAP
    if (!last) continue
    if (end > offsets.at(-1)!) {
      offsets.push(end)
      ends.push(times[i]!)
      who.push(visitors[i]!)
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
    ...(contexts.some(({ length }) => length > 0) && { contexts }),
  }
}
