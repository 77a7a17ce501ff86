import type { Scalar, Visitor } from '../../rules/bundle.ts'
import { countVisits } from './activity.ts'
import { behaviourOf } from './behaviour.ts'
import type { Profile } from './profile.ts'
import { DAY } from './time.ts'

/** The named facts of FACTS, each from the profile alone; `undefined` where there is nothing to tell. */
const FACT: Record<string, (profile: Profile, now: number) => Scalar | undefined> = {
  lifecycle: lifecycleOf,
  known: () => false, // links to persons are the identity's to tell
  visits: (profile) => countVisits(profile.activity),
  orders: (profile) => Object.keys(profile.orders).length,
  lifetime_value: (profile) =>
    Object.values(profile.orders).reduce((sum, order) => sum + (order.trusted ? order.value : 0), 0),
  days_since_first_seen: (profile, now) => daysSince(profile.touches.seen?.[0], now),
  days_since_last_visit: (profile, now) => daysSince(lastVisit(profile, now), now),
  days_since_last_order: (profile, now) => daysSince(lastOrder(profile), now),
}

/** A profile as rules ask it; `context` is the page and the request, `now` epoch ms. */
export function readProfile(
  profile: Profile,
  context: Readonly<Record<string, Scalar | undefined>>,
  now: number,
): Visitor {
  return {
    now,
    behaviour: (query) => behaviourOf(profile, query),
    trait: (name) =>
      Object.hasOwn(profile.traits, name) ? (profile.traits[name]?.value ?? undefined) : undefined,
    fact: (name) => (Object.hasOwn(FACT, name) ? FACT[name]?.(profile, now) : undefined),
    context: (name) => (Object.hasOwn(context, name) ? context[name] : undefined),
  }
}

/** Where a visitor stands: visitor → prospect (put something in a cart) → customer → loyal (3 orders) → lapsing (180 days) → lost (365). */
function lifecycleOf(profile: Profile, now: number): string {
  const orders = Object.keys(profile.orders).length
  if (orders === 0) return profile.facts.rows.add_to_cart ? 'prospect' : 'visitor'
  const quiet = daysSince(lastOrder(profile), now) ?? 0
  if (quiet > 365) return 'lost'
  if (quiet > 180) return 'lapsing'
  return orders >= 3 ? 'loyal' : 'customer'
}

const lastOrder = (profile: Profile): number | undefined =>
  Object.values(profile.orders).reduce<number | undefined>(
    (last, order) => Math.max(last ?? 0, order.time),
    undefined,
  )

/** The end of the visit before the one that is open at `now`. */
function lastVisit({ activity }: Profile, now: number): number | undefined {
  const before = activity.visits.filter(([, end]) => end < now).at(-1)
  if (before) return before[1]
  const day = activity.days.at(-1)
  return day === undefined ? undefined : day * DAY
}

const daysSince = (time: number | undefined, now: number): number | undefined =>
  time === undefined ? undefined : Math.max(0, Math.floor((now - time) / DAY))
