/** The compiled form of a shop's rules, as it travels through KV into the Worker. Imports nothing. */

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

/** One thing that may have happened. `price` is minor units; categories are paths from the root. */
export type Step = { event: string; where: Where }

export type Condition =
  | { op: 'all'; of: Condition[] }
  | { op: 'any'; of: Condition[] }
  | { op: 'not'; of: Condition }
  | {
      op: 'did'
      event: string
      where: Where
      /** How far back, ms; or `visit`: since this visit began. */
      within?: number | 'visit'
      /** Fixed bounds, epoch ms, inclusive; with `within`, both apply. */
      from?: number
      to?: number
      measure: 'count' | 'items' | 'value'
      is: Range
    }
  /** When it first or last happened, as an age in ms; off when it never did. */
  | { op: 'age'; event: string; where: Where; of: 'first' | 'last'; is: Range }
  /** The steps happened in this order, each later than the one before; all inside `span` ms, none older than `within`. */
  | { op: 'sequence'; steps: Step[]; span?: number; within?: number }
  | { op: 'trait' | 'fact' | 'context'; name: string; match: Matcher | DateMatcher }
  | { op: 'in'; segment: string }
  /** The visitor is in one of these variants of an experiment. */
  | { op: 'variant'; experiment: string; is: string[] }

export interface Range {
  min?: number
  max?: number
}

/** A trait that is a date (ISO text or epoch ms): fixed bounds, or its age in ms (negative lies ahead), or days until its next anniversary. */
export type DateMatcher =
  | { date: { from?: number; to?: number } }
  | { age: Range }
  | { anniversary: Range; timezone: string }

/** Which products a list holds, with what is said of it to a marketer. */
export const LIST_KINDS = {
  session: 'next best after what this visit looked at',
  similar: 'what visitors of the page’s product also look at',
  alternatives: 'products like the page’s, by what they are, in stock',
  'bought-together': 'in one order or cart with the page’s product, or with the cart',
  companion: 'goes with the cart; what fills the gap to `free-shipping` first',
  bestsellers: 'popular now',
  trending: 'rising faster than usual',
  new: 'added in the last month, by fit to visit and taste',
  'recently-viewed': 'what this visitor looked at, newest first',
  replenish: 'bought before and due again',
  basket: 'a known customer’s whole next basket',
} as const
export type ListKind = keyof typeof LIST_KINDS

/** Which products a block lists. */
export interface Recommend {
  from: ListKind
  /** Several, `from` the first of them: what earns most is drawn most. */
  strategies?: ListKind[]
  size: number
  never: ('purchased' | 'out-of-stock' | 'in-cart' | 'current')[]
  /** Only items under these categories, when given. */
  category?: string[]
  /** Only these brands, lower case. */
  brand?: string[]
  /** Only within this price, minor units. */
  price?: Range
  /** Only with at least this margin, a share of the price; unknown is too little. */
  margin?: number
  /** Scores of matching items are multiplied by `by`. */
  boost?: { where: Where; by: number }[]
  /** Item ids that come first, in this order, unless `never` forbids them; with `null`, each at its own place. */
  pin?: (string | null)[]
  /** No two neighbours with the same one while others are left. */
  diversify?: 'category' | 'brand'
  /** Most items of one brand, while others are left. */
  per_brand?: number
  /** 0: by rank alone; 1: each as unlike the ones before as can be. */
  variety?: number
  /** Share of the places, up to ½, for products too new to be ranked. */
  fresh?: number
  /** From which cart value delivery is free, minor units. */
  free_shipping?: number
  otherwise: 'bestsellers' | 'nothing'
}

export interface Block {
  /** Liquid, rendered with every value escaped. */
  template: string
  /** Words by language (BCP 47, lower case) and name; the first language is the fallback. */
  text?: Record<string, Record<string, string>>
  recommend?: Recommend
}

export interface Choice {
  block: string
  when?: Condition
  /** Shown from, and up to and including, epoch ms. */
  from?: number
  to?: number
  /** Only on these weekdays (`monday` …) and hours ([from, to), 0–24) in the shop's time zone. */
  days?: string[]
  hours?: [from: number, to: number]
  /** At most so many views; `per` ms, a visit, or ever. */
  cap?: { views: number; per: number | 'visit' | 'ever' }
}

/** What a bandit learns from. */
export type Reward = 'click' | 'purchase'

export interface Slot {
  /** The first choice whose condition holds is shown; none: the site's own content stays. */
  show: Choice[]
  /** Of the choices that hold, what earns most of this is drawn most, instead of the first (Thompson sampling). */
  learn?: Reward
  /** Without this purpose granted the slot keeps the site's own content. */
  needs?: 'personalization' | 'marketing'
  /** By which choices that cannot hold are never looked at; of long slots only. */
  index?: SlotIndex
  /** Share of visitors (0–1) for whom the slot keeps the site's own content, to measure against. */
  holdout?: number
}

/** Choices (by their place in `show`) under the values of which a visitor must have one. */
export interface SlotIndex {
  /** Choices that can hold for anybody. */
  always: number[]
  by: {
    op: 'trait' | 'fact' | 'context' | 'did'
    /** Of the trait, fact or context; of a `did` its dimension. */
    name: string
    event?: string
    /** Values are paths: a visitor's `shoes/trail` also finds `shoes`. */
    tree?: true
    choices: Record<string, number[]>
  }[]
}

/** One variant of an experiment. `swap`: shows the second block where the first would be. */
export interface Variant {
  name: string
  weight: number
  swap?: Record<string, string>
}

export interface Experiment {
  slot: string
  /** Hashed with the visitor's id (GrowthBook hash version 2); changing it deals the visitors anew. */
  seed: string
  variants: Variant[]
  /** Share of the eligible that takes part, 0–1. */
  coverage: number
  /** Experiments with disjoint ranges of one namespace never share a visitor. */
  namespace?: [name: string, from: number, to: number]
  when?: Condition
  from?: number
  to?: number
  /** What counts as success: a goal's name, or an event's. */
  goal: string
}

/** What counts as success. */
export interface Goal {
  event: string
  where: Where
  measure: 'count' | 'items' | 'value'
}

export interface Bundle {
  format: typeof BUNDLE_FORMAT
  /** Content hash, hex; also the version that an answer names. */
  hash: string
  settings: { currency: string; locale: string; timezone: string; name?: string }
  segments: Record<string, Condition>
  blocks: Record<string, Block>
  slots: Record<string, Slot>
  experiments?: Record<string, Experiment>
  goals?: Record<string, Goal>
}
