import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bucketOfName } from '../../../edge/identity/bucket.ts'
import { type ArchiveMessage, feedArchive } from '../../../edge/journal/archive/archive.ts'
import { consume } from '../../../edge/journal/archive/consume.ts'
import { d1Journal } from '../../../edge/journal/d1.ts'
import { d1Eraser } from '../../../edge/journal/d1-erasure.ts'
import { d1Health } from '../../../edge/journal/d1-health.ts'
import { d1People } from '../../../edge/journal/d1-people.ts'
import type { Cursor } from '../../../edge/journal/journal.ts'
import { stepTo } from '../../../edge/journal/shards/move.ts'
import { RESERVE } from '../../../edge/journal/shards/tables.ts'
import { createStores } from '../../../edge/journal/stores.ts'
import { readLearned } from '../../../edge/learn/keep.ts'
import type { JournalEntry } from '../../../edge/profile/event.ts'
import { encode, ofEntry, sum } from '../../../edge/profile/profile.ts'
import { DAY } from '../../../edge/profile/time.ts'
import { learnFrom } from '../../../edge/scheduled.ts'
import { NOW } from '../../support/arbitrary.ts'
import { GRANTED } from '../../support/edge.ts'
import { memoryStore } from '../../support/memory-store.ts'
import { named } from '../../support/shards.ts'
import { migrationOf, sqliteDatabase } from '../../support/sqlite.ts'

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
  return { db, options, journal, people, settled, inTable, found }
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

  test('[J34] what a login states, a withdrawal tells and an erasure buries is written once, however often it is sent', async () => {
    const { people, inTable, db, options } = store()
    const claim = {
      presented: 'v',
      fresh: 'f',
      person: 'p',
      token: 't',
      issued_at: 0,
      expires_at: NOW,
      proof: 'x',
      at: NOW,
      limit: 20,
      stated: { ...entryAt(NOW, 't'), events: [] },
    }
    const told = { receipt: 'r', at: NOW, body: '{}', entry: { ...entryAt(NOW, 'r'), events: [] } }
    const graves = () => db.prepare("SELECT count(*) AS n FROM journal WHERE batch = 'erased'").first('n')
    for (const _ of [1, 2]) {
      await people.identify('s', claim)
      expect(await inTable('p:p')).toBe(1)
    }
    await people.identify('s', { ...claim, presented: 'w', fresh: 'g', token: 'u' })
    const before = (await inTable('p:p')) as number
    for (const _ of [1, 2]) {
      // As where the person is kept in another database than the device, whose link stands until it hears of it.
      await d1Eraser(db, options).tell('s', 'w', told)
      expect(await inTable('p:p')).toBe(before + 1)
    }
    for (const _ of [1, 2]) {
      await people.withdraw('s', 'w', told)
      expect([await inTable('p:p'), await graves()]).toEqual([before + 1, 1])
    }
    for (const _ of [1, 2]) {
      await people.erase('s', { visitor: 'v' }, NOW)
      expect(await graves()).toBe(3)
    }
  })

  test('[J35] a site of which nothing is heard does not look through the others’ rows again and again', async () => {
    const { db, journal } = store()
    for (let n = 0; n < 5; n++) await journal.append('busy', `v${n}`, entryAt(NOW, 'b'), 'd')
    const { cursor, rows } = await journal.rowsFrom('quiet', {}, 100)
    expect([cursor.rows, rows]).toEqual([{ DB: 5 * 256 }, []])
    const memory = memoryStore()
    const site = { id: 'quiet', retention: { journal_days: 395, profile_days: 760 } }
    const learnt = async () => {
      await learnFrom(site, { journal, store: memory, now: NOW })
      return ((await readLearned(memory, 'quiet')).learned.read as Cursor).rows?.DB
    }
    expect(await learnt()).toBeUndefined()
    await db.prepare('UPDATE journal SET seq = 1073741824 WHERE seq = 1280').run()
    expect(await learnt()).toBe(1_073_741_824)
  })

  test('[J36] where a move of buckets cleans up, a stretch goes whole: an erasure meanwhile misses nothing', async () => {
    const databases = named([sqliteDatabase(), sqliteDatabase()])
    const stores = createStores(databases)
    const options = { deadline: 5000, later: () => {} }
    const [journal, people] = [stores.journal(options), stores.people(options)]
    const leaving = Array.from({ length: 200 }, (_, n) => `visitor-${n}`)
      .filter((visitor) => bucketOfName('s', visitor) >= 512)
      .slice(0, 4)
    // A page of what is cleaned ends in the rows of the last of them.
    for (const visitor of leaving)
      for (let n = 0; n < 300; n++) await journal.append('s', visitor, entryAt(NOW, `b${n}`), 'd')
    for (let cleaned = false; !cleaned; ) {
      const { step, rows } = await stepTo(databases, 2, { by: 1, now: NOW })
      cleaned = step === 'clean' && rows > 0
    }
    await people.erase('s', { visitor: leaving[3]! }, NOW)
    expect(await people.remains('s', leaving[3]!)).toMatchObject({ journal: 0 })
    for (let done = false; !done; ) ({ done } = await stepTo(databases, 2, { by: 1, now: NOW }))
    const left = await databases[0]!.db
      .prepare("SELECT count(*) AS n FROM journal WHERE site <> ''")
      .first('n')
    expect(left).toBe(0)
    for (const visitor of leaving.slice(0, 3))
      expect((await people.dossier('s', visitor, 0, 1000)).journal).toHaveLength(300)
  })

  test('[J37] buckets are not moved to where row numbers would run out', async () => {
    const databases = named([sqliteDatabase(), sqliteDatabase()])
    const seams = () => databases[1]!.db.prepare('SELECT max(seq) AS n FROM journal').first('n')
    await databases[1]!.db
      .prepare(RESERVE.journal)
      .bind(2 ** 44 - 2 ** 32)
      .run()
    const before = await seams()
    await expect(stepTo(databases, 2, { by: 1, now: NOW })).rejects.toThrow('too few row numbers')
    expect(await seams()).toBe(before)
  })

  test('[J38] a database of before there were stretches goes on: all of it is found, known again and read once by folds', async () => {
    const db = sqliteDatabase(['0001', '0002', '0003', '0004', '0005'].flatMap(migrationOf))
    const entries = Array.from({ length: 12 }, (_, n) => entryAt(NOW + n, `b${n}`))
    for (const [n, entry] of entries.entries())
      await db
        .prepare(
          `INSERT INTO journal (site, visitor, batch, received_at, digest, entry) VALUES ('s', ?1, ?2, ?3, 'd', ?4)`,
        )
        .bind(n % 3 ? 'v' : 'w', entry.batch, entry.received_at, JSON.stringify(entry))
        .run()
    const theirs = entries.filter((_, n) => n % 3)
    // A snapshot of the first five rows, and a fold that has read as many.
    await db
      .prepare("INSERT INTO profiles (site, visitor, seq, profile) VALUES ('s', 'v', 5, ?1)")
      .bind(encode(sum(theirs.slice(0, 3).map(ofEntry))))
      .run()
    await db.prepare("INSERT INTO cursors (name, seq) VALUES ('fold:s:model', 5)").run()
    for (const sql of migrationOf('0006')) await db.prepare(sql).run()
    const options = { deadline: 5000, later: () => {} }
    const [journal, people, health] = [d1Journal(db, options), d1People(db, options), d1Health(db, options)]
    expect((await health.report('s', NOW)).folds.model?.behind).toBe(7)
    const { profile } = await journal.known('s', 'v')
    expect(encode(profile)).toBe(encode(sum(theirs.map(ofEntry))))
    expect((await journal.append('s', 'v', theirs[0]!, 'd')).outcome).toBe('repeated')
    await journal.append('s', 'v', entryAt(NOW + 99, 'new'), 'd')
    const { rows } = await journal.rowsFrom('s', {}, 99)
    expect(rows.map(({ entry }) => entry.batch)).toEqual([...entries.map(({ batch }) => batch), 'new'])
    expect((await people.dossier('s', 'v', 0, 99)).journal).toHaveLength(9)
    expect((await people.erase('s', { visitor: 'v' }, NOW)).journal).toBe(9)
  })

  test('[J24] what a visitor sends after a range was queued is in the next; while buckets move, none is queued', async () => {
    const databases = named([sqliteDatabase(), sqliteDatabase()])
    const journal = createStores(databases).journal({ deadline: 5000, later: () => {} })
    const visitors = Array.from({ length: 6 }, (_, n) => `visitor-${n}`)
    const lines: string[] = []
    const bucket = {
      list: async () => ({ objects: [], truncated: false }),
      get: async () => null,
      put: async (_: string, text: string) => lines.push(...text.trim().split('\n')),
      delete: async () => {},
    }
    const messages: ArchiveMessage[] = []
    const queue = { send: async (message: ArchiveMessage) => messages.push(message) }
    const archived = async () => {
      await feedArchive(databases, queue, bucket, NOW + 2 * DAY)
      for (const message of messages.splice(0)) await consume(databases, bucket, message)
      return new Set(lines.map((line) => (({ visitor, batch }) => `${visitor} ${batch}`)(JSON.parse(line))))
        .size
    }
    const send = async (batch: string) => {
      for (const visitor of visitors) await journal.append('s', visitor, entryAt(NOW, batch), 'd')
    }
    await send('a')
    expect(await archived()).toBe(6)
    await send('b')
    expect(await archived()).toBe(12)
    await send('c')
    await stepTo(databases, 2, { by: 1, now: NOW })
    expect(await archived()).toBe(12)
    for (let done = false; !done; ) ({ done } = await stepTo(databases, 2, { by: 1, now: NOW }))
    await send('d')
    expect(await archived()).toBe(24)
  })
})
