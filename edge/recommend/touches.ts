import { type Column, type Refusal, unpack } from './container.ts'
import { openIds, packIds } from './item-ids.ts'

/** One thing a visitor did with an item: what training is a fold over. */
export interface Touch {
  /** Whoever it was, by any stable name. */
  visitor: string
  /** For an ARRIVAL the facts of the request instead, separated by spaces: `country:hk referrer:search`. */
  item_id: string
  /** Epoch ms. */
  time: number
  /** One of KIND, or ARRIVAL. */
  kind: number
  /** The class of the network they were in (edge/intake/network.ts); absent where it is unknown. */
  network?: number | undefined
}

/** Somebody came: what popularity may depend on where nothing else is known. */
export const ARRIVAL = 3

/**
 * The newest touches of a site, sorted by visitor, time, item and kind, each once. A set union, so that batches may
 * come in any order and more than once.
 */
export interface Touches {
  ids: readonly string[]
  visitors: Uint32Array
  times: Float64Array
  items: Uint32Array
  /** What it was in the two low bits; above them one more than the network's class, 0 where that is unknown. */
  kinds: Uint16Array
}

/** A touch's `kinds`. */
export const packKind = ({ kind, network = -1 }: Pick<Touch, 'kind' | 'network'>): number =>
  kind | ((network + 1) << 2)
/** What was done; and one more than the network's class, below NETWORKS. */
export const kindIn = (packed: number): number => packed & 3
export const networkIn = (packed: number): number => packed >> 2
export const NETWORKS = 1 << 14

export interface TouchLimits {
  /** Newest touches kept. */
  most: number
  /** Newest of one visitor, and of all of one network, kept, so that nobody, however busy, crowds out the others. */
  perVisitor: number
  perNetwork: number
}
/** About 10 MB, and seconds of CPU time to train on: what a scheduled run of a Worker holds and can do. */
export const TOUCH_LIMITS: TouchLimits = { most: 600_000, perVisitor: 1000, perNetwork: 6000 }

export const noTouches = (): Touches => ({
  ids: [],
  visitors: new Uint32Array(),
  times: new Float64Array(),
  items: new Uint32Array(),
  kinds: new Uint16Array(),
})

/** The touches at the given places, which keep their order; items renumbered in order of first appearance, so that equal touches have equal bytes. */
export function pickTouches({ ids, visitors, times, items, kinds }: Touches, keep: Uint32Array): Touches {
  const numbers = new Int32Array(ids.length).fill(-1)
  const names: string[] = []
  const renumbered = keep.map((at) => {
    const item = items[at]!
    if (numbers[item]! < 0) numbers[item] = names.push(ids[item]!) - 1
    return numbers[item]!
  })
  return {
    ids: names,
    visitors: keep.map((at) => visitors[at]!),
    times: Float64Array.from(keep, (at) => times[at]!),
    items: renumbered,
    kinds: Uint16Array.from(keep, (at) => kinds[at]!),
  }
}

/** Sections of a container. */
export const packTouches = ({ ids, visitors, times, items, kinds }: Touches): Record<string, Column> => ({
  ...packIds(ids),
  tvis: visitors,
  ttim: times,
  titm: items,
  tknd: kinds,
})

/** Reads them again from a container's bytes; anything else is refused with a reason, and the fold starts anew from the journal. */
export function openTouches(
  bytes: Uint8Array,
): { ok: true; touches: Touches; sections: Map<string, Column> } | { ok: false; reason: Refusal } {
  const unpacked = unpack(bytes)
  if (!unpacked.ok) return unpacked
  const { sections } = unpacked
  const is = <T extends Column>(name: string, type: new (length: number) => T) =>
    sections.get(name) instanceof type ? (sections.get(name) as T) : undefined
  const [offsets, text, table] = [is('idof', Uint32Array), is('idby', Uint8Array), is('idht', Uint32Array)]
  const [visitors, times] = [is('tvis', Uint32Array), is('ttim', Float64Array)]
  const [items, kinds] = [is('titm', Uint32Array), is('tknd', Uint16Array)]
  if (!offsets || !text || !table || !visitors || !times || !items || !kinds)
    return { ok: false, reason: 'sections-missing' }
  if ([times, items, kinds].some(({ length }) => length !== visitors.length))
    return { ok: false, reason: 'sections-disagree' }
  const names = openIds(offsets, text, table)
  const ids = Array.from({ length: names.size }, (_, i) => names.name(i))
  return { ok: true, touches: { ids, visitors, times, items, kinds }, sections }
}
