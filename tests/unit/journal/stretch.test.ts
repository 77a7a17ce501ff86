import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { d1Journal } from '../../../edge/journal/d1.ts'
import { d1People } from '../../../edge/journal/d1-people.ts'
import type { Cursor } from '../../../edge/journal/journal.ts'
import type { JournalEntry } from '../../../edge/profile/event.ts'
import { encode, ofEntry, sum } from '../../../edge/profile/profile.ts'
import { DAY } from '../../../edge/profile/time.ts'
import { NOW } from '../../support/arbitrary.ts'
import { GRANTED } from '../../support/edge.ts'
import { sqliteDatabase } from '../../support/sqlite.ts'

const entryAt = (received_at: number, batch: string): JournalEntry => ({
  batch,
  received_at,
  consent: GRANTED,
  client: {},
  events: [{ name: 'view_item', time: received_at, items: [{ item_id: batch }] }],
})

/** A journal that writes snapshots often, and what can be asked of it. */
function store() {
  const db = sqliteDatabase()
  const pending: Promise<unknown>[] = []
  const options = {
    deadline: 5000,
    later: (work: Promise<unknown>) => pending.push(work),
    compact: { at: 6, keep: 2 },
  }
  const journal = d1Journal(db, options)
  const people = d1People(db, options)
  const settled = () => Promise.all(pending.splice(0))
  const inTable = (visitor: string) =>
    db.prepare('SELECT count(*) AS n FROM journal WHERE visitor = ?1').bind(visitor).first<number>('n')
  const found = async (visitor: string) =>
    (await people.dossier('s', visitor, 0, 1e6)).journal.map(({ entry }) => entry.batch)
  return { db, journal, people, settled, inTable, found }
}

const VISITORS = ['v', 'w', 'x'] as const
const step = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      act: fc.constant('append' as const),
      visitor: fc.constantFrom(...VISITORS),
      days: fc.constantFrom(1, 1, 2, 400, 401, 500),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ act: fc.constant('read' as const), limit: fc.integer({ min: 1, max: 9 }) }),
  },
  { weight: 2, arbitrary: fc.record({ act: fc.constant('again' as const), which: fc.nat(40) }) },
  { weight: 1, arbitrary: fc.constant({ act: 'expire' as const }) },
)

describe('stretches of rows', () => {
  test('[J32] whatever is read, sent again or dropped meanwhile: a fold meets every row once, and every row left is found', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 60 }), async (steps) => {
        const { journal, people, settled, inTable, found } = store()
        const sent: { visitor: string; entry: JournalEntry }[] = []
        const met: string[] = []
        let cursor: Cursor = {}
        let day = 0
        const read = async (limit: number) => {
          const page = await journal.rowsFrom('s', cursor, limit)
          met.push(...page.rows.map(({ visitor, entry }) => `${visitor} ${entry.batch}`))
          cursor = page.cursor
          return page.more
        }
        for (const each of steps) {
          if (each.act === 'append') {
            const entry = entryAt(NOW - each.days * DAY, `b${sent.length}`)
            sent.push({ visitor: each.visitor, entry })
            expect((await journal.append('s', each.visitor, entry, 'd')).outcome).toBe('stored')
          }
          if (each.act === 'read') await read(each.limit)
          const before = sent[sent.length && each.act === 'again' ? each.which % sent.length : -1]
          if (before && (await found(before.visitor)).includes(before.entry.batch))
            expect((await journal.append('s', before.visitor, before.entry, 'd')).outcome).toBe('repeated')
          if (each.act === 'expire') {
            // A fold reads to the end before rows go, as it does every two minutes.
            while (await read(1000));
            const now = NOW + day++ * DAY
            await people.expire('s', { journal: now - 395 * DAY, profile: 0, now })
          }
          await settled()
        }
        while (await read(1000));
        expect([...met].sort()).toEqual(sent.map(({ visitor, entry }) => `${visitor} ${entry.batch}`).sort())
        for (const visitor of VISITORS) {
          const theirs = sent.filter((each) => each.visitor === visitor).map(({ entry }) => entry)
          expect(met.filter((row) => row[0] === visitor)).toEqual(
            theirs.map(({ batch }) => `${visitor} ${batch}`),
          )
          expect((await found(visitor)).length).toBe(await inTable(visitor))
          expect(encode((await journal.known('s', visitor)).profile)).toBe(encode(sum(theirs.map(ofEntry))))
        }
      }),
      { numRuns: 60 },
    )
  })

  test('[J33] a visitor who sends more than a stretch holds goes on in another; all of it is found, known again and erased', async () => {
    const { db, journal, people, settled, inTable, found } = store()
    const batches = Array.from({ length: 600 }, (_, n) => `b${n}`)
    for (const [n, batch] of batches.entries()) {
      await journal.append('s', 'v', entryAt(NOW + n, batch), 'd')
      if (n % 100 === 0) await journal.append('s', 'w', entryAt(NOW + n, batch), 'd')
      await settled()
    }
    const opened = 'SELECT count(*) AS n FROM stretches WHERE visitor = ?1'
    expect(await db.prepare(opened).bind('v').first('n')).toBe(3)
    expect(await found('v')).toEqual(batches)
    for (const batch of ['b0', 'b255', 'b256', 'b599'])
      expect((await journal.append('s', 'v', entryAt(NOW, batch), 'd')).outcome).toBe('repeated')
    expect((await people.erase('s', { visitor: 'v' }, NOW)).journal).toBe(600)
    expect([await inTable('v'), await inTable('w')]).toEqual([0, 6])
    expect((await journal.append('s', 'v', entryAt(NOW, 'late'), 'd')).outcome).toBe('erased')
  })
})
