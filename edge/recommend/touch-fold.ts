import {
  NETWORKS,
  networkIn,
  packKind,
  pickTouches,
  TOUCH_LIMITS,
  type Touch,
  type Touches,
  type TouchLimits,
} from './touches.ts'

/** Adds a page of touches; the same object when it tells nothing new. */
export function foldTouches(
  known: Touches,
  page: Iterable<Touch>,
  limits: TouchLimits = TOUCH_LIMITS,
): Touches {
  const ids = [...known.ids]
  const indexOf = new Map(ids.map((id, i) => [id, i]))
  const rows: [visitor: number, time: number, item: number, kind: number][] = []
  for (const touch of page) {
    const { visitor, item_id, time } = touch
    let item = indexOf.get(item_id)
    if (item === undefined) {
      item = ids.length
      ids.push(item_id)
      indexOf.set(item_id, item)
    }
    rows.push([visitorNumber(visitor), time, item, packKind(touch)])
  }
  return rows.length === 0 ? known : mergeTouches(known, rows, ids, limits)
}

/** Drops whoever was erased (visitorNumber of their names) and what is older than `before` (epoch ms). */
export function forgetTouches(known: Touches, erased: ReadonlySet<number>, before: number): Touches {
  const { visitors, times } = known
  const keep = Uint32Array.from(visitors.keys()).filter(
    (i) => times[i]! >= before && !erased.has(visitors[i]!),
  )
  return keep.length === visitors.length ? known : pickTouches(known, keep)
}

/** FNV-1a, 32 bits: a visitor's number in training; two visitors who share one count as one. */
export function visitorNumber(name: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < name.length; i++) h = Math.imul(h ^ name.charCodeAt(i), 0x01000193)
  return h >>> 0
}

/** visitor, time, item, kind */
type Row = readonly [number, number, number, number]

/**
 * The union of sorted touches and new rows, cut to the limits. All cuts keep the greatest of one total order (time,
 * visitor, item, kind), so that cutting before or after a union is the same.
 */
function mergeTouches(
  known: Touches,
  rows: readonly Row[],
  ids: readonly string[],
  limits: TouchLimits,
): Touches {
  const all = append(known, rows, ids)
  // Items compare by id, not by number: the numbers depend on who came first.
  const compare = (a: number, b: number) =>
    all.visitors[a]! - all.visitors[b]! ||
    all.times[a]! - all.times[b]! ||
    (all.items[a] === all.items[b] ? 0 : ids[all.items[a]!]! < ids[all.items[b]!]! ? -1 : 1) ||
    all.kinds[a]! - all.kinds[b]!
  const old = known.visitors.length
  const fresh = Uint32Array.from(rows, (_, i) => old + i).sort(compare)
  const order = new Uint32Array(old + fresh.length)
  let end = 0
  for (let i = 0, j = 0; i < old || j < fresh.length; ) {
    const next = j === fresh.length || (i < old && compare(i, fresh[j]!) <= 0) ? i++ : fresh[j++]!
    if (end === 0 || compare(order[end - 1]!, next) !== 0) order[end++] = next
  }
  if (end === old) return known
  const ofVisitors = newestOfEach(order.subarray(0, end), all, limits.perVisitor)
  const ofNetworks = newestOfNetworks(ofVisitors, all, limits.perNetwork)
  return pickTouches(all, newest(ofNetworks, all, limits.most))
}

function append(known: Touches, rows: readonly Row[], ids: readonly string[]): Touches {
  const old = known.visitors.length
  const all: Touches = {
    ids,
    visitors: new Uint32Array(old + rows.length),
    times: new Float64Array(old + rows.length),
    items: new Uint32Array(old + rows.length),
    kinds: new Uint16Array(old + rows.length),
  }
  all.visitors.set(known.visitors)
  all.times.set(known.times)
  all.items.set(known.items)
  all.kinds.set(known.kinds)
  rows.forEach(([visitor, time, item, kind], i) => {
    all.visitors[old + i] = visitor
    all.times[old + i] = time
    all.items[old + i] = item
    all.kinds[old + i] = kind
  })
  return all
}

/**
 * A visitor's touches lie together, newest last. Each network that they were in is cut alone: a cut within the
 * networks' own, so that the two together are the same before and after a union.
 */
function newestOfEach(order: Uint32Array, { visitors, kinds }: Touches, most: number): Uint32Array {
  const kept = new Uint32Array(order.length)
  let end = 0
  for (let from = 0; from < order.length; ) {
    let to = from + 1
    while (to < order.length && visitors[order[to]!] === visitors[order[from]!]) to++
    const theirs = order.subarray(from, to)
    const left = to - from > most ? countNetworks(theirs, kinds) : undefined
    for (const at of theirs) if (!left || left[networkIn(kinds[at]!)]!-- <= most) kept[end++] = at
    from = to
  }
  return kept.slice(0, end)
}

/** Few networks are ever so busy; whose is unknown is nobody's. */
function newestOfNetworks(order: Uint32Array, all: Touches, most: number): Uint32Array {
  let kept = order
  countNetworks(order, all.kinds).forEach((count, network) => {
    if (network === 0 || count <= most) return
    const isTheirs = (at: number) => networkIn(all.kinds[at]!) === network
    const stay = new Set(newest(kept.filter(isTheirs), all, most))
    kept = kept.filter((at) => !isTheirs(at) || stay.has(at))
  })
  return kept
}

function countNetworks(order: Uint32Array, kinds: Uint16Array): Uint32Array {
  const counts = new Uint32Array(NETWORKS)
  for (const at of order) counts[networkIn(kinds[at]!)]!++
  return counts
}

function newest(order: Uint32Array, { times }: Touches, most: number): Uint32Array {
  if (order.length <= most) return order
  const sorted = Float64Array.from(order, (at) => times[at]!).sort()
  const last = sorted[sorted.length - most]!
  let later = 0
  for (let i = sorted.length - 1; i >= 0 && sorted[i]! > last; i--) later++
  // Of those at the cut itself the last ones in order stay.
  const kept = new Uint32Array(most)
  let room = most - later
  let end = most
  for (let i = order.length - 1; i >= 0; i--) {
    const time = times[order[i]!]!
    if (time > last || (time === last && room-- > 0)) kept[--end] = order[i]!
  }
  return kept
}
