import { expect, test } from 'vitest'
import { memoryBudget } from '../../../edge/intake/budget.ts'
import { d1Journal } from '../../../edge/journal/d1.ts'
import { d1Health } from '../../../edge/journal/d1-health.ts'
import type { AcceptedEvent } from '../../../edge/profile/event.ts'
import { type CollectResponse, type Consent, LIMITS } from '../../../snippet/wire.ts'
import { NOW } from '../../support/arbitrary.ts'
import { collectOf, GRANTED, newId, newVisitor, testEdge, UNKNOWN, viewItem } from '../../support/edge.ts'
import { type Fault, faultyJournal } from '../../support/faulty-journal.ts'
import { edgeOver, identify, SECRETS, signedVisitor, tokenOf } from '../../support/identity.ts'
import { memoryHealth } from '../../support/memory-health.ts'
import { memoryJournal } from '../../support/memory-journal.ts'
import { EVENT_SECRETS, sendEvents, signatureOf } from '../../support/server-events.ts'
import { freshDatabase } from '../../support/workerd.ts'

const READER = 'a-token-that-may-read-the-health-of-the-shop'

test('[F16] every drop and every refusal is counted at health by its own name, that of no site apart', async () => {
  const db = await freshDatabase()
  const options = { deadline: 5000, later: () => {} }
  let fault: Fault = 'none'
  const edge = await edgeOver(db, {
    journal: faultyJournal(d1Journal(db, options), () => fault),
    health: d1Health(db, options),
    secrets: {
      ...SECRETS,
      shop: {
        ...SECRETS.shop,
        ...EVENT_SECRETS.shop,
        server: [...EVENT_SECRETS.shop.server, { token: READER, scopes: ['read'] }],
      },
    },
    budgets: (now) => ({
      address: async (address) => address !== '203.0.113.7',
      visitor: memoryBudget({ limit: 20, period: 60_000 }, now),
    }),
    probe: (event: AcceptedEvent) => {
      if (event.method === 'poison') throw new Error('no fold for this')
    },
  })
  const visitor = await signedVisitor()
  const collect = (events: unknown[], rest: object = {}) =>
    edge.post('/v1/collect', { ...collectOf(visitor, events as never), ...rest })
  const share = { name: 'share', created_at: NOW, method: 'poison' }

  const batch = newId()
  await collect([viewItem('a'), { name: 'teleport' }, { name: 'click' }, share], { batch })
  await collect([viewItem('b')], { batch })
  await collect([viewItem('c'), viewItem('d')], { consent: UNKNOWN })
  await collect([viewItem('a')], { visitor: `${'A'.repeat(24)}.${'A'.repeat(22)}` })
  await collect([viewItem('a')], { consent: 'yes' })
  await collect([viewItem('a')], { site: 'nobody' })
  await edge.post('/v1/collect', collectOf(visitor, []), { origin: 'https://elsewhere.example' })
  await edge.post('/v1/collect', collectOf(visitor, []), { 'cf-connecting-ip': '203.0.113.7' })
  for (const body of [
    '{',
    '['.repeat(20),
    `{${'"a":0,'.repeat(LIMITS.JSON_KEYS)}"b":0}`,
    new Uint8Array([0xff]),
    'x'.repeat(LIMITS.BODY_BYTES + 1),
  ])
    await edge.post('/v1/collect', body)
  await identify(edge, visitor, undefined, { person: 'guest' })
  await identify(edge, visitor, await tokenOf('anna', {}, { key: SECRETS.other.identity.k1 }))
  await edge.fetch('/v1/nothing')
  await edge.fetch('/v1/collect')
  await edge.fetch('/v1/server/health?site=shop')
  const unsigned = { headers: { 'acquaint-signature': '' } }
  await sendEvents(edge, [{ name: 'login', visitor }], unsigned)
  const old = signatureOf(JSON.stringify({ batch: 'b1', events: [] }), NOW - 1e7)
  await sendEvents(edge, [], { headers: { 'acquaint-signature': old } })
  await sendEvents(edge, [{ name: 'login', visitor: await signedVisitor() }])
  fault = 'fails'
  await collect([viewItem('e')])
  fault = 'none'
  const gone = await signedVisitor()
  const mine = { headers: { authorization: `Bearer ${gone}` } }
  await edge.fetch('/v1/me?site=shop', { method: 'DELETE', ...mine })
  await collect([viewItem('f')], { visitor: gone })
  for (let n = 0; n < 20; n++) await collect([], { visitor: 'x'.repeat(22) })
  await collect([], { visitor: 'x'.repeat(22) })
  await edge.settled()

  const headers = { authorization: `Bearer ${READER}` }
  const report = (await (await edge.fetch('/v1/server/health?site=shop', { headers })).json()) as Record<
    'days' | 'of_no_site',
    { drops: Record<string, number> }[]
  >
  expect(report.days[0]!.drops).toEqual({
    unknown_event: 1,
    invalid_event: 1,
    set_aside: 1,
    batch_conflict: 1,
    no_consent: 3,
    visitor_unknown: 1,
    illegal_person: 1,
    token_signature: 1,
    signature_invalid: 1,
    signature_expired: 1,
    unavailable: 1,
    visitor_erased: 1,
    too_many: 1,
  })
  expect(report.of_no_site[0]!.drops).toEqual({
    bad_request: 1,
    unknown_site: 1,
    origin_not_allowed: 1,
    too_many: 1,
    bad_json: 1,
    too_deep: 1,
    too_many_keys: 1,
    bad_encoding: 1,
    body_too_large: 1,
    not_found: 1,
    method_not_allowed: 1,
    unauthorized: 1,
  })
})

test('[F16] counts that could not be written down are kept until they can', async () => {
  const db = await freshDatabase()
  const health = d1Health(db, { deadline: 5000, later: () => {} })
  let down = true
  const edge = await edgeOver(db, {
    secrets: { shop: { server: [READER] } },
    health: {
      ...health,
      addDrops: (counts, now) => (down ? Promise.reject(new Error('down')) : health.addDrops(counts, now)),
    },
  })
  const ask = async () => {
    const headers = { authorization: `Bearer ${READER}` }
    const response = await edge.fetch('/v1/server/health?site=shop', { headers })
    await edge.settled()
    return (await response.json()) as { days: unknown[]; counting: Record<string, number> }
  }
  for (let n = 0; n < 3; n++) {
    await edge.post('/v1/collect', collectOf(newVisitor(), [{ name: 'teleport' } as never]))
    await edge.settled()
  }
  expect(await ask()).toMatchObject({ days: [], counting: { unknown_event: 3 } })
  down = false
  await ask()
  expect(await ask()).toMatchObject({ days: [{ drops: { unknown_event: 3 } }], counting: {} })
})

test('[F16] losses are told of under consent alone: without it there is no row to hold them', async () => {
  const journal = memoryJournal()
  const health = memoryHealth()
  const edge = await testEdge({ journal, health })
  const tell = (consent: Consent) =>
    edge.post('/v1/collect', { ...collectOf(newVisitor(), [viewItem('a')], { consent }), lost: { age: 7 } })
  expect((await tell(UNKNOWN)).status).toBe(200)
  await edge.settled()
  expect([journal.rows.length, health.drops.get('shop|lost_age')]).toEqual([0, undefined])
  await tell(GRANTED)
  await edge.settled()
  expect([journal.rows.length, health.drops.get('shop|lost_age')]).toEqual([1, 7])
})

test('[F7] a batch that comes again is counted once: what it lost, and what was dropped of it', async () => {
  const db = await freshDatabase()
  const options = { deadline: 5000, later: () => {} }
  const faults: Fault[] = ['fails', 'commits-then-fails', 'none', 'none']
  const edge = await edgeOver(db, {
    journal: faultyJournal(d1Journal(db, options), () => faults.shift() ?? 'none'),
    health: d1Health(db, options),
    secrets: { shop: { server: [READER] } },
  })
  const batch = collectOf(await signedVisitor(), [viewItem('a'), { name: 'teleport' } as never])
  const answers: unknown[] = []
  for (let n = 0; n < 4; n++) {
    const response = await edge.post('/v1/collect', { ...batch, lost: { age: 7 } })
    const { dropped } = (await response.json()) as CollectResponse
    answers.push([response.status, dropped])
  }
  await edge.settled()
  // The answer is the same each time; the first try wrote nothing, the second was never heard of.
  const told = [200, { unknown_event: 1 }]
  expect(answers).toEqual([[503, undefined], [503, undefined], told, told])
  const headers = { authorization: `Bearer ${READER}` }
  const report = await (await edge.fetch('/v1/server/health?site=shop', { headers })).json()
  expect(report).toMatchObject({ days: [{ drops: { unavailable: 2, unknown_event: 1, lost_age: 7 } }] })
})
