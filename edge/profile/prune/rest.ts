import type { Activity } from '../activity.ts'
import type { Profile } from '../profile.ts'
import { type Reads, readsTrait } from '../reads.ts'
import { dict } from '../record.ts'
import { dayOf, HOUR } from '../time.ts'
import type { Touches } from '../touch.ts'
import type { Traits } from '../traits.ts'
import type { Span } from './span.ts'

/** The last visits, as exact as they are: whether one goes on, and when the one before ended, even if a late event makes two of them one. */
const EXACT = 3
/** Every visit is at least this long (SESSION_TIMEOUT), so each holds a multiple of it that no other holds. */
const STEP = HOUR / 2

/** The visits that are read: the last ones; all before them only where visits are counted or their hours are asked. */
export function pruneActivity({ visits, days }: Activity, { facts }: Reads, { folding }: Span): Activity {
  if (facts.has('daypart')) return { visits, days: facts.has('visits') ? days : days.slice(-1) }
  const last = visits.slice(-EXACT)
  if (!facts.has('visits')) return { visits: last, days: visits.length < EXACT ? days.slice(-1) : [] }
  const counted = visits.slice(0, -EXACT).map(([start, end]): [number, number] => {
    const at = Math.ceil(start / STEP) * STEP
    return dayOf(start) > folding && at < end ? [at, at + 1] : [start, end]
  })
  return { visits: [...counted, ...last], days }
}

/** Traits that rules or templates read. */
export function pruneTraits(all: Traits, reads: Reads): Traits {
  const pruned: Traits = dict()
  for (const name in all) if (readsTrait(reads, name)) pruned[name] = all[name] as Traits[string]
  return pruned
}

/** When somebody was seen, and of how they came what is asked. */
export function pruneTouches({ seen, first }: Touches, { facts }: Reads): Touches {
  const read = first && (facts.has('first_referrer_class') || facts.has('first_campaign'))
  return { ...(seen && { seen }), ...(read && { first: { ...first, path: '' } }) }
}

/** What makes a prospect of a visitor stays, though nobody counts it. */
export function keepProspect(profile: Profile, facts: Profile['facts'], reads: Reads): Profile['facts'] {
  if (!reads.facts.has('lifecycle')) return facts
  const carted = profile.facts.rows.add_to_cart ?? profile.facts.older.add_to_cart
  if (!carted || facts.rows.add_to_cart || facts.older.add_to_cart) return facts
  return { ...facts, older: Object.assign(dict(), facts.older, { add_to_cart: dict() }) }
}
