import { type Column, pack, type Refusal, unpack } from './container.ts'
import { openIds, packIds } from './item-ids.ts'
import type { SessionColumns } from './sessions.ts'

/** One thing a visitor did with an item: what training is a fold over. */
export interface Touch {
  visitor: string
  item_id: string
  /** Epoch ms. */
  time: number
  /** One of KIND. */
  kind: number
}

/**
 * The newest touches of a site, sorted by visitor, time, item and kind, each once, and how far the journal was read.
 * A set union, so that batches may come in any order and more than once.
 */
export interface Touches {
  /** The journal position behind the last row that was folded in. */
  cursor: number
  ids: readonly string[]
  visitors: Uint32Array
  times: Float64Array
  items: Uint32Array
  kinds: Uint8Array
}

/** Touches kept: about 17 MB, a few seconds of a scheduled handler's CPU time to train on. */
const MOST = 1_000_000
/** A quiet half hour ends a visit. */
const GAP = 30 * 60_000

export const noTouches = (): Touches => ({
  cursor: 0,
  ids: [],
  visitors: new Uint32Array(),
  times: new Float64Array(),
  items: new Uint32Array(),
  kinds: new Uint8Array(),
})

/** Folds a page of the journal in; a page at or before the cursor was folded already and changes nothing. */
export function foldTouches(known: Touches, page: Iterable<Touch>, cursor: number, most = MOST): Touches {
  if (cursor <= known.cursor) return known
  const ids = [...known.ids]
  const indexOf = new Map(ids.map((id, i) => [id, i]))
  const visitors = [...known.visitors]
  const times = [...known.times]
  const items = [...known.items]
  const kinds = [...known.kinds]
  for (const { visitor, item_id, time, kind } of page) {
    let item = indexOf.get(item_id)
    if (item === undefined) {
      item = ids.length
      ids.push(item_id)
      indexOf.set(item_id, item)
    }
    visitors.push(hash(visitor))
    times.push(time)
    items.push(item)
    kinds.push(kind)
  }
  // By id, not by number: the numbers depend on who came first.
  const byId = (a: number, b: number) =>
    items[a] === items[b] ? 0 : ids[items[a]!]! < ids[items[b]!]! ? -1 : 1
  const within = (a: number, b: number) => byId(a, b) || kinds[a]! - kinds[b]!
  const byVisitor = (a: number, b: number) =>
    visitors[a]! - visitors[b]! || times[a]! - times[b]! || within(a, b)
  let order = Array.from(visitors, (_, i) => i).sort(byVisitor)
  order = order.filter((at, i) => i === 0 || byVisitor(order[i - 1]!, at) !== 0)
  if (order.length > most) {
    const newest = [...order].sort(
      (a, b) => times[b]! - times[a]! || visitors[a]! - visitors[b]! || within(a, b),
    )
    const keep = new Set(newest.slice(0, most))
    order = order.filter((at) => keep.has(at))
  }
  return {
    cursor,
    ...renumber(
      ids,
      order.map((at) => items[at]!),
    ),
    visitors: Uint32Array.from(order, (at) => visitors[at]!),
    times: Float64Array.from(order, (at) => times[at]!),
    kinds: Uint8Array.from(order, (at) => kinds[at]!),
  }
}

/** Visits as training takes them: a visitor's touches cut after half an hour of quiet. */
export function visitsOf({ ids, visitors, times, items, kinds }: Touches): SessionColumns {
  const offsets = [0]
  for (let i = 1; i <= visitors.length; i++)
    if (i === visitors.length || visitors[i] !== visitors[i - 1] || times[i]! - times[i - 1]! > GAP)
      offsets.push(i)
  if (!visitors.length) offsets.length = 1
  const count = offsets.length - 1
  return {
    ids,
    offsets: Uint32Array.from(offsets),
    items,
    events: kinds,
    ends: Float64Array.from({ length: count }, (_, s) => times[offsets[s + 1]! - 1]!),
    visitors: Uint32Array.from({ length: count }, (_, s) => visitors[offsets[s]!]!),
  }
}

/** Bytes to keep between two runs of a scheduled handler. */
export function packTouches({ cursor, ids, visitors, times, items, kinds }: Touches): Uint8Array {
  return pack({
    tcur: Float64Array.of(cursor),
    ...packIds(ids),
    tvis: visitors,
    ttim: times,
    titm: items,
    tknd: kinds,
  })
}

/** Opens them again; anything else is refused with a reason, and the fold starts anew from the journal. */
export function openTouches(
  bytes: Uint8Array,
): { ok: true; touches: Touches } | { ok: false; reason: Refusal } {
  const unpacked = unpack(bytes)
  if (!unpacked.ok) return unpacked
  const { sections } = unpacked
  const is = <T extends Column>(name: string, type: new (length: number) => T) =>
    sections.get(name) instanceof type ? (sections.get(name) as T) : undefined
  const cursor = is('tcur', Float64Array)?.[0]
  const [offsets, text, table] = [is('idof', Uint32Array), is('idby', Uint8Array), is('idht', Uint32Array)]
  const [visitors, times] = [is('tvis', Uint32Array), is('ttim', Float64Array)]
  const [items, kinds] = [is('titm', Uint32Array), is('tknd', Uint8Array)]
  if (cursor === undefined || !offsets || !text || !table || !visitors || !times || !items || !kinds)
    return { ok: false, reason: 'sections-missing' }
  if ([times, items, kinds].some(({ length }) => length !== visitors.length))
    return { ok: false, reason: 'sections-disagree' }
  const names = openIds(offsets, text, table)
  const ids = Array.from({ length: names.size }, (_, i) => names.name(i))
  return { ok: true, touches: { cursor, ids, visitors, times, items, kinds } }
}

/** Item numbers in order of first appearance, so that equal touches have equal bytes. */
function renumber(ids: readonly string[], items: readonly number[]): { ids: string[]; items: Uint32Array } {
  const numbers = new Map<number, number>()
  const out = Uint32Array.from(items, (item) => {
    const known = numbers.get(item)
    if (known !== undefined) return known
    numbers.set(item, numbers.size)
    return numbers.size - 1
  })
  return { ids: [...numbers.keys()].map((item) => ids[item]!), items: out }
}

/** FNV-1a, 32 bits: a visitor's number in training; two visitors who share one count as one. */
function hash(text: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  return h >>> 0
}
