import { type Activity, activityOf, addActivity, foldActivity, noActivity } from './activity.ts'
import { addFacts } from './apart.ts'
import { addStatements, type Statements, statementsOf } from './consent.ts'
import type { AcceptedEvent, JournalEntry } from './event.ts'
import { type Facts, factsHorizon, factsOf, foldFacts, MAX_CELLS, noFacts } from './facts.ts'
import { addOrders, type Orders, ordersOf } from './orders.ts'
import { addRecent, type Recent, recentOf } from './recent.ts'
import { canonical, dict } from './record.ts'
import { type Day, dayOf } from './time.ts'
import { addTouches, type Touches, touchesOf } from './touch.ts'
import { addTraits, type Traits, traitsOfClient, traitsOfForm, traitsOfStated } from './traits.ts'
import { addVariants, type Variants, variantsOf } from './variants.ts'

/** How many days (up to the last one seen) are kept in detail, at the most. */
export const DETAIL_DAYS = 90

/**
 * All that is known of a visitor, as a commutative monoid: `empty`, `add`, and `of` for one
 * event. Adding is how events, devices and batches come together, in any order.
 */
export interface Profile {
  /** The horizon: days before it are folded. It only moves up. */
  since: Day
  facts: Facts
  activity: Activity
  recent: Recent[]
  orders: Orders
  traits: Traits
  touches: Touches
  consent: Statements
  variants: Variants
}

/** The profile of someone who did nothing yet. */
export const empty = (): Profile => ({
  since: 0,
  facts: noFacts(),
  activity: noActivity(),
  recent: [],
  orders: dict(),
  traits: dict(),
  touches: {},
  consent: {},
  variants: dict(),
})

/** The profile of one event. */
export const of = (event: AcceptedEvent): Profile => ofAll([event])

// A batch is tried on its way in and added up a moment later.
const tried = new WeakMap<readonly AcceptedEvent[], Profile>()

/** The profile of some events: what adding theirs gives, each part made in one go. */
export function ofAll(events: readonly AcceptedEvent[]): Profile {
  const profile = normal(ofRaw(events))
  tried.set(events, profile)
  return profile
}

const ofRaw = (events: readonly AcceptedEvent[]): Profile => ({
  since: 0,
  facts: factsOf(events),
  activity: activityOf(events),
  recent: recentOf(events),
  orders: events.map(ordersOf).reduce(addOrders, dict()),
  traits: events.map(traitsOfForm).reduce(addTraits, dict()),
  touches: events.map(touchesOf).reduce(addTouches, {}),
  consent: {},
  variants: events.map(variantsOf).reduce(addVariants, dict()),
})

/** The profile of a journal row. */
export const ofEntry = (entry: JournalEntry): Profile => ofEntries([entry])

/**
 * The profile of some journal rows: their events, what the visitor consented to, what the requests
 * told and what was stated. A bot has none, however much it clicks.
 */
export function ofEntries(entries: readonly JournalEntry[]): Profile {
  const people = entries.filter(({ client }) => !client.bot)
  const [first] = people
  const events = first && people.length === 1 ? first.events : people.flatMap((entry) => entry.events)
  const raw = { ...(tried.get(events) ?? ofRaw(events)) }
  for (const { consent, client, stated, received_at } of people) {
    raw.consent = addStatements(raw.consent, statementsOf(consent, received_at))
    raw.traits = addTraits(raw.traits, traitsOfClient(client, received_at))
    if (stated) raw.traits = addTraits(raw.traits, traitsOfStated(stated))
  }
  return normal(raw)
}

/** What is told of one of a person's devices to the others: after a refusal of personalization nothing but that refusal. */
export const shared = (profile: Profile): Profile =>
  profile.consent.personalization?.state === 'denied' ? { ...empty(), consent: profile.consent } : profile

/** The profile of both; commutative, associative, with `empty()` as its zero. */
export const add = (a: Profile, b: Profile): Profile => normal(addRaw(a, b))

/** The profile of all; what may fold is folded once, at the end, which by the law below is the same. */
export const sum = (profiles: readonly Profile[]): Profile =>
  profiles.length === 1 ? (profiles[0] as Profile) : normal(sumRaw(profiles, 0, profiles.length))

const addRaw = (a: Profile, b: Profile): Profile => ({
  since: Math.max(a.since, b.since),
  facts: addFacts(a.facts, b.facts),
  activity: addActivity(a.activity, b.activity),
  recent: addRecent(a.recent, b.recent),
  orders: addOrders(a.orders, b.orders),
  traits: addTraits(a.traits, b.traits),
  touches: addTouches(a.touches, b.touches),
  consent: addStatements(a.consent, b.consent),
  variants: addVariants(a.variants, b.variants),
})

/** In pairs, so that each is copied log n times rather than n. */
function sumRaw(profiles: readonly Profile[], from: number, to: number): Profile {
  if (to - from <= 1) return profiles[from] ?? empty()
  const half = (from + to) >> 1
  return addRaw(sumRaw(profiles, from, half), sumRaw(profiles, half, to))
}

/**
 * The normal form that keeps a profile small: what lies before the horizon is folded. The
 * horizon depends on the newest event and on how many cells there are, both of which only
 * grow, so normal(add(normal a, normal b)) = normal(add(a, b)).
 */
function normal(profile: Profile): Profile {
  return narrow(profile, MAX_CELLS)
}

/** The profile with its horizon moved up until at most `cells` detailed cells are left. */
export function narrow(profile: Profile, cells: number): Profile {
  const seen = profile.touches.seen
  if (!seen) return profile
  const last = dayOf(seen[1])
  const since = factsHorizon(profile.facts, Math.max(profile.since, last - DETAIL_DAYS), cells)
  if (dayOf(seen[0]) >= since) return { ...profile, since }
  return {
    ...profile,
    since,
    facts: foldFacts(profile.facts, since, last),
    activity: foldActivity(profile.activity, since),
  }
}

/** A profile as text; equal profiles give equal text. */
export const encode = ({ facts: { rows, older }, ...rest }: Profile): string =>
  canonical({ ...rest, facts: { rows, older } })
