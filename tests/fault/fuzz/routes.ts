import { createHmac } from 'node:crypto'
import { seal } from '../../../edge/identity/capsule.ts'
import { fromBase64Url } from '../../../edge/identity/keys.ts'
import { of, sum } from '../../../edge/profile/profile.ts'
import { encodeBundle } from '../../../rules/encode.ts'
import { NOW } from '../../support/arbitrary.ts'
import {
  BROWSER,
  collectOf,
  decideOf,
  GRANTED,
  newId,
  newVisitor,
  testKeys,
  viewItem,
} from '../../support/edge.ts'
import { SECRETS, SERVER_TOKEN, tokenOf } from '../../support/identity.ts'
import type { Memory } from '../../support/memory-people.ts'
import { signatureOf } from '../../support/server-events.ts'
import { BUNDLE } from '../../support/shop.ts'
import { mendBundle } from './artefacts.ts'
import { type Kept, openHouse } from './house.ts'
import { bytes, type Target, text } from './target.ts'

const eventsIn = ({ rows }: Memory) => rows.reduce((sum, { entry }) => sum + entry.events.length, 0)
/** What a batch says that it accepted is in the journal, no more and no less. */
const asAccepted: Kept = ({ accepted }, memory) => eventsIn(memory) === accepted
/** A line that was not taken leaves no row. */
const asTaken: Kept = ({ taken = 0 }, { rows }) => rows.length <= taken
const nothing: Kept = (_, { rows, receipts, hints, ledger }) =>
  rows.length + receipts.length + hints.size + ledger.length === 0

/** Every route that takes a body, over the real app: never a 500, and a refusal leaves nothing behind. */
export async function routeTargets(): Promise<Target[]> {
  const visitor = newVisitor()
  const profile = sum([of({ name: 'view_item', time: NOW, items: [{ item_id: 'shoe1' }] })])
  const capsule = (await seal(await testKeys('k1'), 'shop', visitor, { profile, batches: [newId()] }, NOW))!
  const consent = { ...GRANTED, at: NOW, source: 'banner' }
  const batch = collectOf(visitor, EVENTS)
  const pending = [{ batch: newId(), events: EVENTS }]
  const token = await tokenOf('anna', { traits: { plan: 'gold', tags: ['a', 'b'] } })
  const order = { transaction_id: 't', currency: 'USD', value: 5, items: [{ item_id: 'a' }] }
  const viewed = { view_item: { category: 'shoes' }, times: 3, ago: '2 days' }
  const given = { visitor: { country: 'hk' }, events: [viewed] }
  const routes: [path: string, seeds: unknown[], kept?: Kept][] = [
    ['/v1/collect', [batch, { ...batch, lost: { age: 3 }, v: 2 }], asAccepted],
    ['/v1/decide', [decideOf(['home-hero', 'next-best'], { visitor, capsule, pending, consent })], nothing],
    ['/v1/preview', [{ site: 'shop', visitor, page: { path: '/' }, slots: ['home-hero'], given }], nothing],
    [
      '/v1/identify',
      [
        { site: 'shop', visitor, token, consent, sent_at: NOW },
        { site: 'shop', visitor, person: 'anna' },
      ],
    ],
    ['/v1/consent', [{ site: 'shop', visitor, consent, sent_at: NOW, language: 'en', text_version: '1' }]],
    ['/v1/logout', [{ site: 'shop', visitor }]],
    ['/v1/server/unlink?site=shop', [{ person: 'anna', visitors: [visitor], by: 'me' }]],
    ['/v1/server/erase?site=shop', [{ person: 'anna' }, { visitor }]],
    ['/v1/server/erasure?site=shop', [{ id: 'anna', after: 'a' }]],
    [
      '/v1/server/events?site=shop',
      [
        {
          batch: 'b1',
          events: [
            { name: 'purchase', person: 'bert', ...order },
            { name: 'purchase', visitor, ...order },
            { name: 'login', person: 'anna', created_at: '2026-01-05T00:00:00Z' },
          ],
        },
      ],
      asAccepted,
    ],
    [
      '/v1/server/people?site=shop',
      [{ person: 'anna', traits: { plan: 'gold' }, orders: [], visitors: [visitor] }],
      asTaken,
    ],
  ]
  const targets = await Promise.all(routes.map(([path, seeds, kept]) => route(path, seeds, kept)))
  const publishing = {
    ...(await route('/v1/server/publish?site=shop', [encodeBundle(BUNDLE).text])),
    json: false,
    mend: mendBundle,
  }
  return [...targets, publishing, await claims(visitor)]
}

const EVENTS = [
  viewItem('shoe1'),
  {
    name: 'purchase' as const,
    created_at: NOW,
    transaction_id: 't',
    value: 9.5,
    currency: 'USD',
    items: [{ item_id: 'a', price: 1, quantity: 2 }],
  },
  { name: 'form_submit' as const, created_at: NOW, form_id: 'f', fields: { shoe_size: '42' } },
  {
    name: 'page_view' as const,
    created_at: NOW,
    page: { path: '/p', title: 'T', referrer: 'https://a.example/b?c', utm_source: 'x' },
  },
]

async function route(path: string, seeds: unknown[], kept?: Kept): Promise<Target> {
  const ask = await openHouse()
  return {
    name: path,
    seeds: seeds.map(bytes),
    json: true,
    take(input) {
      const body = input as Uint8Array<ArrayBuffer>
      const ours = /server|preview/.test(path) && {
        authorization: `Bearer ${SERVER_TOKEN}`,
        'acquaint-signature': signatureOf(body),
      }
      return ask(path, { method: 'POST', body, headers: { 'user-agent': BROWSER, ...ours } }, kept)
    },
  }
}

/** Claims of any kind under the shop's own signature. */
async function claims(visitor: string): Promise<Target> {
  const ask = await openHouse()
  const seconds = Math.floor(NOW / 1000)
  const key = fromBase64Url(SECRETS.shop.identity.k1)!
  const traits = { plan: 'gold', tags: ['a', 'b'] }
  return {
    name: 'claims',
    seeds: [bytes({ sub: 'anna', aud: 'shop', iat: seconds, exp: seconds + 300, traits })],
    json: true,
    async take(input) {
      const said = read(input)
      // Nobody can sign what is no object.
      if (said === null || typeof said !== 'object' || Array.isArray(said)) return false
      const header = Buffer.from('{"alg":"HS256","kid":"k1"}').toString('base64url')
      const signed = `${header}.${Buffer.from(JSON.stringify(said)).toString('base64url')}`
      const token = `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`
      const body = JSON.stringify({ site: 'shop', visitor, token, sent_at: NOW })
      return ask('/v1/identify', { method: 'POST', body, headers: { 'user-agent': BROWSER } })
    },
  }
}

function read(input: Uint8Array): unknown {
  try {
    return JSON.parse(text(input))
  } catch {
    return undefined
  }
}
