import { setTimeout as pause } from 'node:timers/promises'
import type { Consent, Event } from '../../../../snippet/wire.ts'
import { randomId } from '../../../support/ids.ts'
import { SLOTS } from '../asks.ts'
import { CONSENT, tokenOf } from '../people.ts'
import { SITE } from '../shop.ts'
import { itemOf } from '../stock.ts'
import type { Call } from './caller.ts'
import type { Ledger } from './ledger.ts'

/** A device between two visits. */
export interface Device {
  visitor: string
  capsule?: string
  /** Somebody logged in on it; such a one erases nothing here, since that reaches other devices. */
  known?: true
  agent: string
  address: string
}

export interface Surroundings {
  call: Call
  ledger: Ledger
  random: () => number
  /** Products of the shop. */
  items: number
  /** Between two pages, ms. */
  stay: number
}

const stored = (wire: string) => wire.split('.')[0] as string
const NOT_ASKED: Consent = { analytics: 'unknown', personalization: 'unknown', marketing: 'unknown' }
/** Of all visits. */
const SHARE = { login: 0.1, export: 0.02, erase: 0.01, withdraw: 0.01, garbage: 0.01 }

/** One visit of six pages on average; answers with the device, unless it forgot who it was. */
export async function visit(device: Device, around: Surroundings): Promise<Device | undefined> {
  const { call, ledger, random, items, stay } = around
  const headers = {
    'content-type': 'text/plain',
    'user-agent': device.agent,
    'cf-connecting-ip': device.address,
  }
  const post = (path: string, body: object | string) => call('POST', path, headers, body)
  const said = (consent: Consent, more: object) => ({ site: SITE, sent_at: Date.now(), consent, ...more })
  const learn = (body: Record<string, unknown> | undefined) => {
    if (typeof body?.visitor === 'string') device.visitor = body.visitor
    if (typeof body?.capsule === 'string') device.capsule = body.capsule
  }

  if (device.visitor === '') {
    await post('/v1/decide', said(NOT_ASKED, { page: { path: '/' }, slots: SLOTS[4] }))
    learn((await post('/v1/consent', said({ ...CONSENT, source: 'banner' }, {})))?.body)
    if (device.visitor === '') return undefined
  }
  const login = random() < SHARE.login
  const taste = Math.floor(items * random() ** 2)
  let before: Event[] = []
  for (let left = pagesOf(random); left > 0; left--) {
    await pause(stay * (0.5 + random()))
    const item = itemOf((taste + 50 * Math.floor(20 * random() ** 2)) % items)
    const page = { path: `/p/${item.item_id}/`, item_id: item.item_id, title: `Item ${item.item_id}` }
    const pending = before.length ? [{ batch: randomId(), events: before }] : []
    const { visitor, capsule } = device
    await post(
      '/v1/decide',
      said(CONSENT, { visitor, ...(capsule !== undefined && { capsule }), pending, page, slots: SLOTS[4] }),
    )
    before = eventsOf(item, page, random)
    // The last page of a visit is often left before anything is sent.
    if (left > 1 || random() < 0.2) await collect(before)
    if (login && left === 2) await logIn()
  }
  if (random() < SHARE.garbage) await post('/v1/collect', '{"site":"bench","events":[{')
  const authorization = `Bearer ${device.visitor}`
  if (random() < SHARE.export) await call('GET', `/v1/me?site=${SITE}`, { ...headers, authorization })
  if (device.known) return device
  const chance = random()
  if (chance < SHARE.erase) {
    ledger.erased.push(stored(device.visitor))
    await call('DELETE', `/v1/me?site=${SITE}`, { ...headers, authorization })
    return undefined
  }
  if (chance < SHARE.erase + SHARE.withdraw) {
    ledger.erased.push(stored(device.visitor))
    const denied = { analytics: 'denied', personalization: 'denied', marketing: 'denied', source: 'banner' }
    await post('/v1/consent', said(denied as Consent, { visitor: device.visitor }))
    return undefined
  }
  return device

  async function collect(events: Event[]): Promise<void> {
    const batch = randomId()
    const { visitor } = device
    const answer = await post('/v1/collect', said(CONSENT, { visitor, batch, events }))
    if (answer?.status === 200 && answer.body.ack === batch) {
      const mine = ledger.acked[stored(visitor)] ?? {}
      mine[batch] = answer.body.accepted as number
      ledger.acked[stored(visitor)] = mine
      before = []
    } else ledger.open.push(batch)
    learn(answer?.body)
  }

  async function logIn(): Promise<void> {
    const token = await tokenOf(`person-${Math.floor(random() * 4000)}`)
    const answer = await post('/v1/identify', said(CONSENT, { visitor: device.visitor, token }))
    if (answer?.status === 200) device.known = true
    learn(answer?.body)
    if (random() < 0.3) {
      learn((await post('/v1/logout', { site: SITE, visitor: device.visitor }))?.body)
      delete device.capsule
    }
  }
}

/** Geometric, six on average, at most 40. */
const pagesOf = (random: () => number): number =>
  Math.min(40, 1 + Math.floor(Math.log(1 - random()) / Math.log(5 / 6)))

function eventsOf(item: ReturnType<typeof itemOf>, page: { path: string }, random: () => number): Event[] {
  const at = Date.now()
  const own = { created_at: at, page, currency: 'USD', items: [item] }
  const events: Event[] = [
    { name: 'page_view', created_at: at, page },
    { name: 'view_item', ...own },
    { name: 'engagement', created_at: at + 1, page, value: 12, percent_scrolled: 75 },
    { name: 'block_view', created_at: at, page, slot: 'hero-0', block: 'plain' },
  ]
  if (random() < 0.15) events.push({ name: 'add_to_cart', ...own, value: item.price })
  if (random() < 0.05) events.push({ name: 'search', created_at: at, page, search_term: item.item_category })
  if (random() < 0.03)
    events.push({ name: 'purchase', ...own, value: item.price, transaction_id: randomId() })
  return events
}
