/** What happened in one visit, oldest first. `times` are epoch ms and may be empty where only the order is known. */
export interface Session {
  items: string[]
  times: number[]
  /** One of KIND for each item; absent means views. */
  events?: Uint8Array
  /** Who it was, as any stable number; absent means that every session is another visitor. */
  visitor?: number
  /** Facts of its first request that popularity may depend on: `country:hk`, `referrer:search`, `device:phone` … */
  context?: readonly string[]
}

export const KIND = { view: 0, cart: 1, purchase: 2 } as const

/**
 * The same for a million sessions: session `s` is `items[offsets[s] .. offsets[s + 1])`, indices into `ids`,
 * ended at `ends[s]` (epoch ms, or any number that grows with time where the clock is unknown).
 */
export interface SessionColumns {
  ids: readonly string[]
  offsets: Uint32Array
  items: Uint32Array
  ends: Float64Array
  events?: Uint8Array
  visitors?: Uint32Array
  /** Whose voice each session is, where that is not the visitor's own: all of one network have one. */
  voices?: Uint32Array
  contexts?: readonly (readonly string[])[]
}

/** Packs sessions into columns; where no session has times, its place in the list stands for its time. */
export function toColumns(sessions: Iterable<Session>): SessionColumns {
  const indexOf = new Map<string, number>()
  const items: number[] = []
  const events: number[] = []
  const offsets = [0]
  const ends: number[] = []
  const visitors: number[] = []
  const contexts: (readonly string[])[] = []
  let known = false
  for (const session of sessions) {
    for (let i = 0; i < session.items.length; i++) {
      const id = session.items[i]!
      let index = indexOf.get(id)
      if (index === undefined) {
        index = indexOf.size
        indexOf.set(id, index)
      }
      items.push(index)
      events.push(session.events?.[i] ?? KIND.view)
    }
    known ||= session.visitor !== undefined
    // Without a visitor each session counts as its own, beyond the range of real ones.
    visitors.push(session.visitor ?? 0xffffffff - visitors.length)
    contexts.push(session.context ?? [])
    ends.push(session.times.at(-1) ?? ends.length)
    offsets.push(items.length)
  }
  return {
    ids: [...indexOf.keys()],
    offsets: Uint32Array.from(offsets),
    items: Uint32Array.from(items),
    ends: Float64Array.from(ends),
    events: Uint8Array.from(events),
    ...(known && { visitors: Uint32Array.from(visitors) }),
    ...(contexts.some(({ length }) => length > 0) && { contexts }),
  }
}

/** Keeps the sessions that `keep` names, in that order. */
export function pickSessions(columns: SessionColumns, keep: ArrayLike<number>): SessionColumns {
  const { offsets, items, ends, events, visitors, voices, contexts } = columns
  let total = 0
  for (let i = 0; i < keep.length; i++) total += offsets[keep[i]! + 1]! - offsets[keep[i]!]!
  const out = {
    ids: columns.ids,
    offsets: new Uint32Array(keep.length + 1),
    items: new Uint32Array(total),
    ends: new Float64Array(keep.length),
    ...(events && { events: new Uint8Array(total) }),
    ...(visitors && { visitors: new Uint32Array(keep.length) }),
    ...(voices && { voices: new Uint32Array(keep.length) }),
    ...(contexts && { contexts: Array.from(keep, (s) => contexts[s]!) }),
  }
  let at = 0
  for (let i = 0; i < keep.length; i++) {
    const s = keep[i]!
    const from = offsets[s]!
    const to = offsets[s + 1]!
    out.items.set(items.subarray(from, to), at)
    if (events) out.events!.set(events.subarray(from, to), at)
    at += to - from
    out.offsets[i + 1] = at
    out.ends[i] = ends[s]!
    if (visitors) out.visitors![i] = visitors[s]!
    if (voices) out.voices![i] = voices[s]!
  }
  return out
}
