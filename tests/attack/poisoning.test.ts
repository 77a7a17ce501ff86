import { expect, test } from 'vitest'
import type { JournalRow } from '../../edge/journal/journal.ts'
import { lessonsOf } from '../../edge/learn/lessons.ts'
import { leastVisitors } from '../../edge/learn/model.ts'
import type { AcceptedEvent } from '../../edge/profile/event.ts'
import { openModel } from '../../edge/recommend/model.ts'
import { seeded } from '../../edge/recommend/random.ts'
import { recommend } from '../../edge/recommend/recommend.ts'
import { foldTouches } from '../../edge/recommend/touch-fold.ts'
import { noTouches } from '../../edge/recommend/touches.ts'
import { train } from '../../edge/recommend/train.ts'
import { visitsOf } from '../../edge/recommend/visits.ts'
import { NOW } from '../support/arbitrary.ts'
import { GRANTED } from '../support/edge.ts'

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

/** Ten thousand visits, each long enough after the last to count as one, by five visitors who all say the same: a popular product, then the spam, bought. */
function forged(): JournalRow[] {
  return Array.from({ length: FORGED_SESSIONS }, (_, n) => {
    const start = NOW - (Math.floor(n / FORGERS) + 1) * 31 * MINUTE
    const bait = item(Math.floor(n / FORGERS) % 40)
    return visit(`forger${n % FORGERS}`, [
      saw(bait, start),
      saw(SPAM, start + 1000),
      saw(SPAM, start + 2000, 'add_to_cart'),
      saw(SPAM, start + 3000, 'purchase'),
    ])
  })
}

async function listsOf(rows: JournalRow[], least?: number): Promise<Map<string, string[]>> {
  const { touches } = await lessonsOf('shop', rows)
  const visits = visitsOf(foldTouches(noTouches(), touches))
  const visitors = new Set(visits.visitors).size
  const opened = openModel(train(visits, { rules: { minVisitors: least ?? leastVisitors(visitors) } }))
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

test('[A12] ten thousand forged visits by five visitors put their product into no list of twenty', async () => {
  const rows = honest()
  const before = await listsOf(rows)
  const after = await listsOf([...rows, ...forged()])
  const spammed = [...after].filter(([, ids]) => ids.includes(SPAM)).map(([name]) => name)
  const moved = [...after].map(([name, ids]) => ids.filter((id) => !before.get(name)!.includes(id)).length)
  expect(spammed).toEqual([])
  expect(Math.max(...moved)).toBe(0)
  expect([after.size, Math.min(...[...after.values()].map((ids) => ids.length))]).toEqual([81, 20])
  // The attack is a real one: where two visitors are enough, it is in nearly every list.
  const naive = [...(await listsOf([...rows, ...forged()], 2)).values()].filter((ids) => ids.includes(SPAM))
  expect(naive.length).toBeGreaterThan(60)
})
