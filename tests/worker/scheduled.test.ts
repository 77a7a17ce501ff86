import { describe, expect, test } from 'vitest'
import type { JournalEntry } from '../../edge/profile/event.ts'
import { readArtefact, readPointer } from '../../edge/publish/pointer.ts'
import { openModel } from '../../edge/recommend/model.ts'
import { recommend } from '../../edge/recommend/recommend.ts'
import { trainSite } from '../../edge/scheduled.ts'
import { NOW } from '../support/arbitrary.ts'
import { GRANTED, newId } from '../support/edge.ts'
import { type MemoryJournal, memoryJournal } from '../support/memory-journal.ts'
import { memoryStore } from '../support/memory-store.ts'

/** A visit in which `items` were looked at a minute apart. */
const visit = (items: string[], client = {}): JournalEntry => ({
  batch: newId(),
  received_at: NOW,
  consent: GRANTED,
  client,
  events: items.map((item_id, n) => ({ name: 'view_item', time: NOW + n * 60_000, items: [{ item_id }] })),
})

async function fill(journal: MemoryJournal, count: number, items: string[], client = {}): Promise<void> {
  for (let n = 0; n < count; n++) await journal.append('shop', newId(), visit(items, client), 'd')
}

async function trained(store: ReturnType<typeof memoryStore>) {
  const pointer = (await readPointer(store, 'shop', 'model'))!
  const opened = openModel((await readArtefact(store, 'model', pointer))!)
  if (!opened.ok) throw new Error(String(opened.reason))
  return opened.model
}

describe('the scheduled handler', () => {
  test('[E30] trains a model on the journal and publishes it', async () => {
    const journal = memoryJournal()
    const store = memoryStore()
    await fill(journal, 150, ['a', 'b', 'c'])
    await fill(journal, 150, ['x', 'y', 'z'])
    expect(await trainSite(journal, store, 'shop', NOW)).toBe(true)
    const asked = { kind: 'session', session: ['a'], current: 'a', now: NOW } as const
    const [first] = recommend(await trained(store), asked, { size: 1, discovery: true })
    expect(['b', 'c']).toContain(first!.item_id)
  })

  test('[E31] leaves the live model alone where there is too little to learn from', async () => {
    const journal = memoryJournal()
    const store = memoryStore()
    await fill(journal, 20, ['a', 'b'])
    expect(await trainSite(journal, store, 'shop', NOW)).toBe(false)
    expect(store.values.size).toBe(0)
  })

  test('[E32] bots teach nothing', async () => {
    const journal = memoryJournal()
    const store = memoryStore()
    await fill(journal, 250, ['a', 'b'])
    await fill(journal, 250, ['a', 'spam'], { bot: true })
    await trainSite(journal, store, 'shop', NOW)
    const asked = { kind: 'session', session: ['a'], current: 'a', now: NOW } as const
    const ids = recommend(await trained(store), asked, { size: 5 }).map((item) => item.item_id)
    expect(ids).toContain('b')
    expect(ids).not.toContain('spam')
  })
})
