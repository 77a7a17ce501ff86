import { type Column, pack, type Refusal } from './container.ts'
import { type Earnings, forgetEarnings, noEarnings, openEarnings, packEarnings } from './earnings.ts'
import { forgetTouches } from './touch-fold.ts'
import { noTouches, openTouches, packTouches, type Touches } from './touches.ts'

/** What a site's journal taught so far: everything that a fold of it goes on from. */
export interface Learned {
  /** How far the journal was read: plain JSON that only the journal reads. */
  read: object
  touches: Touches
  earnings: Earnings
  /** The newest orders that were learned from, as numbers, oldest first. */
  orders: Uint32Array
}

/** Orders remembered: the page and the shop's server tell of one within days. */
const MOST_ORDERS = 20_000

export const nothingLearned = (): Learned => ({
  read: {},
  touches: noTouches(),
  earnings: noEarnings(),
  orders: new Uint32Array(),
})

/** Drops whoever was erased (visitorNumber of their names), and touches older than `before` (epoch ms). */
export const forget = (known: Learned, erased: ReadonlySet<number>, before: number): Learned => ({
  ...known,
  touches: forgetTouches(known.touches, erased, before),
  earnings: forgetEarnings(known.earnings, erased),
})

/** Bytes to keep between two runs of a scheduled handler. */
export function packLearned({ read, touches, earnings, orders }: Learned): Uint8Array {
  const sections: Record<string, Column> = {
    read: new TextEncoder().encode(JSON.stringify(read)),
    ordr: orders.slice(-MOST_ORDERS),
    ...packEarnings(earnings),
    ...packTouches(touches),
  }
  return pack(sections)
}

/** Opens them again; anything else is refused with a reason, and learning starts anew from the journal. */
export function openLearned(
  bytes: Uint8Array,
): { ok: true; learned: Learned } | { ok: false; reason: Refusal } {
  const opened = openTouches(bytes)
  if (!opened.ok) return opened
  const { touches, sections } = opened
  const read = sections.get('read')
  const orders = sections.get('ordr')
  try {
    const earnings = openEarnings(sections)
    if (!(read instanceof Uint8Array && orders instanceof Uint32Array) || !earnings)
      return { ok: false, reason: 'sections-missing' }
    const from = JSON.parse(new TextDecoder().decode(read))
    return { ok: true, learned: { read: from, touches, earnings, orders } }
  } catch {
    return { ok: false, reason: 'sections-disagree' }
  }
}
