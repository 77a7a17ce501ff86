import type { Dimension, Where } from './bundle.ts'

/** Asks a profile what happened: all must match; `from`/`to` are epoch ms, inclusive; absent is unbounded. */
export interface BehaviourQuery {
  event: string
  where: Where
  from?: number | undefined
  to?: number | undefined
}

/** What a profile answers. `value` is in minor units of the shop's currency; `first`/`last` epoch ms, absent if it never happened. */
export interface Behaviour {
  count: number
  items: number
  value: number
  first?: number
  last?: number
}

/** What a condition can be asked about; one implementation reads a profile, tests write their own. */
export interface Visitor {
  /** Epoch ms of the question. */
  now: number
  behaviour(query: BehaviourQuery): Behaviour
  /** Exact times (epoch ms, ascending) of the latest that match, as far back as the profile keeps them; without it, sequences see first and last only. */
  times?(query: BehaviourQuery): number[]
  /** Every value of a dimension that the visitor's events of this name have, at any time; without it, indexes are not used for behaviour. */
  values?(event: string, dimension: Dimension): Iterable<string>
  /** A known trait (`city`, `birthday` …); `undefined` when not known. */
  trait(name: string): Scalar | Scalar[] | undefined
  /** A named fact computed from the profile, one of FACTS. */
  fact(name: string): Scalar | undefined
  /** The page and the request, one of CONTEXT. */
  context(name: string): Scalar | undefined
}
export type Scalar = string | number | boolean

/** Named facts a condition may use, with their type and unit. */
export const FACTS = {
  lifecycle: 'string', // visitor | prospect | customer | loyal | lapsing | lost
  known: 'boolean', // linked to a person
  visits: 'number', // sessions, this one included
  orders: 'number',
  lifetime_value: 'number', // minor units
  days_since_first_seen: 'number',
  days_since_last_visit: 'number', // the visit before this one
  days_since_last_order: 'number',
  average_order_value: 'number', // minor units
  visit_started_at: 'number', // epoch ms of this visit's first event
  pages_this_visit: 'number',
  items_in_cart: 'number', // pieces added, not removed, not bought since
  engagement: 'number', // 0–100, see edge/profile
  rfm_recency: 'number', // 1 (long ago) – 5 (just now)
  rfm_frequency: 'number', // 1–5
  rfm_monetary: 'number', // 1–5
  price_band: 'string', // low | mid | high, of what is looked at and bought
  favourite_category: 'string', // the strongest interest, by decayed counts
  favourite_brand: 'string',
  daypart: 'string', // night | morning | afternoon | evening, when visits mostly begin; from 3 visits on
  first_referrer_class: 'string', // of the first arrival
  first_campaign: 'string',
} as const

/** What the page and the request say, known even without consent. */
export const CONTEXT = {
  path: 'string',
  title: 'string',
  item: 'string',
  category: 'string',
  referrer: 'string', // host and path
  referrer_class: 'string', // search | social | email | campaign | assistant | internal | direct | other
  utm_source: 'string',
  utm_medium: 'string',
  utm_campaign: 'string',
  utm_term: 'string',
  utm_content: 'string',
  country: 'string', // ISO 3166-1 alpha-2, lower case
  region: 'string',
  device: 'string', // phone | tablet | tv | desktop | bot | other
  language: 'string', // BCP 47, lower case
  hour: 'number', // 0–23 in the visitor's time zone
  weekday: 'string', // monday …
} as const
