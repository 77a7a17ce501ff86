import { matches } from '../../rules/match.ts'
import { type BehaviourQuery, CONTEXT, type Scalar, type Visitor } from '../../rules/visitor.ts'
import { behaviourOf } from './behaviour.ts'
import { type Beside, PORTRAIT } from './portrait.ts'
import type { Profile } from './profile.ts'
import type { Recent } from './recent.ts'
import { valuesOf } from './rows.ts'
import { traitOf } from './traits.ts'

/** A profile as rules ask it; `context` is the page and the request, `now` epoch ms. */
export function readProfile(
  profile: Profile,
  context: Readonly<Record<string, Scalar | undefined>>,
  now: number,
  beside: Beside = { hosts: [] },
): Visitor {
  // A fact is worked out when it is first asked for, and once.
  const facts = new Map<string, Scalar | undefined>()
  const fact = (name: string): Scalar | undefined => {
    if (facts.has(name)) return facts.get(name)
    const value = Object.hasOwn(PORTRAIT, name) ? PORTRAIT[name]?.(profile, now, beside) : undefined
    facts.set(name, value)
    return value
  }
  return {
    now,
    behaviour: (query) => behaviourOf(profile, query),
    times: (query) => timesOf(profile, query),
    values: (event, dimension) => valuesOf(profile, event, dimension),
    trait: (name) => traitOf(profile.traits, name),
    fact,
    context: (name) => (Object.hasOwn(CONTEXT, name) ? context[name] : undefined),
  }
}

/** Exact times of the recent events that match, oldest first; none where the recent list can't tell (brand, price …). */
function timesOf(
  { recent }: Profile,
  { event, where, from = 0, to = Number.POSITIVE_INFINITY }: BehaviourQuery,
): number[] {
  const asked = Object.entries(where)
  if (!asked.every(([part]) => part in TELLS)) return []
  return recent
    .filter(
      (one) =>
        one.name === event &&
        one.time >= from &&
        one.time <= to &&
        asked.every(([part, matcher]) => matches(TELLS[part]?.(one), matcher, 0) === true),
    )
    .map(({ time }) => time)
    .reverse()
}

/** What an entry of the recent list tells of itself. */
const TELLS: Record<string, (recent: Recent) => string | string[] | undefined> = {
  item: ({ items }) => items?.map(([id]) => id),
  category: ({ category }) => category,
  path: ({ path }) => path,
  term: ({ term }) => term?.toLowerCase(),
}
