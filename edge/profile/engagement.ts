import type { EventName } from '../../snippet/wire.ts'
import type { Cell } from './cells.ts'
import { deedsOf } from './deeds.ts'
import type { Profile } from './profile.ts'
import { tableOf } from './rows.ts'
import { dayOf } from './time.ts'

/**
 * Points an event is worth, after the four parts of engagement (Forrester 2007): involvement
 * (being here), interaction (doing something), intimacy (telling something), influence (telling others).
 */
const POINTS: Partial<Record<EventName, number>> = {
  page_view: 1,
  view_item: 2,
  select_item: 2,
  search: 3,
  block_click: 4,
  add_to_cart: 6,
  begin_checkout: 8,
  purchase: 15,
  form_submit: 5,
  feedback: 8,
  sign_up: 12,
  login: 4,
  share: 12,
}
/** Points lose half their worth in this many days. */
const HALF_LIFE = 14
/** So many points make a score of 63. */
const SCALE = 60
/** One point for so many active seconds. */
const SECONDS_PER_POINT = 30

/** How engaged a visitor is at `now`, 0–100: decayed points through 100 · (1 − e^(−points / SCALE)). */
export function engagementOf(profile: Profile, now: number): number {
  let points = 0
  for (const event of deedsOf(profile)) {
    const worth = POINTS[event as EventName] ?? 0
    for (const { of, days, cells } of tableOf(profile, event).rows) {
      if (of.item !== undefined) continue // the event's own row counts it
      for (let n = 0; n < cells.length; n++) {
        const [count, value] = cells[n] as Cell
        const raw = event === 'engagement' ? value / SECONDS_PER_POINT : worth * count
        points += raw * 2 ** (-(dayOf(now) - (days[n] as number)) / HALF_LIFE)
      }
    }
  }
  return Math.round(100 * (1 - Math.exp(-points / SCALE)))
}
