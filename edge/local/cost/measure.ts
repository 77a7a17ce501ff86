import { randomBytes } from 'node:crypto'
import type { D1Database } from '@cloudflare/workers-types'
import { Miniflare } from 'miniflare'
import { d1Journal } from '../../journal/d1.ts'
import { d1People } from '../../journal/d1-people.ts'
import { type Metered, metered } from '../../journal/meter.ts'
import type { JournalEntry } from '../../profile/event.ts'
import { migrate } from '../migrate.ts'

/** What an operation costs on average, as D1's `meta` says; bytes are of the database file. */
export type Measured = Metered & { bytes: number }

const NOW = 1.79e12
const id = () => randomBytes(16).toString('base64url')

/** Batches of a first visit, and how many a visitor sends between two folds, two minutes apart (`npm run bench:batches`). */
const VISIT = 10
const BETWEEN_FOLDS = 5

/** A batch of events as a shop's pages send them. */
function batchOf(events: number, at: number): JournalEntry {
  return {
    batch: id(),
    received_at: at,
    consent: { analytics: 'granted', personalization: 'granted', marketing: 'denied', source: 'banner' },
    client: {
      country: 'de',
      region: 'be',
      city: 'Berlin',
      device: 'phone',
      language: 'de-de',
      network: 1234,
    },
    events: Array.from({ length: events }, (_, n) => ({
      name: n % 3 === 0 ? 'page_view' : 'view_item',
      time: at + n * 1000,
      page: { path: `/p/item-${n}`, title: 'A product of the shop' },
      ...(n % 3 && {
        items: [{ item_id: `item-${n}`, item_category: 'shoes/trail', item_brand: 'brand', price: 89.9 }],
        currency: 'EUR',
      }),
    })),
  }
}

/** Runs each operation against a real D1 (workerd's) and averages what it says of itself. */
export async function measure(events: number): Promise<Record<string, Measured>> {
  const miniflare = new Miniflare({
    modules: true,
    script: 'export default { fetch: () => new Response() }',
    compatibilityDate: '2026-07-30',
    d1Databases: ['DB'],
  })
  try {
    const raw = (await miniflare.getD1Database('DB')) as unknown as D1Database
    await migrate(raw)
    const { db, spent } = metered(raw)
    const pending: Promise<unknown>[] = []
    const options = { deadline: 30_000, later: (work: Promise<unknown>) => pending.push(work) }
    const journal = d1Journal(db, options)
    const folds = d1Journal(raw, options)
    const people = d1People(db, options)
    const size = async () => (await raw.prepare('SELECT 1').run()).meta.size_after
    const average = async (times: number, work: (n: number) => Promise<unknown>): Promise<Measured> => {
      const before = await size()
      spent()
      for (let n = 0; n < times; n++) {
        await work(n)
        await Promise.all(pending.splice(0))
      }
      const { trips, rows_read, rows_written } = spent()
      const bytes = ((await size()) - before) / times
      return { trips: trips / times, rows_read: rows_read / times, rows_written: rows_written / times, bytes }
    }
    const send = async (visitor: string, n: number) => {
      // All visitors share the row that a fold writes.
      if (n % BETWEEN_FOLDS === 0) await folds.rowsFrom('shop', {}, 1)
      await journal.append('shop', visitor, batchOf(events, NOW + n * 3_600_000), 'd'.repeat(32))
    }
    const visitors = Array.from({ length: 10 }, id)
    const steady = id()
    for (let n = 0; n < 60; n++) await send(steady, n)
    await Promise.all(pending.splice(0))
    const claim = (presented: string, n: number) => ({
      presented,
      fresh: id(),
      person: 'customer-1',
      token: id(),
      issued_at: NOW,
      expires_at: NOW + 300_000,
      proof: 'HS256:k1',
      at: NOW + n,
      limit: 200,
    })
    const measured = {
      'collect, first visit (10 batches)': await average(VISIT * 10, (n) =>
        send(visitors[Math.floor(n / VISIT)] as string, n % VISIT),
      ),
      'collect, long history (48 batches: one snapshot)': await average(48, (n) => send(steady, 98 + n)),
      'decide, capsule': { trips: 0, rows_read: 0, rows_written: 0, bytes: 0 },
      'decide, no capsule, long history': await average(20, () => journal.known('shop', steady)),
      identify: await average(10, (n) => people.identify('shop', claim(id(), n))),
    }
    return measured
  } finally {
    await miniflare.dispose()
  }
}
