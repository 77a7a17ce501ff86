import type { Cells } from './cells.ts'
import { rowsOfOrders } from './orders.ts'
import type { Profile } from './profile.ts'
import type { Dict } from './record.ts'

// Profiles never change, and questions come one profile at a time.
let latest: { profile: Pick<Profile, 'facts' | 'orders'>; rows: Dict<Cells> } | undefined

/** The detailed rows of an event, those of orders among them; `undefined` where there are none. */
export function rowsOfDeed(profile: Profile, event: string): Dict<Cells> | undefined {
  const counted = profile.facts.rows[event]
  if (event !== 'purchase') return counted
  const { facts, orders } = profile
  if (latest?.profile.facts === facts && latest.profile.orders === orders) return latest.rows
  const all = Object.values(orders)
  if (all.length === 0) return counted
  const rows = rowsOfOrders(all, Object.assign(Object.create(null), counted))
  latest = { profile: { facts, orders }, rows }
  return rows
}

/** The names of what was done in detail. */
export const deedsOf = ({ facts, orders }: Profile): string[] =>
  'purchase' in facts.rows || Object.keys(orders).length === 0
    ? Object.keys(facts.rows)
    : [...Object.keys(facts.rows), 'purchase']
