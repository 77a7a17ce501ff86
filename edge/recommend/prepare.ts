import type { SessionColumns } from './sessions.ts'

export interface Limits {
  /** Newest sessions kept. */
  maxSessions: number
  /** Last events of a session kept, so that a crawler's endless session makes no cliff. */
  maxLength: number
  /** Newest sessions of one visitor kept (recommendation poisoning, Yang et al., NDSS 2017). */
  maxSessionsPerVisitor: number
}

/** Sessions in one canonical order (by end, then visitor, then content), cut to the limits; items renumbered, most frequent first. */
export interface Prepared {
  ids: string[]
  offsets: Uint32Array
  items: Uint32Array
  events: Uint8Array
  ends: Float64Array
  /** Visitor of each session, renumbered from 0. */
  visitors: Uint32Array
  /** Whose voice each session is, renumbered from 0. */
  voices: Uint32Array
  /** Which of the given sessions each was. */
  source: Uint32Array
}

/** Canonical form of the training data, or of the `given` of its sessions: equal sets of sessions give equal bytes in whatever order they arrive. */
export function prepare(
  columns: SessionColumns,
  limits: Limits,
  given: Uint32Array = Uint32Array.from(columns.ends, (_, s) => s),
): Prepared {
  const order = newest(columns, limits, given)
  const lengths = order.map((s) => Math.min(limits.maxLength, columns.offsets[s + 1]! - columns.offsets[s]!))
  const offsets = new Uint32Array(order.length + 1)
  for (let i = 0; i < order.length; i++) offsets[i + 1] = offsets[i]! + lengths[i]!
  const items = new Uint32Array(offsets[order.length]!)
  const events = new Uint8Array(items.length)
  const counts = new Uint32Array(columns.ids.length)
  for (let i = 0; i < order.length; i++) {
    const to = columns.offsets[order[i]! + 1]!
    for (let from = to - lengths[i]!, at = offsets[i]!; from < to; from++, at++) {
      const item = columns.items[from]!
      items[at] = item
      events[at] = columns.events?.[from] ?? 0
      counts[item] = counts[item]! + 1
    }
  }
  const { ids, renumbered } = byFrequency(columns.ids, counts)
  for (let i = 0; i < items.length; i++) items[i] = renumbered[items[i]!]!
  const ends = Float64Array.from(order, (s) => columns.ends[s]!)
  const visitors = renumber(columns.visitors, order)
  const voices = columns.voices ? renumber(columns.voices, order) : visitors
  return { ids, offsets, items, events, ends, visitors, voices, source: order }
}

function newest(columns: SessionColumns, limits: Limits, given: Uint32Array): Uint32Array {
  const { ends, offsets, items, visitors } = columns
  const compare = (a: number, b: number) => {
    if (ends[a] !== ends[b]) return ends[a]! - ends[b]!
    if (visitors && visitors[a] !== visitors[b]) return visitors[a]! - visitors[b]!
    for (let i = offsets[a]!, j = offsets[b]!; i < offsets[a + 1]! && j < offsets[b + 1]!; i++, j++)
      if (items[i] !== items[j]) return columns.ids[items[i]!]! < columns.ids[items[j]!]! ? -1 : 1
    return offsets[a + 1]! - offsets[a]! - (offsets[b + 1]! - offsets[b]!)
  }
  const order = given.filter((s) => offsets[s + 1]! > offsets[s]!)
  let sorted = true
  for (let i = 1; i < order.length && sorted; i++) sorted = compare(order[i - 1]!, order[i]!) <= 0
  if (!sorted) order.sort(compare)
  const kept: number[] = []
  const seen = new Map<number, number>()
  for (let i = order.length - 1; i >= 0 && kept.length < limits.maxSessions; i--) {
    if (visitors) {
      const visitor = visitors[order[i]!]!
      const already = seen.get(visitor) ?? 0
      if (already >= limits.maxSessionsPerVisitor) continue
      seen.set(visitor, already + 1)
    }
    kept.push(order[i]!)
  }
  return Uint32Array.from(kept.reverse())
}

/** Frequent items get small numbers, which pack into fewer bytes and lie close together in memory. */
function byFrequency(names: readonly string[], counts: Uint32Array) {
  const present = Uint32Array.from(counts, (_, i) => i).filter((i) => counts[i]! > 0)
  present.sort((a, b) => counts[b]! - counts[a]! || (names[a]! < names[b]! ? -1 : 1))
  const renumbered = new Uint32Array(names.length)
  present.forEach((item, i) => {
    renumbered[item] = i
  })
  return { ids: Array.from(present, (i) => names[i]!), renumbered }
}

function renumber(owners: Uint32Array | undefined, order: Uint32Array): Uint32Array {
  if (!owners) return order.map((_, i) => i)
  const numbers = new Map<number, number>()
  return order.map((s) => {
    let number = numbers.get(owners[s]!)
    if (number === undefined) {
      number = numbers.size
      numbers.set(owners[s]!, number)
    }
    return number
  })
}
