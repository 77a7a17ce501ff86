import type { Consent, Event } from '../../snippet/wire.ts'
import type { Catalogue } from '../catalogue/catalogue.ts'
import type { AcceptedEvent, AcceptedItem } from '../profile/event.ts'
import { of, ofAll } from '../profile/profile.ts'
import { cleanItem, cleanPage, cleanReferrer, cleanText, maskPersonal } from './clean.ts'
import { correctTime } from './clock.ts'
import { parseEvent } from './schema.ts'

/** Why an event is not kept. */
export type Drop = 'unknown_event' | 'invalid_event' | 'no_consent'

export interface Accepted {
  events: AcceptedEvent[]
  /** Accepted, but no profile can be made of them: to be set aside, one row each. */
  poison: { event: AcceptedEvent; error: unknown }[]
  /** How many were dropped, by reason. */
  dropped: Partial<Record<Drop, number>>
}

/** When a batch was sent by the page's clock and received by the edge's, epoch ms. */
export interface Clocks {
  sent_at: number
  received_at: number
}

/** What the site itself says: form fields to keep, and products, where they are published. */
export interface ShopKnowledge {
  formFields: readonly string[]
  catalogue?: Catalogue | undefined
}

/**
 * Which of a batch's events are kept, and how: read → consent → clock → clean → complete → try.
 * Each step either passes an event on or drops it with a reason; one bad event never costs the others. `probe` throws
 * for an event that no profile can be made of.
 */
export function accept(
  raw: readonly unknown[],
  consent: Consent,
  clocks: Clocks,
  shop: ShopKnowledge,
  probe?: (event: AcceptedEvent) => void,
): Accepted {
  const accepted: Accepted = { events: [], poison: [], dropped: {} }
  const events: AcceptedEvent[] = []
  const drop = (reason: Drop) => {
    accepted.dropped[reason] = (accepted.dropped[reason] ?? 0) + 1
  }
  for (const value of raw) {
    const read = parseEvent(value)
    if ('drop' in read) drop(read.drop)
    else if (consent.analytics !== 'granted') drop('no_consent')
    else events.push(toAccepted(read.event, clocks, shop))
  }
  try {
    if (probe) for (const event of events) probe(event)
    else ofAll(events)
    accepted.events = events
  } catch {
    // Tried together costs a third; which of them it was is asked only then.
    for (const event of events) tryAlone(event, accepted, probe ?? of)
  }
  return accepted
}

function tryAlone(event: AcceptedEvent, { events, poison }: Accepted, probe: (event: AcceptedEvent) => void) {
  try {
    probe(event)
    events.push(event)
  } catch (error) {
    poison.push({ event, error })
  }
}

function toAccepted({ created_at, ...said }: Event, clocks: Clocks, shop: ShopKnowledge): AcceptedEvent {
  const { time, skewed } = correctTime(created_at, clocks.sent_at, clocks.received_at)
  return { ...cleanEvent(said, shop), time, ...(skewed && { skewed }) }
}

/** What an event says as it may be kept, but for its time: cleaned, and its products completed from the catalogue. */
export function cleanEvent(
  said: Omit<Event, 'created_at'>,
  { formFields, catalogue }: ShopKnowledge,
): Omit<AcceptedEvent, 'time'> {
  const { page, items, fields, link_url, ...rest } = said
  const link = link_url === undefined ? undefined : cleanReferrer(link_url)
  const kept = fields === undefined ? undefined : pickFields(fields, formFields)
  return {
    ...cleanTexts(rest),
    ...(page && { page: cleanPage(page) }),
    ...(items && { items: items.map((item) => complete(cleanItem(item), catalogue)) }),
    ...(link !== undefined && { link_url: link }),
    ...(kept && { fields: kept }),
  }
}

/** Fills in what a page left out of a product from the catalogue; what it said stays. */
function complete(item: AcceptedItem, catalogue: Catalogue | undefined): AcceptedItem {
  const known = catalogue?.byId.get(item.item_id)
  if (!known) return item
  const { item_category, item_brand } = known
  return { item_category, ...(item_brand !== undefined && { item_brand }), ...item }
}

/** Which texts hold what a visitor may have typed or what a page may show of them. */
const FREE_TEXT = new Set(['search_term', 'target', 'method'])

function cleanTexts<T extends object>(event: T): T {
  const cleaned: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(event)) {
    const text = typeof value === 'string' ? cleanText(value) : value
    cleaned[name] = FREE_TEXT.has(name) ? maskPersonal(text as string) : text
  }
  if (typeof cleaned.currency === 'string') cleaned.currency = cleaned.currency.toUpperCase()
  return cleaned as T
}

/** Only the fields the site lists; null-prototype, since a page names them. */
function pickFields(
  fields: Record<string, string>,
  listed: readonly string[],
): Record<string, string> | undefined {
  const picked: Record<string, string> = Object.create(null)
  for (const name of listed) if (Object.hasOwn(fields, name)) picked[name] = cleanText(fields[name] as string)
  return Object.keys(picked).length ? picked : undefined
}
