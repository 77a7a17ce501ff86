import { describe, expect, test } from 'vitest'
import { d1Journal } from '../../edge/journal/d1.ts'
import { d1People } from '../../edge/journal/d1-people.ts'
import { COMPACT_AT } from '../../edge/journal/journal.ts'
import { metered } from '../../edge/journal/meter.ts'
import type { JournalEntry } from '../../edge/profile/event.ts'
import { NOW } from '../support/arbitrary.ts'
import { GRANTED, newId } from '../support/edge.ts'
import { freshDatabase } from '../support/workerd.ts'

const entry = (events: number): JournalEntry => ({
  batch: newId(),
  received_at: NOW,
  consent: GRANTED,
  client: { device: 'phone' },
  events: Array.from({ length: events }, (_, n) => ({
    name: 'view_item',
    time: NOW + n,
    items: [{ item_id: `i${n}`, item_category: 'shoes', price: 10 }],
  })),
})

async function store() {
  const unmetered = await freshDatabase()
  const { db, spent } = metered(unmetered)
  const pending: Promise<unknown>[] = []
  const options = { deadline: 5000, later: (work: Promise<unknown>) => pending.push(work) }
  const journal = d1Journal(db, options)
  const settled = () => Promise.all(pending.splice(0))
  return { journal, folds: d1Journal(unmetered, options), people: d1People(db, options), spent, settled }
}

describe('what D1 bills', () => {
  test('[J20] a batch costs one round trip and writes one row, and another where a visitor’s stretch of rows begins, however many events and rows there are', async () => {
    const { journal, folds, spent, settled } = await store()
    for (let other = 0; other < 60; other++) await journal.append('s', `w${other}`, entry(1), 'd')
    await settled()
    spent()
    let most = 0
    for (let n = 0; n < COMPACT_AT; n++) {
      await journal.append('s', 'v', entry(n % 2 ? 10 : 1), 'd')
      const { trips, rows_read, rows_written } = spent()
      expect([trips, rows_written]).toEqual([1, n % 20 ? 1 : 2])
      // A fold reads now and then: what comes after that is a new stretch.
      if (n % 20 === 19) await folds.rowsFrom('s', {}, 1)
      // The visitor's own rows, once to know a batch again and once to sum them, four a stretch, and a few searches.
      most = Math.max(most, rows_read - 2 * n)
    }
    expect(most).toBeLessThanOrEqual(14 + 4 * 4)
  })

  test('[J21] a snapshot costs a row now and then; what it covers is no longer read, but to know a batch again', async () => {
    const { journal, spent, settled } = await store()
    const batches = 5 * COMPACT_AT
    let written = 0
    let trips = 0
    for (let n = 0; n < batches; n++) {
      await journal.append('s', 'v', entry(1), 'd')
      await settled()
      const cost = spent()
      written += cost.rows_written
      trips += cost.trips
      expect(cost.rows_read).toBeLessThanOrEqual(n + COMPACT_AT + 30)
    }
    expect(written / batches).toBeLessThan(1.1)
    expect(trips / batches).toBeLessThan(1.05)
  })

  test('[J22] a decision from D1 is one round trip and writes nothing; a retry writes nothing', async () => {
    const { journal, spent, settled } = await store()
    const first = entry(3)
    await journal.append('s', 'v', first, 'd')
    await settled()
    spent()
    await journal.known('s', 'v')
    expect(spent()).toMatchObject({ trips: 1, rows_written: 0 })
    await journal.append('s', 'v', first, 'd')
    expect(spent()).toMatchObject({ trips: 1, rows_written: 0 })
  })
})
