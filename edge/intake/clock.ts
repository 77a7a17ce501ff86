import { DAY, MINUTE } from '../profile/time.ts'

/** An outbox keeps events three days offline; anything that claims to be much older has a broken clock. */
const OLDEST = 4 * DAY

/**
 * When an event happened by the edge's clock, epoch ms: received − (sent − created). A page's
 * clock may be off by years, but not the distance between two of its readings. A distance
 * that can't be is clamped and flagged.
 */
export function correctTime(
  created: number,
  sent: number,
  received: number,
): { time: number; skewed: boolean } {
  const age = sent - created
  if (age < 0) return { time: received, skewed: age < -MINUTE }
  if (age > OLDEST) return { time: received - OLDEST, skewed: true }
  return { time: received - age, skewed: false }
}
