import type { D1Database, D1Result } from '@cloudflare/workers-types'
import { graveOf } from '../identity/grave.ts'
import type { JournalEntry } from '../profile/event.ts'
import { type CircleResults, foldCircle, readCircle, type TailRow } from './circle.ts'
import { SET_ASIDE } from './d1-health.ts'
import type { Appended, Journal, JournalRow, Known } from './journal.ts'
import { compactLater, type D1JournalOptions, runner } from './run.ts'

export type { D1JournalOptions } from './run.ts'

/** What cursors call the database where there is only one. */
const ONLY = 'DB'

const CIRCLE = readCircle('?2')
/** A row is only added while nobody has erased its visitor: ?7 is the grave's name. */
export const INSERT = `INSERT INTO journal (site, visitor, batch, received_at, digest, entry)
  SELECT ?1, ?2, ?3, ?4, ?5, ?6 WHERE NOT EXISTS (
    SELECT 1 FROM journal WHERE site = ?1 AND visitor = ?7 AND batch = 'erased')
  ON CONFLICT (site, visitor, batch) DO NOTHING`
const DIGEST = 'SELECT digest FROM journal WHERE site = ?1 AND visitor = ?2 AND batch = ?3'
// Graves have no entry: folds pass them by.
const ROWS = `SELECT seq, visitor, batch, entry FROM journal
  WHERE seq > ?2 AND site = ?1 AND entry <> '' ORDER BY seq LIMIT ?3`

/** The journal in D1; each method is one round trip. */
export function d1Journal(db: D1Database, options: D1JournalOptions): Journal {
  const run = runner(db, options)
  const fold = (site: string, visitor: string, results: CircleResults): Known => {
    const { known, compactions } = foldCircle(db, site, visitor, results, options.compact)
    compactLater(run, options, compactions)
    return known
  }
  const circle = (site: string, visitor: string) => [
    db.prepare(CIRCLE.person).bind(site, visitor),
    db.prepare(CIRCLE.snapshots).bind(site, visitor),
    db.prepare(CIRCLE.tail).bind(site, visitor),
  ]

  const rowsAfter = async (site: string, seq: number, limit: number): Promise<JournalRow[]> => {
    const [rows] = (await run([db.prepare(ROWS).bind(site, seq, limit)])) as [D1Result<TailRow>]
    return rows.results.map((row) => rowOf(site, row))
  }

  return {
    rowsAfter,

    async append(site, visitor, entry, digest): Promise<Appended> {
      const text = JSON.stringify(entry)
      const grave = await graveOf(site, visitor)
      const [insert, digests, ...read] = (await run([
        db.prepare(INSERT).bind(site, visitor, entry.batch, entry.received_at, digest, text, grave),
        db.prepare(DIGEST).bind(site, visitor, entry.batch),
        ...circle(site, visitor),
      ])) as [D1Result, D1Result<{ digest: string }>, ...CircleResults]
      const known = fold(site, visitor, read)
      const held = digests.results[0]
      if (insert.meta.changes > 0) return { ...known, outcome: 'stored' }
      if (!held) return { ...known, outcome: 'erased' }
      if (held.digest === digest) return { ...known, outcome: 'repeated' }
      await run([
        db
          .prepare(SET_ASIDE)
          .bind(site, visitor, entry.batch, entry.received_at, 'batch_conflict', text, grave),
      ])
      return { ...known, outcome: 'conflict' }
    },

    async known(site, visitor): Promise<Known> {
      return fold(site, visitor, (await run(circle(site, visitor))) as CircleResults)
    },

    async rowsFrom(site, after, limit) {
      const read = after.rows?.[ONLY] ?? 0
      const rows = await rowsAfter(site, read, limit)
      return { rows, cursor: { rows: { [ONLY]: rows.at(-1)?.seq ?? read } }, more: rows.length === limit }
    },
  }
}

/** A row as folds read it. */
export const rowOf = (site: string, { seq, visitor, entry }: TailRow): JournalRow => ({
  seq,
  site,
  visitor,
  entry: JSON.parse(entry) as JournalEntry,
})
