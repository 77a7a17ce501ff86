import { wallClock } from '../../rules/calendar.ts'
import type { Scalar } from '../../rules/visitor.ts'
import { countVisits } from './activity.ts'
import { cartOf } from './cart.ts'
import { deedsOf } from './deeds.ts'
import { engagementOf } from './engagement.ts'
import { favourite, priceBand } from './interest.ts'
import type { Profile } from './profile.ts'
import { classifyReferrer } from './referrer.ts'
import { DAY } from './time.ts'

/** What a fact may need besides the profile. */
export interface Beside {
  /** The site's own hosts, which are no referrers. */
  hosts: readonly string[]
  /** Prices (minor units) that part the catalogue in thirds; absent without a catalogue. */
  bands?: readonly [low: number, high: number]
  /** IANA name of the shop's time zone; UTC if absent. */
  timezone?: string
  /** Whether the visitor is linked to a person. */
  known?: boolean
}

type Fact = (profile: Profile, now: number, beside: Beside) => Scalar | undefined

/** The named facts of FACTS, each from the profile alone; `undefined` where there is nothing to tell. */
export const PORTRAIT: Readonly<Record<string, Fact>> = {
  lifecycle: lifecycleOf,
  known: (_profile, _now, { known = false }) => known,
  visits: (profile) => countVisits(profile.activity),
  orders: (profile) => orders(profile).length,
  lifetime_value: lifetimeValue,
  average_order_value: (profile) => {
    const trusted = orders(profile).filter((order) => order.trusted)
    return trusted.length ? Math.round(lifetimeValue(profile) / trusted.length) : undefined
  },
  days_since_first_seen: (profile, now) => daysSince(profile.touches.seen?.[0], now),
  days_since_last_visit: (profile, now) => daysSince(lastVisit(profile, now), now),
  days_since_last_order: (profile, now) => daysSince(lastOrder(profile), now),
  visit_started_at: (profile, now) => openVisit(profile, now)?.[0],
  pages_this_visit: (profile, now) => {
    const started = openVisit(profile, now)?.[0]
    if (started === undefined) return 0
    return profile.recent.filter((event) => event.name === 'page_view' && event.time >= started).length
  },
  items_in_cart: (profile) => [...cartOf(profile).values()].reduce((sum, pieces) => sum + pieces, 0),
  engagement: engagementOf,
  rfm_recency: (profile, now) => {
    const days = daysSince(lastOrder(profile), now)
    return days === undefined ? undefined : 5 - stepsAbove(days, [7, 30, 90, 180])
  },
  rfm_frequency: (profile) => {
    const count = orders(profile).length
    return count === 0 ? undefined : 1 + stepsFrom(count, [2, 3, 5, 10])
  },
  rfm_monetary: (profile, _, { bands }) => {
    const value = lifetimeValue(profile)
    // In multiples of a dear product of this shop, so that it means the same in every currency.
    return value === 0 || !bands ? undefined : 1 + stepsFrom(value / bands[1], [1, 3, 8, 20])
  },
  price_band: (profile, _, { bands }) => (bands ? priceBand(profile, bands) : undefined),
  favourite_category: (profile, now) => favourite(profile, 'category', now),
  favourite_brand: (profile, now) => favourite(profile, 'brand', now),
  daypart: (profile, _, { timezone = 'UTC' }) => daypartOf(profile, timezone),
  first_referrer_class: ({ touches: { first } }, _, { hosts }) =>
    first && classifyReferrer(first, first.referrer ? URL.parse(first.referrer)?.host : undefined, hosts),
  first_campaign: ({ touches: { first } }) => first?.utm_campaign,
}

const orders = (profile: Profile) => Object.values(profile.orders)

/** Revenue in minor units: only what the shop's own server told. */
function lifetimeValue(profile: Profile): number {
  return orders(profile).reduce((sum, order) => sum + (order.trusted ? order.value : 0), 0)
}

/** Where a visitor stands: visitor → prospect (put something in a cart) → customer → loyal (3 orders) → lapsing (180 days) → lost (365). */
function lifecycleOf(profile: Profile, now: number): string {
  const count = orders(profile).length
  if (count === 0) {
    const carted = deedsOf(profile).includes('add_to_cart') || profile.facts.older.add_to_cart
    return carted ? 'prospect' : 'visitor'
  }
  const quiet = daysSince(lastOrder(profile), now) ?? 0
  if (quiet > 365) return 'lost'
  if (quiet > 180) return 'lapsing'
  return count >= 3 ? 'loyal' : 'customer'
}

/** Parts of the day by the shop's clock, six hours each from midnight. */
const DAYPARTS = ['night', 'morning', 'afternoon', 'evening'] as const
/** Fewer visits say nothing of a habit. */
const HABIT = 3

/** When visits mostly begin; of equals the earlier part of the day. */
function daypartOf({ activity }: Profile, timezone: string): string | undefined {
  if (activity.visits.length < HABIT) return undefined
  const counts = DAYPARTS.map(() => 0)
  for (const [start] of activity.visits) {
    const part = Math.floor(wallClock(start, timezone).hour / 6)
    counts[part] = (counts[part] ?? 0) + 1
  }
  return DAYPARTS[counts.indexOf(Math.max(...counts))]
}

const lastOrder = (profile: Profile): number | undefined =>
  orders(profile).reduce<number | undefined>((last, order) => Math.max(last ?? 0, order.time), undefined)

const openVisit = ({ activity }: Profile, now: number) =>
  activity.visits.findLast(([start, end]) => start <= now && now < end)

/** The end of the visit before the one that is open at `now`. */
function lastVisit({ activity }: Profile, now: number): number | undefined {
  const before = activity.visits.findLast(([, end]) => end <= now)
  if (before) return before[1]
  const day = activity.days.at(-1)
  return day === undefined ? undefined : day * DAY
}

const daysSince = (time: number | undefined, now: number): number | undefined =>
  time === undefined ? undefined : Math.max(0, Math.floor((now - time) / DAY))

const stepsAbove = (value: number, steps: number[]): number => steps.filter((step) => value > step).length
const stepsFrom = (value: number, steps: number[]): number => steps.filter((step) => value >= step).length
