/**
 * The compiled form of a shop's rules, as it travels through KV into the Worker,
 * and what its conditions may ask about a visitor. Imports nothing.
 */

export const BUNDLE_FORMAT = 1

/** What an event can be narrowed by; every fact of a profile carries some of these. */
export const DIMENSIONS = [
  'item',
  'category',
  'brand',
  'price',
  'path',
  'term',
  'slot',
  'block',
  'form',
] as const
export type Dimension = (typeof DIMENSIONS)[number]

/** Strings compare lower-cased and trimmed; `under` matches a category and everything below it; ranges are inclusive. */
export type Matcher =
  | { is: (string | number | boolean)[] }
  | { under: string[] }
  | { contains: string[] }
  | { starts: string[] }
  | { min?: number; max?: number }
  | { exists: boolean }

export type Where = Partial<Record<Dimension, Matcher>>

/** Asks a profile what happened: all must match; `from`/`to` are epoch ms, inclusive; absent is unbounded. */
export interface BehaviourQuery {
  event: string
  where: Where
  from?: number
  to?: number
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
  device: 'string', // phone | tablet | desktop | bot | other
  language: 'string', // BCP 47, lower case
  hour: 'number', // 0–23 in the visitor's time zone
  weekday: 'string', // monday …
} as const

export type Condition =
  | { op: 'all'; of: Condition[] }
  | { op: 'any'; of: Condition[] }
  | { op: 'not'; of: Condition }
  | {
      op: 'did'
      event: string
      where: Where
      /** How far back, ms. */
      within?: number
      measure: 'count' | 'items' | 'value'
      is: Range
    }
  | { op: 'trait' | 'fact' | 'context'; name: string; match: Matcher }
  | { op: 'in'; segment: string }

export interface Range {
  min?: number
  max?: number
}

/** Which products a block lists. */
export interface Recommend {
  /** `session`: next best after what was looked at; `similar`: to the page's item; `bestsellers`: popular now. */
  from: 'session' | 'similar' | 'bestsellers'
  size: number
  never: ('purchased' | 'out-of-stock' | 'in-cart' | 'current')[]
  /** Only items under these categories, when given. */
  category?: string[]
  otherwise: 'bestsellers' | 'nothing'
}

export interface Block {
  /** Liquid, rendered with every value escaped. */
  template: string
  recommend?: Recommend
}

export interface Choice {
  block: string
  when?: Condition
}

export interface Slot {
  /** The first choice whose condition holds is shown; none: the site's own content stays. */
  show: Choice[]
}

export interface Bundle {
  format: typeof BUNDLE_FORMAT
  /** Content hash, hex; also the version that an answer names. */
  hash: string
  settings: { currency: string; locale: string; timezone: string }
  segments: Record<string, Condition>
  blocks: Record<string, Block>
  slots: Record<string, Slot>
}
