import type { D1Database, KVNamespace } from '@cloudflare/workers-types'
import { describe, expect, test } from 'vitest'
import { d1Journal } from '../../../edge/journal/d1.ts'
import { d1Health } from '../../../edge/journal/d1-health.ts'
import { encode, ofEntry, sum } from '../../../edge/profile/profile.ts'
import { publish } from '../../../edge/publish/publish.ts'
import { kvStore } from '../../../edge/publish/store.ts'
import type { CollectResponse, DecideResponse, Problem } from '../../../snippet/wire.ts'
import { NOW } from '../../support/arbitrary.ts'
import { collectOf, decideOf, newVisitor, testEdge, viewItem } from '../../support/edge.ts'
import { type Fault, faultyJournal } from '../../support/faulty-journal.ts'
import { edgeOver, SERVER_TOKEN, storedId } from '../../support/identity.ts'
import { memoryJournal } from '../../support/memory-journal.ts'
import { memoryStore } from '../../support/memory-store.ts'
import { stock } from '../../support/shop.ts'
import { freshDatabase, kv } from '../../support/workerd.ts'

/** A database whose queries take so long, ms. */
const slow = (db: D1Database, ms: number) =>
  ({
    prepare: db.prepare.bind(db),
    batch: async (statements: never[]) => {
      await new Promise((done) => setTimeout(done, ms))
      return db.batch(statements)
    },
  }) as unknown as D1Database

describe('stores that fail', () => {
  test('[F2] a slow store is given up in time: collect asks to come back, decide answers without it', async () => {
    const db = await freshDatabase()
    const journal = d1Journal(slow(db, 3000), { deadline: 50, later: () => {} })
    const store = memoryStore()
    await stock(store)
    const edge = await testEdge({ journal, store })
    const refused = await edge.post('/v1/collect', collectOf(newVisitor(), [viewItem('a')]))
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '2'])
    const response = await edge.post('/v1/decide', decideOf(['home-hero'], { visitor: newVisitor() }))
    const { decisions } = (await response.json()) as DecideResponse
    expect([response.status, decisions['home-hero']!.block]).toEqual([200, 'default-hero'])
  })

  test('[F2] a store that hangs for good holds no decision', async () => {
    const edge = await testEdge({ journal: faultyJournal(memoryJournal(), () => 'hangs') })
    expect((await edge.post('/v1/decide', decideOf(['x'], { visitor: newVisitor() }))).status).toBe(200)
  })

  test('[F3] a write whose outcome is unknown is tried again and counts once, whatever it was', async () => {
    const inner = memoryJournal()
    const faults: Fault[] = ['commits-then-fails', 'fails', 'commits-then-fails', 'none']
    const edge = await testEdge({ journal: faultyJournal(inner, () => faults.shift() ?? 'none') })
    const request = collectOf(newVisitor(), [viewItem('a'), viewItem('b')])
    const statuses: number[] = []
    for (let n = 0; n < 4; n++) {
      edge.clock.now += 1000
      statuses.push((await edge.post('/v1/collect', { ...request, sent_at: NOW + n * 1000 })).status)
    }
    expect(statuses).toEqual([503, 503, 503, 200])
    expect(inner.rows).toHaveLength(1)
    const { profile } = await inner.known('shop', storedId(request.visitor))
    expect(encode(profile)).toBe(encode(ofEntry(inner.rows[0]!.entry)))
  })

  test('[F4] with KV down, stale or half published the last good version serves and is named', async () => {
    const store = memoryStore()
    await stock(store)
    const edge = await testEdge({ store, refresh: 0 })
    const ask = async () => {
      const response = await edge.post('/v1/decide', decideOf(['home-hero']))
      await edge.settled()
      return (await response.json()) as DecideResponse
    }
    const good = await ask()
    expect(good.bundle).toMatch(/^[0-9a-f]{64}$/)
    store.down = true
    expect((await ask()).bundle).toBe(good.bundle)
    store.down = false
    // The pointer is already everywhere, the artefact it names is not (KV keeps a miss for a while, too).
    const pointer = { hash: 'f'.repeat(64), parts: 1, at: NOW }
    const key = [...store.values.keys()].find((name) => name.endsWith('/bundle'))!
    await store.put(key, JSON.stringify(pointer))
    await ask()
    expect((await ask()).bundle).toBe(good.bundle)
    await store.put(key, 'no pointer at all')
    await ask()
    const still = await ask()
    expect([still.bundle, still.decisions['home-hero']!.block]).toEqual([good.bundle, 'default-hero'])
  })

  test('[F4] with nothing in KV yet, what is published later is found', async () => {
    const store = memoryStore()
    const edge = await testEdge({ store, refresh: 0 })
    const bundle = async () => {
      const response = await edge.post('/v1/decide', decideOf(['home-hero']))
      await edge.settled()
      return ((await response.json()) as DecideResponse).bundle
    }
    expect(await bundle()).toBeNull()
    await stock(store)
    await bundle()
    expect(await bundle()).not.toBeNull()
  })

  test('[F5] no key is given a life or a cache shorter than KV takes', async () => {
    const calls: { cacheTtl?: number; expirationTtl?: number }[] = []
    const real = kv()
    const spied = {
      get: (key: string, options: { cacheTtl?: number }) => {
        calls.push(options)
        return real.get(key, options as never)
      },
      put: (key: string, value: string, options: { expirationTtl?: number } = {}) => {
        calls.push(options)
        return real.put(key, value, options)
      },
    } as unknown as KVNamespace
    const store = kvStore(spied)
    await publish(store, 'shop', 'catalogue', '{}', { at: NOW })
    expect(calls.length).toBeGreaterThan(2)
    for (const { cacheTtl = 60, expirationTtl = 60 } of calls) {
      expect(cacheTtl).toBeGreaterThanOrEqual(30)
      expect(expirationTtl).toBeGreaterThanOrEqual(60)
    }
  })

  test('[F6] nothing is acknowledged before its commit, and nothing waits behind the answer to be kept', async () => {
    const order: string[] = []
    const inner = memoryJournal()
    const edge = await testEdge({
      journal: {
        ...inner,
        append: async (...call) => {
          await new Promise((done) => setTimeout(done, 5))
          const appended = await inner.append(...call)
          order.push('committed')
          return appended
        },
      },
    })
    const response = await edge.post('/v1/collect', collectOf(newVisitor(), [viewItem('a')]))
    order.push('answered')
    expect([response.status, order, inner.rows.length]).toEqual([200, ['committed', 'answered'], 1])
  })

  test('[F10] malformed text is refused and writes nothing, wherever it stands', async () => {
    const journal = memoryJournal()
    const edge = await testEdge({ journal })
    const good = JSON.stringify(collectOf(newVisitor(), [viewItem('here')]))
    const bytes = (text: string) => new TextEncoder().encode(text)
    const at = good.indexOf('here')
    for (const bad of [
      [0xc3, 0x28],
      [0xed, 0xa0, 0x80],
      [0xf5, 0x80, 0x80, 0x80],
      [0x80],
      [0xc0, 0xaf],
      [0xff, 0xfe],
    ]) {
      const body = new Uint8Array([...bytes(good.slice(0, at)), ...bad, ...bytes(good.slice(at))])
      const response = await edge.post('/v1/collect', body)
      expect([response.status, ((await response.json()) as Problem).code]).toEqual([400, 'bad_encoding'])
    }
    for (const lone of ['\\ud800', '\\udc00', '\\udc00\\ud800', 'a\\ud83d']) {
      const response = await edge.post('/v1/collect', good.replace('here', lone))
      expect([response.status, ((await response.json()) as Problem).code]).toEqual([400, 'bad_encoding'])
    }
    expect(journal.rows).toEqual([])
    expect((await edge.post('/v1/collect', good.replace('here', '\\ud83d\\ude00'))).status).toBe(200)
  })
})

describe('deliveries that come twice or in any order', () => {
  const batches = (visitor: string) =>
    Array.from({ length: 6 }, (_, n) =>
      collectOf(visitor, [
        viewItem(`item${n % 4}`, 'shoes', NOW - n * 40 * 60_000),
        { name: 'add_to_cart', created_at: NOW - n * 1000, items: [{ item_id: `item${n}`, price: 5 }] },
        ...(n === 3
          ? [
              {
                name: 'purchase' as const,
                created_at: NOW - 500,
                transaction_id: 't',
                value: 9,
                currency: 'USD',
              },
            ]
          : []),
      ]),
    )

  test('[F7] batches that come twice leave profile and counts as they were', async () => {
    const journal = memoryJournal()
    const edge = await testEdge({ journal })
    const visitor = newVisitor()
    const sent = batches(visitor)
    for (const batch of sent) await edge.post('/v1/collect', batch)
    const once = encode((await journal.known('shop', storedId(visitor))).profile)
    for (const batch of [...sent, ...sent.toReversed()])
      expect(((await (await edge.post('/v1/collect', batch)).json()) as CollectResponse).ack).toBe(
        batch.batch,
      )
    expect(encode((await journal.known('shop', storedId(visitor))).profile)).toBe(once)
    expect(journal.rows).toHaveLength(sent.length)
  })

  test('[F8] batches in any order make the same profile', async () => {
    const visitor = newVisitor()
    const sent = batches(visitor)
    const profiles = new Set<string>()
    for (const order of [sent, sent.toReversed(), [3, 0, 5, 1, 4, 2].map((n) => sent[n]!)]) {
      const journal = memoryJournal()
      const edge = await testEdge({ journal })
      for (const batch of order) await edge.post('/v1/collect', batch)
      profiles.add(encode((await journal.known('shop', storedId(visitor))).profile))
      expect(encode(sum(journal.rows.map((row) => ofEntry(row.entry))))).toBe([...profiles][0])
    }
    expect(profiles.size).toBe(1)
  })

  test('[F9] whatever the page’s clock says, an event lands within four days before its arrival', async () => {
    const journal = memoryJournal()
    const edge = await testEdge({ journal })
    const years = 365 * 86_400_000
    for (const off of [-30, -10, -1, 0, 1, 10, 30])
      for (const age of [-5 * years, -1000, 0, 1000, 5 * years]) {
        const sent_at = NOW + off * years
        const created = Math.max(0, sent_at - age)
        await edge.post('/v1/collect', collectOf(newVisitor(), [viewItem('a', 'x', created)], { sent_at }))
      }
    expect(journal.rows).toHaveLength(35)
    for (const { entry } of journal.rows)
      for (const { time } of entry.events) {
        expect(time).toBeLessThanOrEqual(NOW)
        expect(time).toBeGreaterThanOrEqual(NOW - 4 * 86_400_000)
      }
  })
})

test('[F16] health tells drops by reason, what was set aside, how far folds lag and what is served', async () => {
  const store = memoryStore()
  await stock(store)
  const db = await freshDatabase()
  const health = d1Health(db, { deadline: 5000, later: () => {} })
  const edge = await edgeOver(db, { store, health })
  const batch = collectOf(newVisitor(), [viewItem('a'), { name: 'mystery', created_at: NOW } as never])
  await edge.post('/v1/collect', batch)
  await edge.post('/v1/collect', { ...batch, events: [viewItem('b')] })
  await edge.post('/v1/collect', {
    ...collectOf(newVisitor(), [viewItem('c')]),
    lost: { age: 12, refused: 2 },
  })
  await edge.post('/v1/collect', '{')
  await edge.settled()
  const journal = d1Journal(db, { deadline: 5000, later: () => {} })
  const [read, newest] = (await journal.rowsAfter('shop', 0, 9)).map(({ seq }) => seq)
  await health.noteFold('shop', 'model', read!)
  const headers = { authorization: `Bearer ${SERVER_TOKEN}` }
  const response = await edge.fetch('/v1/server/health?site=shop', { headers })
  expect(await response.json()).toEqual({
    days: [
      { day: '2026-11-22', drops: { batch_conflict: 1, lost_age: 12, lost_refused: 2, unknown_event: 1 } },
    ],
    failed: { batch_conflict: 1 },
    newest,
    folds: { model: { read, behind: 1 } },
    of_no_site: [{ day: '2026-11-22', drops: { bad_json: 1 } }],
    counting: {},
    serves: {
      bundle: expect.stringMatching(/^[0-9a-f]{64}$/),
      catalogue: expect.stringMatching(/^[0-9a-f]{64}$/),
      model: expect.stringMatching(/^[0-9a-f]{64}$/),
    },
  })
  expect((await edge.fetch('/v1/server/health?site=shop')).status).toBe(401)
})
