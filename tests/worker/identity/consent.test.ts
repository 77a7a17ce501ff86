import { describe, expect, test } from 'vitest'
import type {
  CollectResponse,
  Consent,
  ConsentResponse,
  DecideResponse,
  IdentifyResponse,
  Problem,
} from '../../../snippet/wire.ts'
import { NOW } from '../../support/arbitrary.ts'
import { collectOf, decideOf, GRANTED, type TestEdge, UNKNOWN, viewItem } from '../../support/edge.ts'
import { edgeOver, identify, showMe, signedVisitor, storedId, tokenOf } from '../../support/identity.ts'
import { memoryStore } from '../../support/memory-store.ts'
import { stock } from '../../support/shop.ts'
import { freshDatabase } from '../../support/workerd.ts'

const DENIED: Consent = { analytics: 'denied', personalization: 'denied', marketing: 'denied' }
const say = async (edge: TestEdge, consent: Consent, rest: object = {}, headers = {}) => {
  const body = { site: 'shop', consent, sent_at: NOW, ...rest }
  const response = await edge.post('/v1/consent', body, headers)
  return { response, answer: (await response.json()) as ConsentResponse }
}
const view = async (edge: TestEdge, visitor: string, item: string, rest = {}, headers = {}) => {
  const response = await edge.post('/v1/collect', collectOf(visitor, [viewItem(item)], rest), headers)
  return (await response.json()) as CollectResponse & Problem
}
const rowsOf = async (db: Awaited<ReturnType<typeof freshDatabase>>) => {
  const tables = ['journal', 'profiles', 'links', 'receipts', 'hints', 'tokens', 'ledger', 'failed_events']
  const counts = await Promise.all(
    tables.map((table) => db.prepare(`SELECT count(*) AS n FROM ${table}`).first('n')),
  )
  return Object.fromEntries(tables.map((table, index) => [table, counts[index]]))
}

describe('consent', () => {
  test('[I56] a grant brings a visitor id that the edge signed, a receipt and, with personalization, a capsule', async () => {
    const edge = await edgeOver(await freshDatabase())
    const said = { ...GRANTED, at: NOW - 5, source: 'banner' }
    const { answer } = await say(edge, said, { text_version: '2026-11', language: 'de' })
    expect(answer.visitor).toMatch(/^[\w-]{24}\.[\w-]{22}$/)
    expect(answer.capsule).toBeTruthy()
    expect(answer.receipt).toMatchObject({
      schema_version: 'ISO/IEC TS 27560:2023',
      pii_principal_id: storedId(answer.visitor!),
      pii_controller_id: 'shop',
      privacy_notice: { version: '2026-11', language: 'de' },
      collection_method: 'banner',
    })
    expect((answer.receipt as { purposes: unknown[] }).purposes[1]).toEqual({
      purpose: 'personalization',
      lawful_basis: 'consent',
      event: {
        event_time: new Date(NOW - 5).toISOString(),
        event_type: 'explicit',
        event_state: 'consent given',
        validity_duration: 'P13M',
      },
    })
    expect((await view(edge, answer.visitor!, 'shoe1')).accepted).toBe(1)
    expect((await showMe(edge, answer.visitor!)).receipts).toEqual([answer.receipt])
  })

  test("[I57] on the Worker's own origin the id is a cookie that no script reads, and the answer does not name it", async () => {
    const edge = await edgeOver(await freshDatabase())
    const same = { origin: 'https://edge.example' }
    const { response, answer } = await say(edge, GRANTED, {}, same)
    const cookie = response.headers.get('set-cookie') ?? ''
    expect(cookie).toMatch(
      /^__Host-acquaint-shop=[\w-]{24}\.[\w-]{22}; Path=\/; Secure; HttpOnly; SameSite=Lax; Max-Age=\d+$/,
    )
    expect([answer.cookie, answer.visitor]).toEqual([true, undefined])
    const { visitor: _, ...batch } = collectOf('', [viewItem('shoe1')])
    const headers = { ...same, cookie: cookie.split(';')[0]! }
    const collected = await edge.post('/v1/collect', batch, headers)
    expect(((await collected.json()) as CollectResponse).capsule).toBeTruthy()
    const gone = await say(edge, DENIED, {}, headers)
    expect(gone.response.headers.get('set-cookie')).toMatch(/^__Host-acquaint-shop=; .*Max-Age=0$/)
    expect(gone.answer.removed).toMatchObject({ journal: 2 })
  })

  test('[I58] whoever refuses without having been known leaves no trace', async () => {
    const db = await freshDatabase()
    const edge = await edgeOver(db)
    for (const consent of [DENIED, UNKNOWN]) {
      const { response, answer } = await say(edge, consent)
      expect([answer.visitor, answer.cookie, response.headers.get('set-cookie')]).toEqual([
        undefined,
        undefined,
        null,
      ])
      expect(answer.receipt).toMatchObject({ pii_principal_id: '' })
    }
    expect(Object.values(await rowsOf(db)).every((count) => count === 0)).toBe(true)
  })

  test('[I59] withdrawal erases within the request; a late batch is refused by name; a new grant brings a new id', async () => {
    const db = await freshDatabase()
    const edge = await edgeOver(db)
    const visitor = (await say(edge, GRANTED)).answer.visitor!
    await view(edge, visitor, 'shoe1')
    const { answer } = await say(edge, DENIED, { visitor })
    expect(answer.removed).toMatchObject({ journal: 2, profiles: 0, links: 0 })
    const late = await edge.post('/v1/collect', collectOf(visitor, [viewItem('shoe2')]))
    expect([late.status, ((await late.json()) as Problem).code]).toEqual([410, 'visitor_erased'])
    const again = (await say(edge, GRANTED, { visitor })).answer.visitor!
    expect(again).not.toBe(visitor)
    expect((await showMe(edge, again)).journal).toHaveLength(1)
    // The visitor's own statement: two receipts stay, as the proof of what was granted and withdrawn.
    const { results } = await db
      .prepare('SELECT body FROM receipts WHERE visitor = ?1')
      .bind(storedId(visitor))
      .all()
    expect(results).toHaveLength(2)
  })

  test('[I60] Sec-GPC refuses personalization and marketing, until a grant that says by whom it was asked and when', async () => {
    const edge = await edgeOver(await freshDatabase())
    const gpc = { 'sec-gpc': '1' }
    const visitor = await signedVisitor()
    expect((await view(edge, visitor, 'shoe1', {}, gpc)).capsule).toBeUndefined()
    expect(
      (await view(edge, visitor, 'shoe2', { consent: { ...GRANTED, at: NOW, source: 'default' } }, gpc))
        .capsule,
    ).toBeUndefined()
    const { profile } = await showMe(edge, visitor)
    expect(profile).toMatchObject({
      consent: { personalization: { state: 'denied', source: 'gpc' }, analytics: { state: 'granted' } },
    })
    // A page of before consent was part of identify, on a device whose record says yes.
    const granted = await signedVisitor()
    await view(edge, granted, 'shoe1')
    const login = async (headers = {}) => {
      const body = { site: 'shop', visitor: granted, token: await tokenOf('carl') }
      return (await (await edge.post('/v1/identify', body, headers)).json()) as IdentifyResponse
    }
    expect((await login(gpc)).capsule).toBeUndefined()
    expect((await login()).capsule).toBeTruthy()
    edge.clock.now = NOW + 1
    const explicit = { ...GRANTED, at: NOW + 1, source: 'banner' }
    expect(
      (await view(edge, visitor, 'shoe3', { consent: explicit, sent_at: NOW + 1 }, gpc)).capsule,
    ).toBeTruthy()
  })

  test('[I10] a person who denies personalization on one device is served by context on all, until they grant anew', async () => {
    const store = memoryStore()
    await stock(store)
    const edge = await edgeOver(await freshDatabase(), { store })
    const [phone, desk] = [await signedVisitor(), await signedVisitor()]
    const early = { ...GRANTED, at: NOW - 1000, source: 'banner' }
    for (const item of ['shoe1', 'shoe2', 'shoe4']) await view(edge, phone, item, { consent: early })
    await identify(edge, phone, await tokenOf('anna'))
    await identify(edge, desk, await tokenOf('anna'))
    const hero = async (consent: Consent) => {
      const asked = decideOf(['home-hero'], { visitor: phone, consent })
      const response = await edge.post('/v1/decide', asked)
      return ((await response.json()) as { decisions: Record<string, { block: string }> }).decisions[
        'home-hero'
      ]!.block
    }
    expect(await hero(early)).toBe('shoe-hero')
    const refused: Consent = { ...GRANTED, personalization: 'denied', at: NOW - 500, source: 'banner' }
    await view(edge, desk, 'hat1', { consent: refused })
    expect(await hero(early)).toBe('default-hero')
    expect((await view(edge, phone, 'shoe3', { consent: early })).capsule).toBeUndefined()
    expect(await hero({ ...early, at: NOW - 100 })).toBe('shoe-hero')
  })

  test('[I81] a decision by context alone says why', async () => {
    const edge = await edgeOver(await freshDatabase())
    const visitor = await signedVisitor()
    const why = async (consent: Consent, rest = {}, headers = {}) => {
      const response = await edge.post('/v1/decide', decideOf(['home-hero'], { consent, ...rest }), headers)
      return ((await response.json()) as DecideResponse).context_only
    }
    expect(await why(UNKNOWN)).toBe('not_granted')
    expect(await why(GRANTED, { visitor }, { 'sec-gpc': '1' })).toBe('gpc')
    expect(await why(GRANTED)).toBe('no_visitor')
    expect(await why(GRANTED, { visitor: await signedVisitor('other') })).toBe('no_visitor')
    expect(await why(GRANTED, { visitor })).toBeUndefined()
    const refused: Consent = { ...GRANTED, personalization: 'denied', at: NOW - 500, source: 'banner' }
    await view(edge, visitor, 'hat1', { consent: refused })
    expect(await why({ ...GRANTED, at: NOW - 1000, source: 'banner' }, { visitor })).toBe('withdrawn')
  })

  test('[A10] identity and consent take no word from a page that may not speak for the site', async () => {
    const db = await freshDatabase()
    const edge = await edgeOver(db)
    const evil = { origin: 'https://evil.example' }
    const visitor = await signedVisitor()
    const token = await tokenOf('anna')
    for (const [path, body] of [
      ['/v1/consent', { site: 'shop', consent: GRANTED }],
      ['/v1/identify', { site: 'shop', visitor, token }],
      ['/v1/logout', { site: 'shop', visitor }],
    ] as const)
      expect((await edge.post(path, body, evil)).status).toBe(403)
    const headers = { ...evil, authorization: `Bearer ${visitor}` }
    expect((await edge.fetch('/v1/me?site=shop', { method: 'DELETE', headers })).status).toBe(403)
    expect(Object.values(await rowsOf(db)).every((count) => count === 0)).toBe(true)
  })
})
