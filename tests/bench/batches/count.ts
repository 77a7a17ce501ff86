import { BATCH_SIZE, GATHER } from '../../../snippet/outbox.ts'
import type { CollectRequest } from '../../../snippet/wire.ts'

/** Why a batch left when it did. */
export type Cause = 'page hidden or left' | 'gathered its time' | 'page begun' | 'size'

/** Batches as the edge got them, by what closed them. */
export interface Counted {
  batches: number
  events: number
  pages: number
  /** Of batches that the edge had already. */
  again: number
  /** Number of events → batches of that many. */
  sizes: Map<number, number>
  causes: Map<Cause, { batches: number; events: number }>
  names: Map<string, number>
}

/** A batch waits so long from its first event, ms; with the timer's lateness it can't be told to the millisecond. */
const GATHERED = GATHER - 100
/** Nearly full: the next event was too large to join. */
const FULL = BATCH_SIZE * 0.9

/** Why it was sent ('page begun' is all that left sooner): a page that goes tells how long it was read last of all, and only the timer lets events grow old. */
export function causeOf({ events, sent_at }: CollectRequest): Cause {
  if (JSON.stringify(events).length > FULL) return 'size'
  if (events.at(-1)?.name === 'engagement') return 'page hidden or left'
  return sent_at - events[0]!.created_at >= GATHERED ? 'gathered its time' : 'page begun'
}

/** Counts each batch once, as the journal does, and how often one came again. */
export function count(requests: CollectRequest[]): Counted {
  const sum: Counted = {
    batches: 0,
    events: 0,
    pages: 0,
    again: 0,
    sizes: new Map(),
    causes: new Map(),
    names: new Map(),
  }
  const seen = new Set<string>()
  for (const request of requests) {
    const { batch, events } = request
    if (seen.has(batch)) {
      sum.again++
      continue
    }
    seen.add(batch)
    sum.batches++
    sum.events += events.length
    sum.sizes.set(events.length, (sum.sizes.get(events.length) ?? 0) + 1)
    const cause = causeOf(request)
    const by = sum.causes.get(cause) ?? { batches: 0, events: 0 }
    sum.causes.set(cause, { batches: by.batches + 1, events: by.events + events.length })
    for (const { name } of events) {
      if (name === 'page_view') sum.pages++
      sum.names.set(name, (sum.names.get(name) ?? 0) + 1)
    }
  }
  return sum
}
