import { describe, expect, test } from 'vitest'
import { d1Journal } from '../../edge/journal/d1.ts'
import { d1People } from '../../edge/journal/d1-people.ts'
import type { Journal } from '../../edge/journal/journal.ts'
import { readLearned } from '../../edge/learn/keep.ts'
import type { JournalEntry } from '../../edge/profile/event.ts'
import { readArtefact, readPointer } from '../../edge/publish/pointer.ts'
import { readDrawn } from '../../edge/recommend/list-id.ts'
import { openModel } from '../../edge/recommend/model.ts'
import { recommend } from '../../edge/recommend/recommend.ts'
import { inTurn, learnFrom } from '../../edge/scheduled.ts'
import type { DecideResponse, Decision, Event } from '../../snippet/wire.ts'
import { NOW } from '../support/arbitrary.ts'
import { collectOf, decideOf, GRANTED, newId, newVisitor, testEdge, viewItem } from '../support/edge.ts'
import { memoryJournal } from '../support/memory-journal.ts'
import { memoryStore } from '../support/memory-store.ts'
import { BUNDLE, stock } from '../support/shop.ts'
import { freshDatabase } from '../support/workerd.ts'

/** A visit in which `items` were looked at a minute apart. */
const visit = (items: string[], client = {}): JournalEntry => ({
  batch: newId(),
  received_at: NOW,
  consent: GRANTED,
  client,
  events: items.map((item_id, n) => ({ name: 'view_item', time: NOW + n * 60_000, items: [{ item_id }] })),
})

async function fill(journal: Journal, count: number, items: string[], client = {}): Promise<void> {
  for (let n = 0; n < count; n++) await journal.append('shop', newId(), visit(items, client), 'd')
}

const SHOP = { id: 'shop', retention: { journal_days: 395, profile_days: 760 } }
type Store = ReturnType<typeof memoryStore>
const run = (journal: Journal, store: Store, rest: { now?: number; most?: number } = {}) =>
  learnFrom(SHOP, { journal, store, now: NOW, ...rest })

async function trained(store: Store) {
  const pointer = (await readPointer(store, 'shop', 'model'))!
  const opened = openModel((await readArtefact(store, 'model', pointer))!)
  if (!opened.ok) throw new Error(String(opened.reason))
  return opened.model
}
const listAfter = async (store: Store, item: string, size = 5) => {
  const asked = { kind: 'session', session: [item], current: item, now: NOW } as const
  return recommend(await trained(store), asked, { size, discovery: true }).map(({ item_id }) => item_id)
}

describe('the scheduled handler', () => {
  test('[E30] trains a model on the journal and publishes it', async () => {
    const journal = memoryJournal()
    const store = memoryStore()
    await fill(journal, 150, ['a', 'b', 'c'])
    await fill(journal, 150, ['x', 'y', 'z'])
    expect(await run(journal, store)).toEqual({ rows: 300, behind: false, model: true })
    expect(['b', 'c']).toContain((await listAfter(store, 'a'))[0])
    expect(await run(journal, store)).toEqual({ rows: 0, behind: false, model: false })
  })

  test('[E31] leaves the live model alone where there is too little to learn from, or somebody knows more', async () => {
    const journal = memoryJournal()
    const store = memoryStore()
    await fill(journal, 19, ['a', 'b'])
    expect(await run(journal, store)).toMatchObject({ model: false })
    expect(await readPointer(store, 'shop', 'model')).toBeUndefined()
    await stock(store)
    const { hash } = (await readPointer(store, 'shop', 'model'))!
    await fill(journal, 20, ['a', 'b'])
    expect(await run(journal, store)).toMatchObject({ rows: 20, model: false })
    expect((await readPointer(store, 'shop', 'model'))!.hash).toBe(hash)
    await fill(journal, 1, ['a', 'b'])
    expect(await run(journal, store)).toMatchObject({ rows: 1, model: true })
  })

  test('[E32] bots teach nothing', async () => {
    const journal = memoryJournal()
    const store = memoryStore()
    await fill(journal, 50, ['a', 'b'])
    await fill(journal, 50, ['a', 'spam'], { bot: true })
    await run(journal, store)
    expect(await listAfter(store, 'a')).toEqual(['b'])
  })

  test('[M33] reads a bounded part; a run that breaks off anywhere loses nothing and counts nothing twice', async () => {
    const whole = memoryStore()
    const journal = memoryJournal()
    await fill(journal, 30, ['a', 'b', 'c'])
    await journal.append('shop', newId(), exposure('view'), 'd')
    await fill(journal, 30, ['x', 'y'])
    await run(journal, whole)

    // Every fifth write fails, whichever it is.
    const store = memoryStore()
    let writes = 0
    const failing: Store = {
      ...store,
      async put(key, value) {
        if (++writes % 5 === 0) throw new Error('KV failed')
        await store.put(key, value)
      },
    }
    const outcomes: unknown[] = []
    for (let n = 0; n < 40; n++)
      outcomes.push(
        await run(journal, failing, { most: 7, now: NOW + n }).catch((error: Error) => error.message),
      )
    expect(outcomes).toContain('KV failed')
    expect(outcomes).toContainEqual({ rows: 7, behind: true, model: true })
    expect(outcomes.at(-1)).toEqual({ rows: 0, behind: false, model: false })
    const [once, pieces] = [await readLearned(whole, 'shop'), await readLearned(store, 'shop')]
    expect(pieces.learned).toEqual(once.learned)
    expect(pieces.learned.earnings.arms).toMatchObject([{ slot: 'hero', arm: 'b1', shown: 1 }])
    expect(await listAfter(store, 'a')).toEqual(await listAfter(whole, 'a'))
  })

  test('[M29] whoever is erased is gone from what was learned after the next run', async () => {
    const db = await freshDatabase()
    const options = { deadline: 30_000, later: (work: Promise<unknown>) => void work }
    for (const stores of [
      { journal: d1Journal(db, options), people: d1People(db, options) },
      (({ people, ...journal }) => ({ journal, people }))(memoryJournal()),
    ]) {
      const store = memoryStore()
      const visitor = newVisitor()
      await stores.journal.append('shop', visitor, visit(['a', 'secret']), 'd')
      await fill(stores.journal, 3, ['a', 'b'])
      await run(stores.journal, store)
      expect((await readLearned(store, 'shop')).learned.touches.ids).toContain('secret')
      await stores.people.erase('shop', { visitor }, NOW, 'visitor')
      await run(stores.journal, store, { now: NOW + 1 })
      const { touches } = (await readLearned(store, 'shop')).learned
      expect([...touches.ids].sort()).toEqual(['a', 'b'])
      expect(touches.visitors).toHaveLength(6)
    }
  })

  test('[J29] sites begin in turn, so that none waits for ever behind those before it', () => {
    const turns = Array.from({ length: 4 }, (_, turn) => inTurn(['a', 'b', 'c'], turn).join(''))
    expect(turns).toEqual(['abc', 'bca', 'cab', 'abc'])
    expect(inTurn([], 5)).toEqual([])
  })

  test('[M33] keeps the live version of what it publishes and the one before, no more', async () => {
    const journal = memoryJournal()
    const store = memoryStore()
    for (let n = 0; n < 5; n++) {
      await fill(journal, 25, ['a', 'b', `c${n}`])
      await run(journal, store, { now: NOW + n })
    }
    const kept = [...store.values.keys()].map((key) => key.split('/')[0]).filter((kind) => kind !== 'site')
    expect(kept.filter((kind) => kind === 'model')).toHaveLength(2)
    expect(kept.filter((kind) => kind === 'learned')).toHaveLength(2)
    expect(await listAfter(store, 'a', 1)).toEqual(['b'])
  })

  test("[M32] a visitor's views are in others' lists after the next run, and in their own in the same response", async () => {
    const journal = d1Journal(await freshDatabase(), { deadline: 30_000, later: (work) => void work })
    const store = memoryStore()
    await stock(store)
    const edge = await testEdge({ journal, store, refresh: 0 })
    const listFor = async (visitor: string, events: Event[] = []) => {
      const pending = [{ batch: newId(), events }]
      const asked = decideOf(['next-best'], { visitor, pending: events.length ? pending : [] })
      const { decisions } = (await (await edge.post('/v1/decide', asked)).json()) as DecideResponse
      await edge.settled()
      return decisions['next-best']!.items!.map(({ item_id }) => item_id)
    }
    const collect = (visitor: string, items: string[]) =>
      edge.post(
        '/v1/collect',
        collectOf(
          visitor,
          items.map((id) => viewItem(id)),
        ),
      )
    for (let n = 0; n < 41; n++) await collect(newVisitor(), n % 2 ? ['shoe1', 'shoe2'] : ['hat1', 'hat2'])
    await run(journal, store)
    await listFor(newVisitor()) // the isolate looks for what is new behind an answer

    const other = newVisitor()
    const before = await listFor(other, [viewItem('hat1')])
    expect(before[0]).toBe('hat2')
    for (let n = 0; n < 60; n++) await collect(newVisitor(), ['hat1', 'mug1'])
    // Their own list, in the same response as the view itself.
    const own = newVisitor()
    expect(await listFor(own)).not.toEqual(await listFor(own, [viewItem('shoe1')]))
    expect(await listFor(other, [viewItem('hat1')])).toEqual(before)
    expect(await run(journal, store, { now: NOW + 1 })).toMatchObject({ rows: 60, model: true })
    await listFor(newVisitor())
    expect((await listFor(other, [viewItem('hat1')]))[0]).toBe('mug1')
  })

  test('[M31] what was drawn, seen and clicked is learned from, and drawn more at the next decisions', async () => {
    const journal = memoryJournal()
    const store = memoryStore()
    const hero = { show: [{ block: 'shoe-hero' }, { block: 'default-hero' }], learn: 'click' as const }
    await stock(store, { ...BUNDLE, slots: { hero } })
    const edge = await testEdge({ journal, store, refresh: 0 })
    const decided = async (visitor: string) => {
      const { decisions } = (await (
        await edge.post('/v1/decide', decideOf(['hero'], { visitor }))
      ).json()) as DecideResponse
      await edge.settled()
      return decisions.hero!
    }
    // As the snippet reports it: the list's id comes back unread.
    const report = (visitor: string, name: 'block_view' | 'block_click', { block, list_id }: Decision) =>
      edge.post(
        '/v1/collect',
        collectOf(visitor, [{ name, created_at: NOW, slot: 'hero', block: block!, list_id: list_id! }]),
      )
    const shown = new Set<string>()
    for (let n = 0; n < 40; n++) {
      const visitor = newVisitor()
      const decision = await decided(visitor)
      shown.add(decision.block!)
      await report(visitor, 'block_view', decision)
      if (decision.block === 'shoe-hero') await report(visitor, 'block_click', decision)
    }
    expect(shown).toEqual(new Set(['shoe-hero', 'default-hero']))
    await run(journal, store)
    await decided(newId())
    const after = await Promise.all(Array.from({ length: 40 }, () => decided(newId())))
    const chance = (block: string) =>
      after.flatMap(({ list_id, block: each }) =>
        each === block ? [readDrawn(list_id)!.propensity] : [],
      )[0]!
    expect(chance('shoe-hero')).toBeGreaterThan(0.85)
    expect(after.filter(({ block }) => block === 'shoe-hero').length).toBeGreaterThan(30)
  })
})

/** Somebody saw what a bandit drew. */
const exposure = (kind: 'view' | 'click'): JournalEntry => ({
  ...visit([]),
  events: [{ name: `block_${kind}`, time: NOW, slot: 'hero', block: 'b1', list_id: 'x1.5000.b1' }],
})
