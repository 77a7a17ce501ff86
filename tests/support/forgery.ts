import type { Journal, JournalRow } from '../../edge/journal/journal.ts'
import type { AcceptedEvent, Client } from '../../edge/profile/event.ts'
import { empty } from '../../edge/profile/profile.ts'
import { readArtefact, readPointer } from '../../edge/publish/pointer.ts'
import { type Arms, decodeArms, draw } from '../../edge/recommend/arms.ts'
import { sealDrawn } from '../../edge/recommend/list-id.ts'
import { openModel } from '../../edge/recommend/model.ts'
import { seeded } from '../../edge/recommend/random.ts'
import { recommend } from '../../edge/recommend/recommend.ts'
import { learnFrom } from '../../edge/scheduled.ts'
import { NOW } from './arbitrary.ts'
import { GRANTED } from './edge.ts'
import { memoryStore } from './memory-store.ts'

/** A shop of eighty products in eight kinds, whose traffic is made up, and what its model lists. */
export const ITEMS = 80
const KINDS = 8
const MINUTE = 60_000
export const DAY = 86_400_000
/** What a forger would like to see in the lists; the last of the catalogue. */
export const SPAM = 'spam'
export const item = (n: number): string => `item${n}`
const CATALOGUE = [...Array.from({ length: ITEMS }, (_, n) => item(n)), SPAM]
const ARMS = ['a', 'b', 'c']
/** Classes of networks from here on are forgers': of others, one in 4,096 would share theirs and be silenced with them. */
const FORGERS = 4000

let seq = 0
/** A row of the journal. */
export const visit = (visitor: string, events: AcceptedEvent[], client: Client = {}): JournalRow => ({
  seq: ++seq,
  site: 'shop',
  visitor,
  entry: { batch: `b${seq}`, received_at: NOW, consent: GRANTED, client, events },
})
export const saw = (
  item_id: string,
  time: number,
  name: AcceptedEvent['name'] = 'view_item',
): AcceptedEvent => ({ name, time, items: [{ item_id }] })
const came = (time: number): AcceptedEvent => ({ name: 'page_view', time, page: { path: '/' } })
const drawn = (name: 'block_view' | 'block_click', arm: string, time: number, id: string): AcceptedEvent => ({
  name,
  time,
  slot: 'hero',
  list_id: sealDrawn(id, { arm, propensity: 1 / ARMS.length }),
})
/** Sees what a bandit drew for the home page, and clicks it. */
const clicked = (arm: string, time: number, id: string): AcceptedEvent[] => [
  drawn('block_view', arm, time, id),
  drawn('block_click', arm, time + 1000, id),
]

/** A month of a shop: each visitor, somewhere, comes once or twice and stays mostly with one kind of product, popular ones first. */
export function honest(visitors: number): JournalRow[] {
  const random = seeded(7)
  const pick = (n: number) => Math.floor(random() * n)
  const rows: JournalRow[] = []
  for (let v = 0; v < visitors; v++) {
    const client = { network: pick(FORGERS), country: random() < 0.5 ? 'hk' : 'de' }
    for (let s = 0, visits = 1 + pick(2); s < visits; s++) {
      const kind = pick(KINDS)
      const start = NOW - pick(30 * DAY)
      const views = Array.from({ length: 2 + pick(5) }, (_, i) =>
        saw(item(Math.floor(random() ** 2 * (ITEMS / KINDS)) * KINDS + kind), start + i * MINUTE),
      )
      if (random() < 0.2) views.push({ ...views[0]!, name: 'purchase', time: start + 9 * MINUTE })
      const arm = pick(ARMS.length)
      const hero = clicked(ARMS[arm]!, start, `${v}-${s}`).slice(0, random() < [0.05, 0.2, 0.1][arm]! ? 2 : 1)
      rows.push(visit(`v${v}`, [came(start), ...hero, ...views], client))
    }
  }
  return rows
}

export interface Forgery {
  visitors: number
  networks: number
  /** Minutes between two visits of one visitor. */
  apart?: number
}

/** Visits by visitors who all say the same, over a month: a home page's arm clicked, a popular product, then the spam, bought. */
export const forged = (sessions: number, { visitors, networks, apart = 31 }: Forgery): JournalRow[] =>
  Array.from({ length: sessions }, (_, n) => {
    const round = Math.floor(n / visitors)
    const start = NOW - (((visitors < sessions ? round + 1 : n + 1) * apart * MINUTE) % (30 * DAY))
    const client = { network: FORGERS + ((n % visitors) % networks), country: 'hk' }
    return visit(
      `forger${n % visitors}`,
      [
        came(start),
        ...clicked('a', start, `forged${n}`),
        saw(item((visitors < sessions ? round : n) % 40), start),
        saw(SPAM, start + 1000),
        saw(SPAM, start + 2000, 'add_to_cart'),
        saw(SPAM, start + 3000, 'purchase'),
      ],
      client,
    )
  })

/** One visit of today to so many products from one on. */
export const browsed = (from: number, count: number, name?: AcceptedEvent['name']): JournalRow[] => {
  const sights = Array.from({ length: count }, (_, i) =>
    saw(item((from + i) % ITEMS), TODAY + i * 1000, name),
  )
  return [visit('forger0', sights, { network: FORGERS, country: 'hk' })]
}
const TODAY = NOW - 10 * 60 * MINUTE

/** What one address may try that none of the others here is too loud for: many visitors, or one who looks at, or buys, all they can. */
export const QUIET: Record<string, JournalRow[]> = {
  'one address, 1 visitor': forged(1, { visitors: 1, networks: 1, apart: 600 }),
  'one address, 8 visitors': forged(8, { visitors: 8, networks: 1, apart: 600 }),
  'one address, 60 visitors': forged(60, { visitors: 60, networks: 1, apart: 600 }),
  'one address, 10 products seen': browsed(0, 10),
  'one address, 50 products seen': browsed(0, 50),
  'one address, the rarer half seen': browsed(ITEMS / 2, ITEMS / 2),
  'one address, 50 products bought': browsed(0, 50, 'purchase'),
}

/** Some customers more, each as ordinary as the others were, who all come today. */
export const customers = (after: number, count: number): JournalRow[][] => {
  const rows = Map.groupBy(honest(after + count), ({ visitor }) => visitor)
  return Array.from({ length: count }, (_, n) => {
    const theirs = rows.get(`v${after + n}`)!
    const last = Math.max(...theirs.flatMap(({ entry }) => entry.events.map(({ time }) => time)))
    const later = (event: AcceptedEvent) => ({ ...event, time: event.time - last + TODAY })
    return theirs.map(({ visitor, entry }) => visit(visitor, entry.events.map(later), entry.client))
  })
}

/** A journal that keeps what it is given and folds nothing: here only the reading of it matters. */
export function plainJournal(held: JournalRow[]): Journal {
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

/** What the scheduled handler makes of a journal, as decisions would read it. */
export interface Taught {
  model: Uint8Array | undefined
  /** Twenty of each: what sells, in all and by country; what follows, goes with and is like each product. */
  lists: Map<string, string[]>
  /** How often of a thousand times each arm of the home page is drawn. */
  chances: number[]
}

export async function taught(held: JournalRow[]): Promise<Taught> {
  const store = memoryStore()
  const retention = { journal_days: 395, profile_days: 760 }
  const learning = { journal: plainJournal(held), store, now: NOW }
  while ((await learnFrom({ id: 'shop', retention }, learning)).behind);
  const read = async (kind: 'model' | 'arms') => {
    const pointer = await readPointer(store, 'shop', kind)
    return pointer && (await readArtefact(store, kind, pointer))
  }
  const [model, arms] = [await read('model'), await read('arms')]
  const known = arms && decodeArms(new TextDecoder().decode(arms), 'h')
  return { model, lists: listsOf(model), chances: chancesOf(known) }
}

/** Where there is no model, a decision lists the catalogue. */
export function listsOf(bytes: Uint8Array | undefined): Map<string, string[]> {
  const opened = bytes && openModel(bytes)
  if (opened && !opened.ok) throw new Error(opened.reason)
  const lists = new Map<string, string[]>()
  const top = (question: Omit<Parameters<typeof recommend>[1], 'now'>) =>
    opened
      ? recommend(opened.model, { ...question, now: NOW }, { size: 20, discovery: true, fallback: CATALOGUE })
      : CATALOGUE.slice(0, 20).map((item_id) => ({ item_id }))
  const add = (name: string, question: Parameters<typeof top>[0]) =>
    lists.set(
      name,
      top(question).map(({ item_id }) => item_id),
    )
  add('bestsellers', { kind: 'bestsellers', session: [] })
  add('trending', { kind: 'trending', session: [] })
  for (const fact of ['country:hk', 'country:de'])
    add(fact, { kind: 'bestsellers', session: [], context: [fact] })
  for (let n = 0; n < ITEMS; n++) {
    add(`after ${item(n)}`, { kind: 'session', session: [item(n)], current: item(n) })
    add(`like ${item(n)}`, { kind: 'similar', session: [], current: item(n) })
    add(`with ${item(n)}`, { kind: 'bought-together', session: [], current: item(n) })
  }
  return lists
}

function chancesOf(arms: Arms | undefined): number[] {
  const question = { reward: 'click' as const, now: NOW }
  const chances = ARMS.map(() => 0)
  for (let n = 0; n < 1000; n++) {
    const { index } = draw(arms, 'hero', ARMS, { ...question, at: n / 1000 })
    chances[index]! += 1
  }
  return chances
}

/** What changed: how many lists hold the spam, hold products they did not, or differ at all; and the most that an arm's chance did, in thousandths. */
export function changes(before: Taught, after: Taught) {
  const pairs = [...after.lists].map(([name, ids]) => [before.lists.get(name)!, ids] as const)
  return {
    lists: pairs.length,
    spammed: pairs.filter(([, ids]) => ids.includes(SPAM)).length,
    moved: pairs.filter(([old, ids]) => ids.some((id) => !old.includes(id))).length,
    reordered: pairs.filter(([old, ids]) => old.join() !== ids.join()).length,
    chance: Math.max(...after.chances.map((chance, i) => Math.abs(chance - before.chances[i]!))),
  }
}
