import { expect, test } from 'vitest'
import { ALLOWED, memoryBudget } from '../../edge/intake/budget.ts'
import { createCrowd } from '../../edge/intake/crowd.ts'
import type { Journal, JournalRow } from '../../edge/journal/journal.ts'
import { lessonsOf } from '../../edge/learn/lessons.ts'
import type { AcceptedEvent } from '../../edge/profile/event.ts'
import { empty } from '../../edge/profile/profile.ts'
import { readArtefact, readPointer } from '../../edge/publish/pointer.ts'
import { openModel } from '../../edge/recommend/model.ts'
import { seeded } from '../../edge/recommend/random.ts'
import { recommend } from '../../edge/recommend/recommend.ts'
import { foldTouches } from '../../edge/recommend/touch-fold.ts'
import { noTouches } from '../../edge/recommend/touches.ts'
import { train } from '../../edge/recommend/train.ts'
import { visitsOf } from '../../edge/recommend/visits.ts'
import { learnFrom } from '../../edge/scheduled.ts'
import type { Event } from '../../snippet/wire.ts'
import { NOW } from '../support/arbitrary.ts'
import { collectOf, GRANTED, testEdge } from '../support/edge.ts'
import { signedVisitor } from '../support/identity.ts'
import { memoryStore } from '../support/memory-store.ts'

const ITEMS = 80
const VISITORS = 1500
const KINDS = 8
const MINUTE = 60_000
const DAY = 86_400_000
const FORGERS = 5
const FORGED_SESSIONS = 10_000
const SPAM = 'spam'
const item = (n: number) => `item${n}`

let seq = 0
const visit = (visitor: string, events: AcceptedEvent[]): JournalRow => ({
  seq: ++seq,
  site: 'shop',
  visitor,
  entry: { batch: `b${seq}`, received_at: NOW, consent: GRANTED, client: {}, events },
})
const saw = (item_id: string, time: number, name: AcceptedEvent['name'] = 'view_item'): AcceptedEvent => ({
  name,
  time,
  items: [{ item_id }],
})

/** A month of a shop: each visitor comes once or twice and stays mostly with one kind of product, popular ones first. */
function honest(): JournalRow[] {
  const random = seeded(7)
  const rows: JournalRow[] = []
  for (let v = 0; v < VISITORS; v++)
    for (let s = 0, visits = 1 + Math.floor(random() * 2); s < visits; s++) {
      const kind = Math.floor(random() * KINDS)
      const start = NOW - Math.floor(random() * 30 * DAY)
      const events = Array.from({ length: 2 + Math.floor(random() * 5) }, (_, i) => {
        const within = Math.floor(random() ** 2 * (ITEMS / KINDS)) * KINDS + kind
        return saw(item(within), start + i * MINUTE)
      })
      rows.push(visit(`v${v}`, events))
    }
  return rows
}

/** Ten thousand visits, each long enough after the last to count as one, by visitors who all say the same: a popular product, then the spam, bought. */
function forged(forgers = FORGERS): JournalRow[] {
  return Array.from({ length: FORGED_SESSIONS }, (_, n) => {
    const start = NOW - (Math.floor(n / forgers) + 1) * 31 * MINUTE
    const bait = item(Math.floor(n / forgers) % 40)
    return visit(`forger${n % forgers}`, [
      saw(bait, start),
      saw(SPAM, start + 1000),
      saw(SPAM, start + 2000, 'add_to_cart'),
      saw(SPAM, start + 3000, 'purchase'),
    ])
  })
}

/** Lists of twenty out of a model: what sells, and for forty products what follows and what is alike. */
function listsFrom(bytes: Uint8Array): Map<string, string[]> {
  const opened = openModel(bytes)
  if (!opened.ok) throw new Error(opened.reason)
  const lists = new Map<string, string[]>()
  const top = (question: Parameters<typeof recommend>[1]) =>
    recommend(opened.model, question, { size: 20, discovery: true }).map(({ item_id }) => item_id)
  lists.set('bestsellers', top({ kind: 'bestsellers', session: [], now: NOW }))
  for (let n = 0; n < 40; n++) {
    lists.set(`after ${item(n)}`, top({ kind: 'session', session: [item(n)], current: item(n), now: NOW }))
    lists.set(`like ${item(n)}`, top({ kind: 'similar', session: [], current: item(n), now: NOW }))
  }
  return lists
}

/** What the scheduled handler makes of a journal, as decisions would read it. */
async function taught(journal: Journal): Promise<Map<string, string[]>> {
  const store = memoryStore()
  const retention = { journal_days: 395, profile_days: 760 }
  while ((await learnFrom({ id: 'shop', retention }, { journal, store, now: NOW })).behind);
  const pointer = (await readPointer(store, 'shop', 'model'))!
  return listsFrom((await readArtefact(store, 'model', pointer))!)
}

/** A journal that keeps what it is given and folds nothing: here only the reading of it matters. */
function plainJournal(held: JournalRow[]): Journal {
  const none = () => ({ profile: empty(), batches: [] })
  return {
    async append(site, visitor, entry) {
      held.push({ seq: ++seq, site, visitor, entry })
      return { ...none(), outcome: 'stored' }
    },
    known: async () => none(),
    async rowsFrom(_, { rows }, limit) {
      const from = rows?.DB ?? 0
      const page = held.slice(from, from + limit)
      return { rows: page, cursor: { rows: { DB: from + page.length } }, more: page.length === limit }
    },
    rowsAfter: async () => held,
  }
}

/** How a list of twenty has changed: where the spam stands in it, and which products are new to it. */
function changes(before: Map<string, string[]>, after: Map<string, string[]>) {
  const spammed = [...after].flatMap(([name, ids]) => (ids.includes(SPAM) ? [name] : []))
  const moved = [...after].map(([name, ids]) => ids.filter((id) => !before.get(name)!.includes(id)).length)
  expect([after.size, Math.min(...[...after.values()].map((ids) => ids.length))]).toEqual([81, 20])
  return { spammed, moved: Math.max(...moved) }
}

test('[A12] ten thousand forged visits by five visitors put their product into no list of twenty', async () => {
  const rows = honest()
  const before = await taught(plainJournal([...rows]))
  const attacked = [...rows, ...forged()]
  expect(changes(before, await taught(plainJournal(attacked)))).toEqual({ spammed: [], moved: 0 })
  // The attack is a real one: where two visitors are enough, it is in nearly every list.
  const { touches } = await lessonsOf('shop', attacked)
  const naive = train(visitsOf(foldTouches(noTouches(), touches)), { rules: { minVisitors: 2 } })
  expect(changes(before, listsFrom(naive)).spammed.length).toBeGreaterThan(60)
})

test('[A12] what it takes is no secret: a sixth visitor, or a shop of fewer visitors than speak for its pairs', async () => {
  const rows = honest()
  const spammed = async (held: JournalRow[], forgers: number) => {
    const before = await taught(plainJournal([...held]))
    return changes(before, await taught(plainJournal([...held, ...forged(forgers)]))).spammed.length
  }
  // The tail of the lists: of eighty products a list of twenty has a quarter, and ten are of another kind.
  expect(await spammed(rows, FORGERS + 1)).toBeGreaterThan(0)
  const small = rows.filter(({ visitor }) => Number(visitor.slice(1)) < 600)
  expect(await spammed(small, FORGERS)).toBeGreaterThan(0)
})

test('[A12] nor do ten thousand made-up visitors at one address, each with a visit of its own', async () => {
  const rows = honest()
  const before = await taught(plainJournal([...rows]))
  const attack = async (sessions: number, crowd: boolean) => {
    const held = [...rows]
    const edge = await testEdge({
      journal: plainJournal(held),
      budgets: (now) => ({
        address: memoryBudget(ALLOWED.address, now),
        visitor: memoryBudget(ALLOWED.visitor, now),
        ...(crowd && { crowd: createCrowd(now) }),
      }),
    })
    let heard = 0
    for (let n = 0; n < sessions; n++) {
      // As fast as the address's budget lets requests in.
      edge.clock.now += 50
      const said = (item_id: string, name: Event['name'], after: number): Event => ({
        name,
        created_at: edge.clock.now - 5000 + after,
        items: [{ item_id }],
      })
      const events = [
        said(item(n % 40), 'view_item', 0),
        said(SPAM, 'view_item', 1000),
        said(SPAM, 'add_to_cart', 2000),
        said(SPAM, 'purchase', 3000),
      ]
      const body = collectOf(await signedVisitor(), events, { sent_at: edge.clock.now })
      const response = await edge.post('/v1/collect', body, { 'cf-connecting-ip': '203.0.113.7' })
      if (response.status === 200) heard++
    }
    expect([heard, held.length]).toEqual([sessions, rows.length + sessions])
    return changes(before, await taught(plainJournal(held)))
  }
  expect(await attack(FORGED_SESSIONS, true)).toEqual({ spammed: [], moved: 0 })
  // Where addresses are not looked at, a tenth of it is enough.
  expect((await attack(FORGED_SESSIONS / 10, false)).spammed.length).toBeGreaterThan(60)
})

test('[A12] a household teaches, a crowd at one address does not; tomorrow and elsewhere begin anew', () => {
  let now = NOW
  const crowd = createCrowd(() => now, { own: 2, most: 3 })
  expect(['a', 'b', 'c', 'a', 'b', 'd'].map((visitor) => crowd('one', visitor))).toEqual([
    false,
    false,
    true,
    false,
    false,
    true,
  ])
  expect(crowd('two', 'c')).toBe(false)
  now += DAY
  expect(crowd('one', 'c')).toBe(false)
  for (const network of ['x', 'y', 'z']) crowd(network, 'v')
  expect([crowd('one', 'e'), crowd('one', 'f'), crowd('one', 'g')]).toEqual([false, false, true])
})
