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
}

export const nothingLearned = (): Learned => ({ read: {}, touches: noTouches(), earnings: noEarnings() })

/** Drops whoever was erased (visitorNumber of their names), and touches older than `before` (epoch ms). */
export const forget = (known: Learned, erased: ReadonlySet<number>, before: number): Learned => ({
  ...known,
  touches: forgetTouches(known.touches, erased, before),
  earnings: forgetEarnings(known.earnings, erased),
})

/** Bytes to keep between two runs of a scheduled handler. */
export function packLearned({ read, touches, earnings }: Learned): Uint8Array {
  const sections: Record<string, Column> = {
    read: new TextEncoder().encode(JSON.stringify(read)),
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
  try {
    const earnings = openEarnings(sections)
    if (!(read instanceof Uint8Array) || !earnings) return { ok: false, reason: 'sections-missing' }
    return { ok: true, learned: { read: JSON.parse(new TextDecoder().decode(read)), touches, earnings } }
  } catch {
    return { ok: false, reason: 'sections-disagree' }
  }
}
