import { describe, expect, test } from 'vitest'
import type { CollectResponse, Consent, DecideResponse, Problem } from '../../../snippet/wire.ts'
import { NOW } from '../../support/arbitrary.ts'
import { collectOf, decideOf, GRANTED, type TestEdge, UNKNOWN, viewItem } from '../../support/edge.ts'
import { edgeOver, identify, showMe, storedId, tokenOf } from '../../support/identity.ts'
import { randomId } from '../../support/ids.ts'
import { memoryStore } from '../../support/memory-store.ts'
import { stock } from '../../support/shop.ts'
import { freshDatabase } from '../../support/workerd.ts'

const SAID: Consent = { ...GRANTED, at: NOW - 5, source: 'banner' }
const DENIED: Consent = { analytics: 'denied', personalization: 'denied', marketing: 'denied' }
type Answer = CollectResponse & Problem
const send = async (edge: TestEdge, batch: object, headers: Record<string, string> = {}) => {
  const response = await edge.post('/v1/collect', batch, headers)
  return { cookie: response.headers.get('set-cookie'), ...((await response.json()) as Answer) }
}
const first = (visitor: string, item = 'shoe1', rest: object = {}) =>
  collectOf(visitor, [viewItem(item)], { consent: SAID, ...rest })
const count = async (db: Awaited<ReturnType<typeof freshDatabase>>, table: string) =>
  db.prepare(`SELECT count(*) AS n FROM ${table}`).first('n')

describe('first contact', () => {
  test('[I83] a first batch brings its visitor: the id that the edge signed, the receipt of the consent, and a capsule', async () => {
    const edge = await edgeOver(await freshDatabase())
    const answer = await send(edge, first(randomId()))
    expect(answer.visitor).toMatch(/^[\w-]{24}\.[\w-]{22}$/)
    expect(answer.receipt).toMatchObject({
      pii_principal_id: storedId(answer.visitor!),
      collection_method: 'banner',
    })
    expect([answer.accepted, typeof answer.capsule]).toEqual([1, 'string'])
    const next = await send(edge, first(answer.visitor!, 'shoe2'))
    expect([next.accepted, next.visitor, next.receipt]).toEqual([1, undefined, undefined])
    const me = await showMe(edge, answer.visitor!)
    // The grant itself, and two batches.
    expect(me.journal.length).toBe(3)
    expect(me.receipts).toEqual([answer.receipt])
  })

  test('[I84] whose answer was lost is the same visitor when it comes again, with one receipt and one row, whatever the clocks and keys do', async () => {
    const db = await freshDatabase()
    const edge = await edgeOver(db)
    const batch = first(randomId())
    const { visitor } = await send(edge, batch)
    edge.clock.now = NOW + 4321
    const again = await send(edge, { ...batch, sent_at: NOW + 4000 })
    const other = await send(edge, first(batch.visitor, 'shoe2', { sent_at: NOW + 4000 }))
    expect([again.visitor, other.visitor]).toEqual([visitor, visitor])
    expect([await count(db, 'receipts'), await count(db, 'journal')]).toEqual([1, 3])
  })

  test('[I85] a question under it needs no storage, counts what comes with it, and deals experiments as they stay', async () => {
    const store = memoryStore()
    await stock(store)
    const reads = { count: 0 }
    const db = await freshDatabase()
    const watched = new Proxy(db, {
      get(target, name) {
        reads.count++
        const value = Reflect.get(target, name) as unknown
        return typeof value === 'function' ? value.bind(target) : value
      },
    })
    const edge = await edgeOver(watched, { store })
    const visitor = randomId()
    const hero = async (rest: object) => {
      const response = await edge.post('/v1/decide', decideOf(['home-hero'], { consent: SAID, ...rest }))
      return (await response.json()) as DecideResponse
    }
    const views = ['shoe1', 'shoe2', 'shoe4'].map((item) => viewItem(item))
    const asked = await hero({ visitor, pending: [{ batch: randomId(), events: views }] })
    expect([asked.decisions['home-hero']!.block, asked.context_only]).toEqual(['shoe-hero', undefined])
    expect(reads.count).toBe(0)
  })

  test('[I86] withdrawn before the first answer: what came is erased, what comes late is refused', async () => {
    const db = await freshDatabase()
    const edge = await edgeOver(db)
    const visitor = randomId()
    const id = storedId((await send(edge, first(visitor))).visitor!)
    const response = await edge.post('/v1/consent', { site: 'shop', visitor, consent: DENIED, sent_at: NOW })
    expect(((await response.json()) as { removed: object }).removed).toMatchObject({ journal: 2 })
    expect((await send(edge, first(visitor, 'shoe2'))).code).toBe('visitor_erased')
    const left = await db.prepare('SELECT count(*) AS n FROM journal WHERE visitor = ?1').bind(id).first('n')
    expect(left).toBe(0)
  })

  test("[I87] on the Worker's own origin the answer is a cookie; who has one stays who they are, unless that one was erased", async () => {
    const edge = await edgeOver(await freshDatabase())
    const origin = { origin: 'https://edge.example' }
    const answer = await send(edge, first(randomId()), origin)
    expect([answer.visitor, (answer as { cookie: unknown }).cookie]).toEqual([undefined, true])
    const response = await edge.post('/v1/collect', first(randomId()), origin)
    const cookie = response.headers.get('set-cookie')!.split(';')[0]!
    const held = storedId(cookie.split('=')[1]!)
    const kept = await edge.post('/v1/collect', first(randomId()), { ...origin, cookie })
    expect(kept.headers.get('set-cookie')).toContain(held)
    await edge.post('/v1/consent', { site: 'shop', consent: DENIED, sent_at: NOW }, { ...origin, cookie })
    const anew = await edge.post('/v1/collect', first(randomId()), { ...origin, cookie })
    expect(anew.status).toBe(200)
    expect(anew.headers.get('set-cookie')).not.toContain(held)
  })

  test('[I88] without a grant of analytics nothing of it is kept', async () => {
    const db = await freshDatabase()
    const edge = await edgeOver(db)
    for (const consent of [UNKNOWN, DENIED]) {
      const answer = await send(edge, first(randomId(), 'shoe1', { consent }))
      expect([answer.visitor, answer.receipt]).toEqual([undefined, undefined])
    }
    expect([await count(db, 'receipts'), await count(db, 'journal')]).toEqual([0, 0])
  })

  test('[I89] a login under it links the visitor that comes of it', async () => {
    const edge = await edgeOver(await freshDatabase())
    const visitor = randomId()
    const linked = await identify(edge, visitor, await tokenOf('anna'), { consent: SAID })
    expect([linked.person, linked.verified]).toEqual(['anna', true])
    const answer = await send(edge, first(visitor))
    expect((await showMe(edge, answer.visitor!)).person).toBe('anna')
  })
})
