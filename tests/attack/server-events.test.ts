import { describe, expect, test } from 'vitest'
import { verifySignature } from '../../edge/identity/signature.ts'
import { d1Journal } from '../../edge/journal/d1.ts'
import { d1Health } from '../../edge/journal/d1-health.ts'
import { lessonsOf } from '../../edge/learn/lessons.ts'
import { rowsOfDeed } from '../../edge/profile/deeds.ts'
import type { AcceptedEvent } from '../../edge/profile/event.ts'
import { parseRow } from '../../edge/profile/facts.ts'
import { KIND } from '../../edge/recommend/sessions.ts'
import { NOW } from '../support/arbitrary.ts'
import { collectOf, type TestStores, testEdge, viewItem } from '../support/edge.ts'
import { edgeOver, identify, SECRETS, showMe, signedVisitor, storedId, tokenOf } from '../support/identity.ts'
import { memoryJournal } from '../support/memory-journal.ts'
import { EVENT_SECRETS, EVENTS_TOKEN, SIGNING, sendEvents, signatureOf } from '../support/server-events.ts'
import { freshDatabase } from '../support/workerd.ts'

const secrets = {
  shop: {
    ...SECRETS.shop,
    ...EVENT_SECRETS.shop,
    server: [...EVENT_SECRETS.shop.server, ...SECRETS.shop.server],
  },
}
const order = (rest: object = {}) => ({
  name: 'purchase',
  transaction_id: 't1',
  currency: 'usd',
  value: 20,
  items: [{ item_id: 'mug1', price: 10, quantity: 2 }],
  ...rest,
})

async function shop(stores: TestStores = {}) {
  const db = await freshDatabase()
  const options = { deadline: 5000, later: () => {} }
  const edge = await edgeOver(db, { health: d1Health(db, options), ...stores, secrets })
  const journal = d1Journal(db, options)
  /** A visitor who granted all. */
  const consenting = async () => {
    const visitor = await signedVisitor()
    await edge.post('/v1/collect', collectOf(visitor, [viewItem('mug1')]))
    return visitor
  }
  return { db, edge, journal, consenting }
}

describe('events of the shop’s own server', () => {
  test('[A26] without a token of the scope and a signature over this time and body nothing is heard', async () => {
    const journal = memoryJournal()
    const edge = await testEdge({ journal, secrets })
    const visitor = await signedVisitor()
    await edge.post('/v1/collect', collectOf(visitor, [viewItem('mug1')]))
    const rows = journal.rows.length
    const events = [order({ visitor })]
    const body = JSON.stringify({ batch: 'b1', events })
    const code = async (headers: Record<string, string>, site = 'shop') => {
      const answer = await sendEvents(edge, events, { headers, site })
      return `${answer.status} ${answer.body.code}`
    }
    const sign = (value: string) => code({ 'acquaint-signature': value })
    expect(await code({ authorization: '' })).toBe('401 unauthorized')
    expect(await code({ authorization: 'Bearer another-token-of-somebody-else-entirely' })).toBe(
      '401 unauthorized',
    )
    expect(await code({}, 'other')).toBe('401 unauthorized')
    const good = signatureOf(body)
    for (const bad of [
      '',
      't=1',
      good.replace('v1=', 'v0='),
      good.slice(0, -1),
      `${good}0`,
      good.replace(/.$/, (last) => (last === '0' ? '1' : '0')),
      good.replace(/t=\d+/, (t) => `t=${Number(t.slice(2)) + 1}`),
      good.replace(/t=\d+/, 't=NaN'),
      signatureOf(`${body} `),
      signatureOf(body, NOW, 'a-secret-of-somebody-else-entirely'),
      // Beyond the fourth nobody looks: a header is no dictionary to try.
      `${good.replace(/v1=.*/, '')}${`v1=${'0'.repeat(64)},`.repeat(4)}${good.replace(/.*v1=/, 'v1=')}`,
    ])
      expect([bad, await sign(bad)]).toEqual([bad, '401 signature_invalid'])
    for (const seconds of [-301, 301, -3600, 86_400])
      expect(await sign(signatureOf(body, NOW + seconds * 1000))).toBe('401 signature_expired')
    expect(journal.rows).toHaveLength(rows)

    // The old secret and the new, alone and together.
    for (const value of [
      good,
      signatureOf(body, NOW, SIGNING[1]),
      signatureOf(body, NOW - 300_000),
      signatureOf(body, NOW + 300_000),
      `t=${Math.floor(NOW / 1000)},v1=${'0'.repeat(64)},${good.replace(/.*v1=/, 'v1=')}`,
    ])
      expect([value, await sign(value)]).toEqual([value, '200 undefined'])
    const bare = await testEdge({ secrets: { shop: { server: [EVENTS_TOKEN] } } })
    expect((await sendEvents(bare, events)).body.code).toBe('signature_invalid')
  })

  test('[A26] the signature is the one that openssl makes', async () => {
    // printf '1795348800.{"batch":"b"}' | openssl dgst -sha256 -hmac 'thirty-two-characters-or-more-xyz'
    const header = 't=1795348800,v1=54cfb3b4630cb6f591e17dc7f571f50b6f06331f59d3f11e2a93717384224eaa'
    const body = new TextEncoder().encode('{"batch":"b"}')
    const secret = 'thirty-two-characters-or-more-xyz'
    expect(await verifySignature([secret], header, body, 1795348800_000)).toMatchObject({ ok: true })
  })

  test('[A27] an order lands once, in whatever batch it comes, and only the server’s counts as revenue', async () => {
    const { edge, journal, consenting } = await shop()
    const visitor = await consenting()
    const browser = { ...viewItem('mug1'), name: 'purchase' as const, transaction_id: 't1', value: 1e6 }
    await edge.post('/v1/collect', collectOf(visitor, [browser]))
    const first = await sendEvents(edge, [order({ visitor })])
    expect(first).toEqual({
      status: 200,
      body: { ack: 'b1', accepted: 1, repeated: 0, dropped: {}, refused: [] },
    })
    for (const batch of ['b1', 'b2'])
      expect((await sendEvents(edge, [order({ visitor })], { batch })).body).toMatchObject({
        accepted: 0,
        repeated: 1,
      })
    expect((await sendEvents(edge, [order({ visitor, value: 9e6 })])).body.refused).toMatchObject([
      { index: 0, code: 'batch_conflict' },
    ])
    const { portrait } = (await showMe(edge, visitor)) as never as {
      portrait: { consumption: Record<string, { value: unknown }> }
    }
    expect(portrait.consumption).toMatchObject({ orders: { value: 1 }, lifetime_value: { value: 2000 } })
    const rows = await journal.rowsAfter('shop', 0, 10)
    expect(rows.map(({ entry }) => entry.events.map(({ name, trusted }) => [name, trusted]))).toEqual([
      [['view_item', undefined]],
      [['purchase', undefined]],
      [['purchase', true]],
    ])
  })

  test.each([
    ['server', 'visitor'],
    ['browser', 'visitor'],
    ['server', 'person, linked'],
    ['browser', 'person, linked'],
    ['server', 'person, linked later'],
    ['browser', 'person, linked later'],
  ])(
    '[A27] an order that both tell of is one purchase, whoever is first: %s, of a %s',
    async (first, whose) => {
      const { edge, journal, consenting } = await shop()
      const visitor = await consenting()
      const login = async () => identify(edge, visitor, await tokenOf('anna'))
      const told = { ...viewItem('mug1'), name: 'purchase' as const, transaction_id: 't1', value: 20 }
      const say = {
        // A thank-you page that is loaded twice tells of it twice.
        browser: async () => {
          for (const n of [1, 2])
            await edge.post('/v1/collect', collectOf(visitor, [{ ...told, created_at: NOW - n }]))
        },
        server: () => sendEvents(edge, [order(whose === 'visitor' ? { visitor } : { person: 'anna' })]),
      }
      if (whose === 'person, linked') await login()
      await say[first as 'server']()
      await say[first === 'server' ? 'browser' : 'server']()
      if (whose === 'person, linked later') await login()
      const { profile } = await journal.known('shop', storedId(visitor))
      const counts = Object.entries(rowsOfDeed(profile, 'purchase')!).map(([key, cells]) => [
        parseRow(key).item,
        Object.values(cells).reduce((sum, [count]) => sum + count, 0),
      ])
      expect(counts).toEqual(
        expect.arrayContaining([
          [undefined, 1],
          ['mug1', 1],
        ]),
      )
      expect([counts.length, profile.recent.filter(({ name }) => name === 'purchase').length]).toEqual([2, 1])
      expect(profile.orders).toMatchObject({ t1: { value: 2000, trusted: true } })
      const rows = await journal.rowsAfter('shop', 0, 10)
      const { touches } = await lessonsOf('shop', rows)
      if (whose === 'visitor') expect(touches.filter(({ kind }) => kind === KIND.purchase)).toHaveLength(1)
    },
  )

  test('[A27] every event stands for itself: those that can’t be read are named, the others land together', async () => {
    const probe = (event: AcceptedEvent) => {
      if (event.method === 'poison') throw new Error('no fold for this')
    }
    const { db, edge, journal, consenting } = await shop({ probe })
    const [visitor, other] = [await consenting(), await consenting()]
    const events = [
      { name: 'sign_up', visitor, created_at: new Date(NOW - 60_000).toISOString(), method: 'mail' },
      { name: 'teleport', visitor },
      { name: 'login', visitor, person: 'anna' },
      { name: 'login' },
      { name: 'purchase', visitor },
      order({ visitor: `${storedId(visitor)}.${'A'.repeat(22)}` }),
      order({ person: 'guest' }),
      { name: 'login', visitor, created_at: NOW + 1e9 },
      { name: 'login', visitor: other },
      { name: 'login', visitor, method: 'poison' },
      order({ visitor }),
    ]
    const { body } = await sendEvents(edge, events)
    expect(body).toMatchObject({ accepted: 4, dropped: { set_aside: 1 } })
    expect(
      (body.refused as { index: number; code: string }[]).map(({ index, code }) => [index, code]),
    ).toEqual([
      [1, 'bad_request'],
      [2, 'bad_request'],
      [3, 'bad_request'],
      [4, 'bad_request'],
      [5, 'visitor_unknown'],
      [6, 'illegal_person'],
    ])
    const rows = (await journal.rowsAfter('shop', 0, 10)).filter(({ entry }) => entry.batch.includes(':'))
    expect(
      rows.map(({ entry }) => [entry.batch.split(':')[0], entry.events.map(({ time }) => time)]),
    ).toEqual([
      ['server', [NOW - 60_000, NOW]],
      ['order', [NOW]],
      ['server', [NOW]],
    ])
    expect((await sendEvents(edge, events)).body).toMatchObject({ accepted: 0, repeated: 4 })
    expect(await db.prepare('SELECT count(*) AS n FROM failed_events').first('n')).toBe(1)
    expect((await sendEvents(edge, [], { batch: 'b2' })).status).toBe(400)
    expect((await sendEvents(edge, events, { batch: 'b 2' })).status).toBe(400)
  })

  test('[A27] only what consent covers is kept: a withdrawal wins, and nobody erased comes back', async () => {
    const { db, edge, journal, consenting } = await shop()
    const stranger = await signedVisitor()
    expect((await sendEvents(edge, [order({ visitor: stranger })])).body).toMatchObject({
      accepted: 0,
      dropped: { no_consent: 1 },
    })
    const visitor = await consenting()
    await identify(edge, visitor, await tokenOf('anna'))
    const login = { name: 'login', person: 'anna' }
    expect((await sendEvents(edge, [login, order({ person: 'anna' })])).body).toMatchObject({
      accepted: 1,
      dropped: { no_consent: 1 },
    })
    expect(Object.keys((await journal.known('shop', storedId(visitor))).profile.orders)).toEqual(['t1'])

    const denied = { analytics: 'denied', personalization: 'denied', marketing: 'denied' }
    await edge.post('/v1/consent', { site: 'shop', visitor, consent: denied, sent_at: NOW })
    edge.clock.now += 1000
    const later = [order({ visitor, transaction_id: 't2' }), order({ person: 'anna', transaction_id: 't3' })]
    const { body } = await sendEvents(edge, later, { batch: 'b2' })
    expect(body).toMatchObject({ accepted: 0, dropped: { no_consent: 2 } })
    const left = await db.prepare(
      "SELECT count(*) AS n FROM journal WHERE entry LIKE '%t2%' OR entry LIKE '%t3%'",
    )
    expect(await left.first('n')).toBe(0)

    const gone = await consenting()
    await edge.fetch('/v1/me?site=shop', { method: 'DELETE', headers: { authorization: `Bearer ${gone}` } })
    expect((await sendEvents(edge, [order({ visitor: gone })], { batch: 'b3' })).body.accepted).toBe(0)
  })

  test('[A27] with the store down nothing is acknowledged, and the same request later lands', async () => {
    const journal = memoryJournal()
    const edge = await testEdge({ journal, secrets })
    const visitor = await signedVisitor()
    await edge.post('/v1/collect', collectOf(visitor, [viewItem('mug1')]))
    journal.down = true
    const down = await sendEvents(edge, [order({ visitor })])
    expect([down.status, down.body.code]).toEqual([503, 'unavailable'])
    journal.down = false
    expect((await sendEvents(edge, [order({ visitor })])).body.accepted).toBe(1)
  })

  test('[A21] the bodies of the shop’s server are bounded too: bytes as they come, depth and keys before anything is parsed', async () => {
    const journal = memoryJournal()
    const edge = await testEdge({ journal, secrets })
    const headers = { authorization: `Bearer ${SECRETS.shop.server[0]}` }
    const bodies: [string, string, number, string][] = [
      ['/v1/server/events', 'x'.repeat(256 * 1024 + 1), 413, 'body_too_large'],
      ['/v1/server/events', '['.repeat(50), 400, 'too_deep'],
      ['/v1/server/events', `{${'"a":0,'.repeat(9000)}"b":0}`, 400, 'too_many_keys'],
      ['/v1/server/people', 'x'.repeat(1024 * 1024 + 1), 413, 'body_too_large'],
      ['/v1/server/people', '{}\n'.repeat(501), 400, 'bad_request'],
      ['/v1/server/unlink', 'x'.repeat(64 * 1024 + 1), 413, 'body_too_large'],
      ['/v1/server/unlink', '['.repeat(50), 400, 'too_deep'],
    ]
    for (const [path, body, status, reason] of bodies) {
      const signed = { authorization: `Bearer ${EVENTS_TOKEN}`, 'acquaint-signature': signatureOf(body) }
      const response = await edge.post(
        `${path}?site=shop`,
        body,
        path.endsWith('events') ? signed : { ...headers, 'content-length': '3' },
      )
      const { code } = (await response.json()) as { code?: string }
      expect([path, reason, response.status, code]).toEqual([path, reason, status, reason])
    }
    // Nobody without a token makes the edge read so much.
    const stranger = await edge.post('/v1/server/events?site=shop', 'x'.repeat(300_000))
    expect(stranger.status).toBe(401)
    const deep = JSON.stringify({ batch: 'b', events: Array(101).fill({ name: 'login', person: 'anna' }) })
    const many = await edge.post('/v1/server/events?site=shop', deep, {
      authorization: `Bearer ${EVENTS_TOKEN}`,
      'acquaint-signature': signatureOf(deep),
    })
    expect(many.status).toBe(400)
    expect(journal.rows).toEqual([])
  })
})
