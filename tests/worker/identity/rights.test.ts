import { describe, expect, test } from 'vitest'
import { d1Health } from '../../../edge/journal/d1-health.ts'
import type { Problem } from '../../../snippet/wire.ts'
import { NOW } from '../../support/arbitrary.ts'
import { collectOf, GRANTED, type TestEdge, viewItem } from '../../support/edge.ts'
import {
  edgeOver,
  identify,
  SERVER_TOKEN,
  showMe,
  signedVisitor,
  storedId,
  tokenOf,
} from '../../support/identity.ts'
import { memoryStore } from '../../support/memory-store.ts'
import { stock } from '../../support/shop.ts'
import { freshDatabase } from '../../support/workerd.ts'

const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
const server = async (edge: TestEdge, path: string, init: RequestInit = {}) => {
  const response = await edge.fetch(path, { ...init, headers: bearer(SERVER_TOKEN) })
  return { status: response.status, body: (await response.json()) as Record<string, never> }
}
const left = (edge: TestEdge, id: string) =>
  server(edge, '/v1/server/erasure?site=shop', { method: 'POST', body: JSON.stringify({ id }) })
const erase = (edge: TestEdge, visitor: string) =>
  edge.fetch('/v1/me?site=shop', { method: 'DELETE', headers: bearer(visitor) })
const known = async (rest = {}) => {
  const db = await freshDatabase()
  const edge = await edgeOver(db, rest)
  const [phone, desk] = [await signedVisitor(), await signedVisitor()]
  await edge.post('/v1/consent', { site: 'shop', visitor: phone, consent: GRANTED, sent_at: NOW })
  const batch = collectOf(phone, [viewItem('shoe1'), viewItem('shoe2'), viewItem('shoe4')])
  await edge.post('/v1/collect', batch)
  await edge.post('/v1/collect', collectOf(desk, [viewItem('hat1')]))
  // Another payload under a used id: it waits in failed_events.
  await edge.post('/v1/collect', { ...batch, events: [viewItem('mug1')] })
  const token = await tokenOf('anna', { traits: { plan: 'gold' } })
  await identify(edge, phone, token)
  await identify(edge, desk, await tokenOf('anna'))
  await identify(edge, desk, undefined, { person: 'anna.k' })
  return { db, edge, phone, desk, batch, token }
}

describe("the visitor's rights", () => {
  test('[I61] shows all that is kept, of every device of the person, with segments and why', async () => {
    const store = memoryStore()
    await stock(store)
    const { edge, phone, desk } = await known({ store })
    const me = await showMe(edge, phone)
    expect(me).toMatchObject({
      visitor: phone,
      person: 'anna',
      receipts: [{}],
      portrait: {
        fixed: { plan: { value: 'gold', source: 'identify', time: NOW } },
        consumption: { lifecycle: { value: 'visitor', source: 'inferred' } },
        dynamic: { device: { value: 'desktop', source: 'inferred', time: NOW } },
      },
    })
    expect(me.journal.map((row) => row.visitor).sort()).toEqual(
      [storedId(phone), storedId(phone), storedId(desk), 'p:anna'].sort(),
    )
    expect(me.profile).toMatchObject({ traits: { plan: { value: 'gold', source: 'identify', time: NOW } } })
    expect(me.ledger.map(({ act, proof }) => [act, proof])).toEqual([
      ['link', 'HS256:k1'],
      ['link', 'HS256:k1'],
    ])
    expect(me.segments).toMatchObject({
      'shoe-lovers': { in: true, why: { holds: 'yes', actual: '4 times' } },
    })
    const { status } = await server(edge, '/v1/me?site=shop')
    expect(status).toBe(403)
  })

  test('[I62] erases it all on every device, lists what was removed, and a check proves that nothing is left', async () => {
    const { db, edge, phone, desk, batch, token } = await known()
    const response = await erase(edge, desk)
    const { removed } = (await response.json()) as { removed: Record<string, number> }
    expect(removed).toEqual({
      journal: 4,
      profiles: 0,
      failed_events: 1,
      hints: 1,
      links: 2,
      ledger: 2,
      tokens: 2,
      receipts: 1,
    })
    for (const id of [phone, desk, 'anna']) {
      const { body } = await left(edge, id)
      expect([id, body.erased]).toEqual([id, true])
    }
    const tables = await db
      .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%\\_%' ESCAPE '\\'")
      .all<{ name: string }>()
    for (const { name } of [...tables.results, { name: 'failed_events' }]) {
      const { results } = await db.prepare(`SELECT * FROM ${name}`).all()
      for (const secret of [storedId(phone), storedId(desk), 'anna', 'shoe', 'gold'])
        expect(`${name}: ${JSON.stringify(results)}`).not.toContain(secret)
    }
    const late = await edge.post('/v1/collect', batch)
    expect([late.status, ((await late.json()) as Problem).code]).toEqual([410, 'visitor_erased'])
    expect((await identify(edge, phone, token)).code).toBe('token_replayed')
    expect((await identify(edge, phone, await tokenOf('anna'))).code).toBe('token_outdated')
    expect((await showMe(edge, phone)).journal).toEqual([])
  })

  test('[I63] the check finds what is left, table by table', async () => {
    const { edge, phone } = await known()
    const { body } = await left(edge, phone)
    expect(body).toEqual({
      erased: false,
      remains: {
        journal: 2,
        profiles: 0,
        failed_events: 1,
        links: 1,
        ledger: 1,
        tokens: 1,
        hints: 0,
        receipts: 1,
      },
    })
  })

  test('[I64] an unknown id and one with nothing kept are answered alike', async () => {
    const edge = await edgeOver(await freshDatabase())
    const { visitor: _, ...nobody } = await showMe(edge, await signedVisitor())
    const { visitor: __, ...other } = await showMe(edge, await signedVisitor())
    expect(nobody).toEqual(other)
    expect((await erase(edge, await signedVisitor())).status).toBe(200)
    expect((await edge.fetch('/v1/me?site=shop')).status).toBe(403)
  })

  test('[I65] the operator un-merges: the route needs the server token and leaves both sides their own', async () => {
    const { edge, phone, desk } = await known()
    const body = JSON.stringify({ person: 'anna', visitors: [phone], by: 'support' })
    expect((await edge.fetch('/v1/server/unlink?site=shop', { method: 'POST', body })).status).toBe(401)
    expect(
      (await edge.fetch('/v1/server/unlink?site=shop', { method: 'POST', body, headers: bearer(phone) }))
        .status,
    ).toBe(401)
    const answer = await server(edge, '/v1/server/unlink?site=shop', { method: 'POST', body })
    expect(answer).toEqual({ status: 200, body: { person: 'anna', unlinked: [storedId(phone)] } })
    const [left, right] = [await showMe(edge, phone), await showMe(edge, desk)]
    expect([left.person, right.person]).toEqual([undefined, 'anna'])
    expect(JSON.stringify(left.profile)).not.toContain('hat1')
    expect(JSON.stringify(right.profile)).not.toContain('shoe1')
    expect(left.ledger.at(-1)).toMatchObject({
      act: 'unlink',
      proof: 'operator:support',
    })
  })

  test("[I66] the shop's server tells of people: traits, trusted orders, each line for itself and once", async () => {
    const { edge, phone } = await known()
    const order = {
      transaction_id: 't1',
      time: '2026-01-05',
      currency: 'usd',
      value: 25,
      items: [{ item_id: 'mug1', quantity: 2, price: 12.5 }],
    }
    const lines = [
      JSON.stringify({ person: 'anna', traits: { tier: 'silver' }, orders: [order], updated_at: NOW - 10 }),
      '{"person":',
      JSON.stringify({ person: 'guest', traits: {} }),
      JSON.stringify({ person: 'bert', traits: { nested: {} } }),
      '',
      JSON.stringify({ person: 'carl', traits: { tier: 'gold' } }),
    ].join('\n')
    const post = () => server(edge, '/v1/server/people?site=shop', { method: 'POST', body: lines })
    const { body } = await post()
    expect(body.taken).toBe(2)
    expect(
      (body.refused as unknown as { line: number; code: string }[]).map(({ line, code }) => [line, code]),
    ).toEqual([
      [2, 'bad_json'],
      [3, 'illegal_person'],
      [4, 'bad_request'],
    ])
    await post()
    const { profile, portrait } = await showMe(edge, phone)
    expect(profile).toMatchObject({
      orders: { t1: { value: 2500, trusted: true } },
      traits: { tier: { source: 'server' } },
    })
    expect(portrait).toMatchObject({ consumption: { orders: { value: 1 }, lifetime_value: { value: 2500 } } })
  })

  test('[I67] an erased person is not brought back by the next import', async () => {
    const { edge, phone } = await known()
    await erase(edge, phone)
    const body = JSON.stringify({ person: 'anna', traits: { tier: 'silver' } })
    const answer = await server(edge, '/v1/server/people?site=shop', { method: 'POST', body })
    expect(answer.body).toMatchObject({ taken: 0, refused: [{ line: 1, code: 'visitor_erased' }] })
    const check = await left(edge, 'anna')
    expect(check.body.erased).toBe(true)
  })

  test('[I68] the operator erases for somebody who asked the shop instead', async () => {
    const { edge, phone } = await known()
    const erase = (whom: object) =>
      server(edge, '/v1/server/erase?site=shop', { method: 'POST', body: JSON.stringify(whom) })
    const { body } = await erase({ person: 'anna' })
    expect(body).toMatchObject({ erased: true, removed: { journal: 4, links: 2 } })
    expect((await showMe(edge, phone)).journal).toEqual([])
    for (const nobody of [{}, { person: '' }, { visitor: '' }, { person: 7 }])
      expect([nobody, (await erase(nobody)).status]).toEqual([nobody, 400])
  })

  test('[I79] an event that would be set aside is not, once its visitor was erased', async () => {
    const db = await freshDatabase()
    const health = d1Health(db, { deadline: 5000, later: () => {} })
    const probe = (event: { name: string }) => {
      if (event.name === 'click') throw new Error('poison')
    }
    const edge = await edgeOver(db, { probe, health })
    const visitor = await signedVisitor()
    await erase(edge, visitor)
    await edge.post('/v1/collect', collectOf(visitor, [{ name: 'click', created_at: NOW }]))
    expect(await db.prepare('SELECT count(*) AS n FROM failed_events').first('n')).toBe(0)
    await edge.post('/v1/collect', collectOf(await signedVisitor(), [{ name: 'click', created_at: NOW }]))
    expect(await db.prepare('SELECT count(*) AS n FROM failed_events').first('n')).toBe(1)
  })
})
