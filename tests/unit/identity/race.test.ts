import type { D1Database } from '@cloudflare/workers-types'
import { describe, expect, test } from 'vitest'
import { d1Journal } from '../../../edge/journal/d1.ts'
import { d1People } from '../../../edge/journal/d1-people.ts'
import type { JournalEntry } from '../../../edge/profile/event.ts'
import { NOW } from '../../support/arbitrary.ts'
import { sqliteDatabase } from '../../support/sqlite.ts'

const options = { deadline: 5000, later: () => {} }
const entry: JournalEntry = {
  batch: 'b',
  received_at: NOW,
  consent: { analytics: 'granted', personalization: 'granted', marketing: 'granted' },
  client: {},
  events: [{ name: 'view_item', time: NOW, items: [{ item_id: 'secret' }] }],
}
const claim = (presented: string, issued_at: number) => ({
  presented,
  fresh: `${presented}-2`,
  person: 'p',
  token: `token-${presented}`,
  issued_at,
  expires_at: NOW + 1000,
  proof: 'test',
  at: NOW,
  limit: 20,
})

/** Lets something happen between the first round trip and the second. */
function interrupted(db: D1Database, between: () => Promise<unknown>): D1Database {
  let trips = 0
  return {
    prepare: (sql: string) => db.prepare(sql),
    async batch(statements: never[]) {
      if (++trips === 2) await between()
      return db.batch(statements)
    },
  } as unknown as D1Database
}

describe('what happens in between', () => {
  test('[I36] a device that is linked between the reading and the erasing of an erasure is erased as well', async () => {
    const db = sqliteDatabase()
    const journal = d1Journal(db, options)
    const people = d1People(db, options)
    for (const visitor of ['v', 'w']) await journal.append('s', visitor, entry, 'd')
    await people.identify('s', claim('v', NOW - 1))
    const racing = interrupted(db, () => people.identify('s', claim('w', NOW - 1)))
    const removed = await d1People(racing, options).erase('s', { visitor: 'v' }, NOW)
    expect(removed).toMatchObject({ journal: 2, links: 2 })
    for (const id of ['v', 'w', 'p'])
      expect(Object.values(await people.remains('s', id)).filter((count) => count > 0)).toEqual([])
    expect((await journal.append('s', 'w', entry, 'd')).outcome).toBe('erased')
  })

  test('[I36] a batch that arrives between the reading and the erasing is erased, one after it refused', async () => {
    const db = sqliteDatabase()
    const journal = d1Journal(db, options)
    await journal.append('s', 'v', entry, 'd')
    const racing = interrupted(db, () => journal.append('s', 'v', { ...entry, batch: 'c' }, 'd'))
    expect(await d1People(racing, options).erase('s', { visitor: 'v' }, NOW)).toMatchObject({ journal: 2 })
    expect((await journal.append('s', 'v', { ...entry, batch: 'c' }, 'd')).outcome).toBe('erased')
  })
})
