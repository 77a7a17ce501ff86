import { addFacts } from './apart.ts'
import { DETAIL_DAYS, narrow, type Profile } from './profile.ts'
import { pruneOlder } from './prune/older.ts'
import { newestOrders, pruneOrders } from './prune/orders.ts'
import { pruneRecent } from './prune/recent.ts'
import { keepProspect, pruneActivity, pruneTouches, pruneTraits } from './prune/rest.ts'
import { pruneRows } from './prune/rows.ts'
import { type Care, spanOf } from './prune/span.ts'
import { type Reads, readsTrait } from './reads.ts'
import { dict } from './record.ts'
import { dayOf } from './time.ts'

/**
 * How much is carried, from all that is read down to next to nothing: recent entries, views and carts of the past one
 * by one, days back on which windows cut exactly, detailed cells, orders. What a nearer question needs goes last.
 */
export interface Size {
  recent: number
  past: number
  days: number
  cells: number
  orders: number
}
const ALL = Number.POSITIVE_INFINITY
export const SIZES: readonly Size[] = [
  { recent: ALL, past: ALL, days: ALL, cells: ALL, orders: ALL },
  { recent: ALL, past: 20, days: ALL, cells: ALL, orders: ALL },
  { recent: 48, past: 16, days: 8, cells: ALL, orders: 48 },
  { recent: 40, past: 12, days: 1, cells: 400, orders: 24 },
  { recent: 32, past: 8, days: 0, cells: 200, orders: 24 },
  { recent: 24, past: 8, days: -1, cells: 120, orders: 12 },
  { recent: 16, past: 4, days: -1, cells: 60, orders: 8 },
  { recent: 8, past: 0, days: -1, cells: 20, orders: 4 },
  { recent: 4, past: 0, days: -1, cells: 0, orders: 0 },
]

/**
 * What of a profile can change a decision by the rules and lists of `reads`, asked at any time from `now` until `life`
 * ms later, also after more events are added: at the first size every answer is the same as the whole profile's. Of
 * traits only inferred ones: whatever a person typed or the shop signed is no part of it.
 */
export function prune(
  profile: Profile,
  reads: Reads | undefined,
  now: number,
  life: number,
  size = SIZES[0] as Size,
): Profile {
  const near = nearest(profile, size)
  const inferred = dict<Profile['traits'][string]>()
  for (const name in near.traits) {
    const trait = near.traits[name] as Profile['traits'][string]
    if (trait.source === 'inferred') inferred[name] = trait
  }
  const recent = size.recent === ALL ? near.recent : near.recent.slice(0, size.recent)
  // For analysis only: no decision asks what was dealt before.
  const rest = { ...near, variants: dict<string[]>() }
  if (!reads) {
    const facts = size.cells > 120 ? near.facts : { ...near.facts, older: dict<never>() }
    return { ...rest, facts, recent, traits: inferred }
  }
  const span = spanOf(near, now, life, DETAIL_DAYS)
  const care: Care = {
    past: Math.min(reads.lists?.past ?? 0, size.past),
    exact: dayOf(now) - size.days,
  }
  const facts = { rows: pruneRows(near, reads, span, care), older: pruneOlder(near, reads, span) }
  return {
    ...rest,
    facts: keepProspect(near, facts, reads),
    activity: pruneActivity(near.activity, reads, span),
    recent: pruneRecent(recent, reads, span),
    orders: pruneOrders(near.orders, reads, span),
    traits: pruneTraits(inferred, reads),
    touches: pruneTouches(near.touches, reads),
  }
}

/** The profile with fewer orders and its horizon nearer, as its size wants it. */
function nearest(profile: Profile, { cells, orders: most }: Size): Profile {
  if (cells === ALL && most === ALL) return profile
  const [orders, left] = newestOrders(profile.orders, most)
  const fewer = { ...profile, facts: addFacts(profile.facts, left), orders }
  return cells === ALL ? fewer : narrow(fewer, cells)
}

/** Whether traits that are read are left out: what a person typed or the shop signed stays at the edge. */
export function lacksTraits({ traits }: Profile, reads: Reads | undefined): boolean {
  for (const name in traits) {
    const { source, value } = traits[name] as Profile['traits'][string]
    if (source !== 'inferred' && value !== null && (!reads || readsTrait(reads, name))) return true
  }
  return false
}
