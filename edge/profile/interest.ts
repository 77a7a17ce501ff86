import type { EventName } from '../../snippet/wire.ts'
import type { Profile } from './profile.ts'

const OF_INTEREST = new Set<EventName>(['view_item', 'select_item', 'add_to_cart', 'purchase'])

/** Products looked at in this visit, oldest first, with their times; those of earlier visits when this one has none. */
export function sessionItems(profile: Profile, now: number): { items: string[]; times: number[] } {
  const started = profile.activity.visits.findLast(([start, end]) => start <= now && now < end)?.[0]
  const all = profile.recent.filter((event) => OF_INTEREST.has(event.name) && event.items?.length)
  const current = started === undefined ? [] : all.filter((event) => event.time >= started)
  const events = (current.length ? current : all).toReversed()
  return {
    items: events.flatMap((event) => (event.items ?? []).map(([id]) => id)),
    times: events.flatMap((event) => (event.items ?? []).map(() => event.time)),
  }
}

/** Every product known to have been bought. */
export function purchasedItems(profile: Profile): Set<string> {
  const bought = new Set<string>()
  for (const order of Object.values(profile.orders)) for (const [id] of order.items) bought.add(id)
  for (const event of profile.recent)
    if (event.name === 'purchase') for (const [id] of event.items ?? []) bought.add(id)
  return bought
}
