import { joined } from './apart.ts'
import type { Cells } from './cells.ts'
import { rowsOfOrders } from './orders.ts'
import type { Profile } from './profile.ts'
import type { Dict } from './record.ts'

// Profiles never change, and questions come one profile at a time.
let latest: { profile: Pick<Profile, 'facts' | 'orders'>; rows: Dict<Cells> } | undefined

/** The detailed rows of an event, those of orders among them; `undefined` where there are none. */
export function rowsOfDeed(profile: Profile, event: string): Dict<Cells> | undefined {
  const { facts, orders } = profile
  if (event !== 'purchase') return facts.rows[event]
  if (latest?.profile.facts === facts && latest.profile.orders === orders) return latest.rows
  const all = Object.values(orders)
  if (all.length === 0) return facts.rows[event]
  const counted = facts.apart ? joined(facts.apart.get(event) ?? []) : facts.rows[event]
  const rows = rowsOfOrders(all, Object.assign(Object.create(null), counted))
  latest = { profile: { facts, orders }, rows }
  return rows
}

/** The names of what was done in detail. */
export function deedsOf({ facts, orders }: Profile): string[] {
  const deeds = facts.apart ? [...facts.apart.keys()] : Object.keys(facts.rows)
  return deeds.includes('purchase') || Object.keys(orders).length === 0 ? deeds : [...deeds, 'purchase']
}
