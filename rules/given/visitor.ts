import type { AcceptedEvent, AcceptedItem } from '../../edge/profile/event.ts'
import { of, type Profile, sum } from '../../edge/profile/profile.ts'
import { readProfile } from '../../edge/profile/read.ts'
import type { EventName } from '../../snippet/wire.ts'
import type { Bundle } from '../bundle.ts'
import type { Visitor } from '../visitor.ts'
import type { Described, Told } from './read.ts'

/** A described visitor, by the profile and the reader that the Worker uses. */
export function visitorOf(described: Described, settings: Bundle['settings']): Visitor {
  const visitor = readProfile(profileOf(described, settings), described.context, described.now)
  return saying(visitor, described.facts)
}

/** A visitor of whom some facts are said outright, whatever their events add up to. */
export const saying = (visitor: Visitor, facts: Described['facts']): Visitor => ({
  ...visitor,
  fact: (name) => (Object.hasOwn(facts, name) ? facts[name] : visitor.fact(name)),
})

/** What may be known of whom is described: nothing, not even who they are, without their consent to personalization. */
export const heeding = (described: Described): Described =>
  described.granted.includes('personalization')
    ? described
    : { ...described, id: undefined, events: [], traits: {}, facts: {} }

/** The profile of what is described. */
export function profileOf({ events, traits, now }: Described, { currency }: Bundle['settings']): Profile {
  const profile = sum(events.map((told, index) => of(acceptedOf(told, currency, index))))
  for (const [name, value] of Object.entries(traits))
    profile.traits[name] = { value, time: now, source: 'server' }
  return profile
}

function acceptedOf(told: Told, currency: string, index: number): AcceptedEvent {
  const text = (value: unknown) => (value === undefined ? undefined : String(value))
  const item = itemOf(told)
  const order = told.name === 'purchase' ? (text(told.order) ?? `order-${index}`) : undefined
  const referrer = text(told.referrer)
  const campaign = text(told.campaign)
  return {
    name: told.name as EventName,
    time: told.time,
    page: {
      path: text(told.path) ?? '/',
      ...(referrer !== undefined && { referrer }),
      ...(campaign !== undefined && { utm_campaign: campaign }),
    },
    ...(item && { items: [item], currency }),
    ...(told.value !== undefined && { value: Number(told.value), currency }),
    ...(order !== undefined && { transaction_id: order, trusted: true as const, currency }),
    ...(told.term !== undefined && { search_term: String(told.term) }),
    ...(told.slot !== undefined && { slot: String(told.slot) }),
    ...(told.block !== undefined && { block: String(told.block) }),
    ...(told.form !== undefined && { form_id: String(told.form) }),
  }
}

/** A product is told of by any of its fields; without an id it is one of its category. */
function itemOf({ item, category, brand, price, quantity }: Told): AcceptedItem | undefined {
  if (item === undefined && category === undefined && brand === undefined && price === undefined)
    return undefined
  return {
    item_id: item === undefined ? `some ${category ?? brand ?? 'product'}` : String(item),
    ...(category !== undefined && { item_category: String(category).toLowerCase() }),
    ...(brand !== undefined && { item_brand: String(brand) }),
    ...(price !== undefined && { price: Number(price) }),
    ...(quantity !== undefined && { quantity: Number(quantity) }),
  }
}
