import type { D1Database, D1PreparedStatement } from '@cloudflare/workers-types'
import { describe, expect, test } from 'vitest'
import { d1Journal } from '../../../edge/journal/d1.ts'
import { d1People } from '../../../edge/journal/d1-people.ts'
import type { JournalEntry } from '../../../edge/profile/event.ts'
import { encode, ofEntry, sum } from '../../../edge/profile/profile.ts'
import { DAY } from '../../../edge/profile/time.ts'
import { NOW } from '../../support/arbitrary.ts'
import { sqliteDatabase } from '../../support/sqlite.ts'

const options = { deadline: 5000, later: () => {} }
const horizon = (now: number) => ({ journal: now - 395 * DAY, profile: now - 760 * DAY, now })
const entryAt = (received_at: number, batch: string): JournalEntry => ({
  batch,
  received_at,
  consent: { analytics: 'granted', personalization: 'granted', marketing: 'denied' },
  client: {},
  events: [{ name: 'view_item', time: received_at, items: [{ item_id: batch }] }],
})

function store() {
  const db = sqliteDatabase()
  const count = (table: string, where = '1') =>
    db.prepare(`SELECT count(*) AS n FROM ${table} WHERE ${where}`).first('n')
  const journal = d1Journal(db, options)
  /** What a visitor sends long after what they sent before: folds have read in between, as they do every two minutes. */
  const later = async (entry: JournalEntry) => {
    await journal.rowsFrom('s', {}, 1)
    await journal.append('s', 'v', entry, 'd')
  }
  return { db, count, journal, people: d1People(db, options), later }
}

describe('retention', () => {
  test('[I69] raw rows go after thirteen months, the profile stays the same', async () => {
    const { journal, people, count, later } = store()
    const entries = [500, 450, 400, 390, 3].map((days, index) => entryAt(NOW - days * DAY, `b${index}`))
    for (const entry of entries) await later(entry)
    const before = encode((await journal.known('s', 'v')).profile)
    expect(before).toBe(encode(sum(entries.map(ofEntry))))
    expect(await people.expire('s', horizon(NOW))).toBe(1)
    expect(await count('journal')).toBe(2)
    expect(encode((await journal.known('s', 'v')).profile)).toBe(before)
  })

  test('[I69] so they do where no fold reads: whoever looks through a site each day ends its stretches', async () => {
    const { journal, people, count } = store()
    for (const [day, batch] of ['a', 'b', 'c'].entries()) {
      await journal.append('s', 'v', entryAt(NOW + day * DAY, batch), 'd')
      await people.expire('s', horizon(NOW + day * DAY))
    }
    await people.expire('s', horizon(NOW + 396.5 * DAY))
    expect(await count('journal')).toBe(1)
  })

  test('[I72] a row that comes in while older ones are folded away stays, whatever its clock says', async () => {
    const { db, journal } = store()
    const entries = [500, 480, 490].map((days, index) => entryAt(NOW - days * DAY, `b${index}`))
    for (const entry of entries.slice(0, 2)) await journal.append('s', 'v', entry, 'd')
    await journal.append('s', 'w', entryAt(NOW, 'w'), 'd')
    let due = true
    const late = d1People(
      {
        ...db,
        prepare: (sql: string) => db.prepare(sql),
        batch: async (statements: D1PreparedStatement[]) => {
          if (
            due &&
            statements.some((each) => JSON.stringify(each).includes('DELETE FROM journal WHERE seq IN'))
          ) {
            due = false
            await journal.append('s', 'v', entries[2]!, 'd')
            await journal.append('s', 'w', entryAt(NOW, 'x'), 'd')
          }
          return db.batch(statements)
        },
      } as unknown as D1Database,
      options,
    )
    await late.expire('s', horizon(NOW))
    expect(due).toBe(false)
    expect(encode((await journal.known('s', 'v')).profile)).toBe(encode(sum(entries.map(ofEntry))))
  })

  test('[I70] a profile goes with its link once nobody was seen for twenty-five months', async () => {
    const { journal, people, count } = store()
    await journal.append('s', 'v', entryAt(NOW - 800 * DAY, 'old'), 'd')
    await people.identify('s', {
      presented: 'v',
      fresh: 'v2',
      person: 'p',
      token: 't',
      issued_at: 0,
      expires_at: 1,
      proof: 'x',
      at: NOW - 800 * DAY,
      limit: 20,
    })
    await journal.append('s', 'w', entryAt(NOW - 5 * DAY, 'new'), 'd')
    for (const day of [0, 1, 2]) await people.expire('s', horizon(NOW + day * DAY))
    expect(
      await Promise.all(['journal', 'profiles', 'links', 'tokens', 'ledger'].map((table) => count(table))),
    ).toEqual([1, 0, 0, 0, 0])
  })

  test('[I71] the newest row stays, however old: its number is never given twice', async () => {
    const { journal, people } = store()
    await journal.append('s', 'v', entryAt(NOW - 500 * DAY, 'a'), 'd')
    const [last] = await journal.rowsAfter('s', 0, 10)
    await people.expire('s', horizon(NOW))
    await journal.append('s', 'w', entryAt(NOW, 'b'), 'd')
    expect((await journal.rowsAfter('s', last!.seq, 10)).map((row) => row.visitor)).toEqual(['w'])
  })

  test('[I72] rows whose clocks ran apart are never dropped before a snapshot holds them', async () => {
    const { journal, people } = store()
    const entries = [500, 2, 480].map((days, index) => entryAt(NOW - days * DAY, `b${index}`))
    for (const entry of entries) await journal.append('s', 'v', entry, 'd')
    await people.expire('s', horizon(NOW))
    expect(encode((await journal.known('s', 'v')).profile)).toBe(encode(sum(entries.map(ofEntry))))
  })

  test('[I73] a site is looked through once a day', async () => {
    const { people, count, later } = store()
    await people.expire('s', horizon(NOW))
    await later(entryAt(NOW - 500 * DAY, 'a'))
    await later(entryAt(NOW, 'b'))
    await people.expire('s', horizon(NOW + DAY / 2))
    expect(await count('journal')).toBe(2)
    await people.expire('s', horizon(NOW + DAY))
    expect(await count('journal')).toBe(1)
  })

  test('[J10] an old row that no profile can be made of is set aside for a month; the others are folded', async () => {
    const { db, journal, people, count, later } = store()
    for (const [index, days] of [500, 450, 3].entries()) await later(entryAt(NOW - days * DAY, `b${index}`))
    await db.prepare("UPDATE journal SET entry = '{\"client\":{}}' WHERE batch = 'b0'").run()
    expect(await people.expire('s', horizon(NOW))).toBe(1)
    expect([await count('journal'), await count('failed_events', "reason = 'poison'")]).toEqual([1, 1])
    const whole = sum([1, 2].map((index) => ofEntry(entryAt(NOW - [500, 450, 3][index]! * DAY, `b${index}`))))
    expect(encode((await journal.known('s', 'v')).profile)).toBe(encode(whole))
    await people.expire('s', horizon(NOW + 31 * DAY))
    expect(await count('failed_events')).toBe(0)
  })
})
