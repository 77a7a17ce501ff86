import { graveOf } from '../identity/grave.ts'
import type { JournalRow } from '../journal/journal.ts'
import type { AcceptedEvent, Client } from '../profile/event.ts'
import { classifyReferrer } from '../profile/referrer.ts'
import type { Deed } from '../recommend/earnings.ts'
import { factsOf } from '../recommend/facts.ts'
import { readDrawn } from '../recommend/list-id.ts'
import { KIND } from '../recommend/sessions.ts'
import { visitorNumber } from '../recommend/touch-fold.ts'
import { ARRIVAL, type Touch } from '../recommend/touches.ts'

/** What journal rows teach the recommender: what was done with products, and with what a bandit drew. */
export interface Lessons {
  touches: Touch[]
  deeds: Deed[]
}

const KINDS: Partial<Record<string, number>> = {
  view_item: KIND.view,
  add_to_cart: KIND.cart,
  purchase: KIND.purchase,
}
const DEEDS: Partial<Record<string, Deed['did']>> = {
  block_view: 'view',
  block_click: 'click',
  purchase: 'order',
}

/**
 * Reads rows as lessons. Visitors go by the name of their grave, so that what is kept holds no id, and an erasure finds
 * them. Bots teach nothing, and an order teaches once: `orders` holds those that did, and those of these rows after it.
 */
export async function lessonsOf(
  site: string,
  rows: readonly JournalRow[],
  orders = new Set<number>(),
): Promise<Lessons> {
  const names = new Map<string, string>()
  const touches: Touch[] = []
  const deeds: Deed[] = []
  for (const { visitor: id, entry } of rows) {
    const { bot, network } = entry.client
    if (bot || entry.events.length === 0) continue
    const visitor = names.get(id) ?? (await graveOf(site, id))
    names.set(id, visitor)
    const arrived = arrivalOf(entry.events, entry.client)
    if (arrived) touches.push({ visitor, network, ...arrived })
    for (const event of entry.events) {
      if (event.again || !isNew(event, orders)) continue
      const { name, time, items } = event
      const kind = KINDS[name]
      if (kind !== undefined)
        for (const { item_id } of items ?? []) touches.push({ visitor, network, item_id, time, kind })
      const did = DEEDS[name]
      if (did !== undefined) deeds.push(...deedOf({ visitor, network }, did, event))
    }
  }
  return { touches, deeds }
}

/**
 * Whether an order was not told yet, by anybody: a page tells it under its visitor and the shop's server under the
 * person. What was bought is part of its name, so that nobody takes the place of an order that is yet to come.
 */
function isNew({ name, transaction_id, items = [] }: AcceptedEvent, orders: Set<number>): boolean {
  if (name !== 'purchase' || transaction_id === undefined) return true
  const bought = new Set(items.map(({ item_id }) => item_id))
  const order = visitorNumber(JSON.stringify([transaction_id, ...[...bought].sort()]))
  if (orders.has(order)) return false
  orders.add(order)
  return true
}

/** The first page of a batch that was not reached from within the shop. */
function arrivalOf(
  events: readonly AcceptedEvent[],
  client: Client,
): Omit<Touch, 'visitor' | 'network'> | undefined {
  for (const { name, time, page } of events) {
    if (name !== 'page_view' || !page) continue
    const host = page.referrer === undefined ? undefined : URL.parse(page.referrer)?.host
    const referrer = classifyReferrer(page, host, [])
    // A host that is in no list may be the shop's own.
    if (referrer === 'other') continue
    const facts = factsOf({ ...client, referrer, campaign: page.utm_campaign }, time)
    return { item_id: facts.join(' '), time, kind: ARRIVAL }
  }
  return undefined
}

function deedOf(
  who: Pick<Deed, 'visitor' | 'network'>,
  did: Deed['did'],
  { time, slot, list_id }: AcceptedEvent,
): Deed[] {
  if (did === 'order') return [{ ...who, time, did }]
  const drawn = readDrawn(list_id)
  if (!drawn || slot === undefined) return []
  return [{ ...who, time, did, slot, arm: drawn.arm, list: list_id! }]
}
