import { expect, test } from 'vitest'
import { type KeyRing, readKeys } from '../../edge/identity/keys.ts'
import { networkClass } from '../../edge/intake/network.ts'
import type { JournalRow } from '../../edge/journal/journal.ts'
import { lessonsOf } from '../../edge/learn/lessons.ts'
import { KIND } from '../../edge/recommend/sessions.ts'
import type { Event } from '../../snippet/wire.ts'
import { NOW } from '../support/arbitrary.ts'
import { collectOf, newVisitor, testEdge, viewItem } from '../support/edge.ts'
import {
  changes,
  customers,
  DAY,
  forged,
  honest,
  ITEMS,
  item,
  plainJournal,
  QUIET,
  SPAM,
  saw,
  taught,
  visit,
} from '../support/forgery.ts'
import { signedVisitor } from '../support/identity.ts'

const SIZES = [50, 100, 300, 1000, 1500]
const SESSIONS = 10_000
const NOTHING = { lists: 244, spammed: 0, moved: 0, reordered: 0, chance: 0 }

test.each(SIZES)(
  '[A12] ten thousand forged visits change not a byte of what %i visitors teach: by five visitors at one address or at five, by ten thousand at one',
  async (size) => {
    const rows = honest(size)
    const before = await taught(rows)
    for (const attack of [
      forged(SESSIONS, { visitors: 5, networks: 1 }),
      forged(SESSIONS, { visitors: 5, networks: 5 }),
      forged(SESSIONS, { visitors: SESSIONS, networks: 1, apart: 4 }),
    ]) {
      const after = await taught([...rows, ...attack])
      expect(changes(before, after)).toEqual(NOTHING)
      expect(after.model).toEqual(before.model)
    }
  },
)

test.each(SIZES)(
  '[A12] where %i visitors teach, one address that keeps quiet is one voice: its product is in no list, of no kind',
  async (size) => {
    const rows = honest(size)
    const quiet = forged(60, { visitors: 60, networks: 1, apart: 600 })
    const { spammed, moved } = changes(await taught(rows), await taught([...rows, ...quiet]))
    expect(spammed).toBe(0)
    if (size >= 1000) expect(moved).toBe(0)
  },
)

test.each([50, 100, 300, 1000])(
  '[A12] where %i visitors teach, whatever one address says moves no more lists than one of sixteen customers does',
  async (size) => {
    const rows = honest(size)
    const before = await taught(rows)
    const moved = async (more: JournalRow[]) => changes(before, await taught([...rows, ...more])).moved
    const by = await Promise.all(customers(size, 16).map(moved))
    for (const [name, attack] of Object.entries(QUIET))
      expect([name, await moved(attack)]).toEqual([name, expect.toSatisfy((n) => n <= Math.max(...by))])
  },
)

test.each(SIZES)(
  '[A12] where %i visitors teach, as many networks as must agree do teach: so could a forger who has them',
  async (size) => {
    const rows = honest(size)
    const teach = (networks: number) => forged(240, { visitors: 6, networks })
    const before = await taught(rows)
    expect(changes(before, await taught([...rows, ...teach(6)])).spammed).toBeGreaterThan(100)
    expect(changes(before, await taught([...rows, ...teach(1)])).spammed).toBe(0)
  },
)

test('[A12] what too few speak of stands in the catalogue’s order, and a forger does not change that', async () => {
  const rows = honest(15)
  const voices = Map.groupBy(
    rows.flatMap(({ visitor, entry }) =>
      entry.events.flatMap(({ items = [] }) => items.map(({ item_id }) => ({ item_id, visitor }))),
    ),
    ({ item_id }) => item_id,
  )
  const spokenOf = (id: string) => new Set(voices.get(id)?.map(({ visitor }) => visitor)).size >= 2
  const before = await taught(rows)
  const list = before.lists.get('bestsellers')!
  const first = list.filter(spokenOf)
  const rest = Array.from({ length: ITEMS }, (_, n) => item(n)).filter((id) => !spokenOf(id))
  expect(first.length).toBeGreaterThan(2)
  expect(list).toEqual([...first, ...rest].slice(0, 20))
  expect(changes(before, await taught([...rows, ...forged(SESSIONS, { visitors: 5, networks: 1 })]))).toEqual(
    NOTHING,
  )
  // Too few visits for a model at all: forged ones make none.
  const few = honest(5)
  const after = await taught([...few, ...forged(SESSIONS, { visitors: 5, networks: 1 })])
  expect([after.model, after.lists]).toEqual([undefined, (await taught(few)).lists])
})

test('[A12] nor do ten thousand made-up visitors at one address, over a month and by four isolates', async () => {
  const rows = honest(300)
  const held = [...rows]
  const edges = await Promise.all(Array.from({ length: 4 }, () => testEdge({ journal: plainJournal(held) })))
  let heard = 0
  for (let n = 0; n < SESSIONS; n++) {
    const edge = edges[n % 4]!
    const now = NOW - 30 * DAY + Math.floor((n / SESSIONS) * 30 * DAY)
    edge.clock.now = now
    const said = (item_id: string, name: Event['name'], after: number): Event => ({
      name,
      created_at: now - 5000 + after,
      items: [{ item_id }],
    })
    const events = [
      said(item(n % 40), 'view_item', 0),
      said(SPAM, 'view_item', 1000),
      said(SPAM, 'add_to_cart', 2000),
      said(SPAM, 'purchase', 3000),
    ]
    const body = collectOf(await signedVisitor(), events, { sent_at: now })
    const response = await edge.post('/v1/collect', body, { 'cf-connecting-ip': '203.0.113.7' })
    if (response.status === 200) heard++
  }
  expect([heard, held.length]).toEqual([SESSIONS, rows.length + SESSIONS])
  expect(changes(await taught(rows), await taught(held))).toEqual(NOTHING)
})

test('[A12] a row says of a network only its class: twelve bits that a new key leaves as they are', async () => {
  const ring = async (...ids: string[]): Promise<KeyRing> => {
    const listed = ids.map((id) => [id, Buffer.alloc(32, id).toString('base64url')])
    const keys = await readKeys(JSON.stringify(Object.fromEntries(listed)), 'visitor', 'sign')
    if (!keys.ok) throw new Error(keys.detail)
    return keys.value
  }
  const old = await ring('k1')
  const at = (address: string | undefined, keys = old, site = 'shop') =>
    networkClass(
      keys,
      site,
      new Request('https://e.example', address ? { headers: { 'cf-connecting-ip': address } } : {}),
    )
  const some = await Promise.all(Array.from({ length: 1000 }, (_, n) => at(`198.51.${n >> 8}.${n & 255}`)))
  expect(some.every((each) => Number.isInteger(each) && each! >= 0 && each! < 4096)).toBe(true)
  expect(new Set(some).size).toBeGreaterThan(800)
  expect(await at('198.51.0.9', await ring('k2', 'k1'))).toBe(some[9])
  expect(await at('2001:db8:7::1')).toBe(await at('2001:db8:7:ffff:1:2:3:4'))
  const others = [
    at('2001:db8:8::1'),
    at('2001:db8:7::1', await ring('k2')),
    at('2001:db8:7::1', old, 'other'),
  ]
  expect(await Promise.all(others)).not.toContain(await at('2001:db8:7::1'))
  expect([await at(undefined), await at('127.0.0.1')]).toEqual([undefined, undefined])

  // The visitor is shown it as it is kept.
  const edge = await testEdge()
  const visitor = newVisitor()
  await edge.post('/v1/collect', collectOf(visitor, [viewItem('a')]), { 'cf-connecting-ip': '198.51.0.9' })
  const response = await edge.fetch('/v1/me?site=shop', { headers: { authorization: `Bearer ${visitor}` } })
  const shown = await response.text()
  expect(JSON.parse(shown).journal[0].entry.client).toMatchObject({ network: expect.any(Number) })
  expect(shown).not.toContain('198.51')
})

test('[A12] an order teaches once, whoever tells of it; whoever tells of one to come takes nobody’s place', async () => {
  const order = (visitor: string, transaction_id: string, ...ids: string[]) =>
    visit(visitor, [
      { ...saw(ids[0]!, NOW, 'purchase'), transaction_id, items: ids.map((item_id) => ({ item_id })) },
    ])
  const orders = new Set<number>()
  const bought = async (...rows: JournalRow[]) => {
    const { touches, deeds } = await lessonsOf('shop', rows, orders)
    return [touches.filter(({ kind }) => kind === KIND.purchase).length, deeds.length]
  }
  expect(await bought(order('forger', 'o1', 'spam'))).toEqual([1, 1])
  expect(await bought(order('v1', 'o1', 'a', 'b'), order('p:anna', 'o1', 'b', 'a'))).toEqual([2, 1])
  expect(await bought(order('p:anna', 'o1', 'a', 'b'), order('v1', 'o2', 'a', 'b'))).toEqual([2, 1])
})
