import { graveOf } from '../identity/grave.ts'
import type { JournalRow } from '../journal/journal.ts'
import type { AcceptedEvent, Client } from '../profile/event.ts'
import { classifyReferrer } from '../profile/referrer.ts'
import type { Deed } from '../recommend/earnings.ts'
import { factsOf } from '../recommend/facts.ts'
import { readDrawn } from '../recommend/list-id.ts'
import { KIND } from '../recommend/sessions.ts'
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

/** Reads rows as lessons. Visitors go by the name of their grave, so that what is kept holds no id, and an erasure finds them. Bots and crowds teach nothing. */
export async function lessonsOf(site: string, rows: readonly JournalRow[]): Promise<Lessons> {
  const names = new Map<string, string>()
  const touches: Touch[] = []
  const deeds: Deed[] = []
  for (const { visitor: id, entry } of rows) {
    if (entry.client.bot || entry.client.crowd || entry.events.length === 0) continue
    const visitor = names.get(id) ?? (await graveOf(site, id))
    names.set(id, visitor)
    const arrived = arrivalOf(entry.events, entry.client)
    if (arrived) touches.push({ visitor, ...arrived })
    for (const event of entry.events) {
      if (event.again) continue
      const { name, time, items } = event
      const kind = KINDS[name]
      if (kind !== undefined)
        for (const { item_id } of items ?? []) touches.push({ visitor, item_id, time, kind })
      const did = DEEDS[name]
      if (did !== undefined) deeds.push(...deedOf(visitor, did, event))
    }
  }
  return { touches, deeds }
}

/** The first page of a batch that was not reached from within the shop. */
function arrivalOf(events: readonly AcceptedEvent[], client: Client): Omit<Touch, 'visitor'> | undefined {
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

function deedOf(visitor: string, did: Deed['did'], { time, slot, list_id }: AcceptedEvent): Deed[] {
  if (did === 'order') return [{ visitor, time, did }]
  const drawn = readDrawn(list_id)
  if (!drawn || slot === undefined) return []
  return [{ visitor, time, did, slot, arm: drawn.arm, list: list_id! }]
}
