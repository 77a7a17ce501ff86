import type { D1Database, D1Result } from '@cloudflare/workers-types'
import { graveOf } from '../identity/grave.ts'
import type { JournalEntry } from '../profile/event.ts'
import { type CircleResults, circleReader, foldCircle, type Local, type TailRow } from './circle.ts'
import { SET_ASIDE } from './d1-health.ts'
import type { Appended, Journal, JournalRow } from './journal.ts'
import { compactLater, type D1JournalOptions, ONLY, runner } from './run.ts'

export type { D1JournalOptions } from './run.ts'

const CIRCLE = circleReader('?2')
/** A row is only added while nobody has erased its visitor: ?7 is the grave's name. */
export const INSERT = `INSERT INTO journal (site, visitor, batch, received_at, digest, entry)
  SELECT ?1, ?2, ?3, ?4, ?5, ?6 WHERE NOT EXISTS (
    SELECT 1 FROM journal WHERE site = ?1 AND visitor = ?7 AND batch = 'erased')
  ON CONFLICT (site, visitor, batch) DO NOTHING`
/** The store's clock, for batches are committed one after the other; two in one millisecond differ by row. */
const DIGEST = `SELECT digest, CAST(unixepoch('subsec') * 1000 AS INTEGER) * 1000 + seq % 1000 AS newness
  FROM journal WHERE site = ?1 AND visitor = ?2 AND batch = ?3`
// Graves have no entry.
const ROWS = `SELECT seq, visitor, batch, entry FROM journal
  WHERE seq > ?2 AND site = ?1 AND (?4 OR entry <> '') ORDER BY seq LIMIT ?3`

/** A journal that also tells what it does not know of a visitor. */
export interface LocalJournal extends Journal {
  append(...call: Parameters<Journal['append']>): Promise<Local & Appended>
  known(...call: Parameters<Journal['known']>): Promise<Local>
}

/** The journal in D1; each method is one round trip. */
export function d1Journal(db: D1Database, options: D1JournalOptions): LocalJournal {
  const { shard } = options
  const name = shard?.name ?? ONLY
  const run = runner(db, options)
  const fold = (site: string, visitor: string, results: CircleResults): Local => {
    const { known, compactions } = foldCircle(db, site, visitor, results, options)
    compactLater(db, options, compactions)
    return known
  }
  const rows = async (site: string, seq: number, limit: number, graves: boolean): Promise<TailRow[]> => {
    const statement = db.prepare(ROWS).bind(site, seq, limit, Number(graves))
    const [found] = (await run([statement])) as [D1Result<TailRow>]
    return found.results
  }

  return {
    async rowsAfter(site, seq, limit) {
      return (await rows(site, seq, limit, false)).map((row) => rowOf(site, row))
    },

    async append(site, visitor, entry, digest) {
      const text = JSON.stringify(entry)
      const grave = await graveOf(site, visitor)
      const [insert, digests, ...read] = (await run([
        db.prepare(INSERT).bind(site, visitor, entry.batch, entry.received_at, digest, text, grave),
        db.prepare(DIGEST).bind(site, visitor, entry.batch),
        ...CIRCLE.read(db, options, site, visitor),
      ])) as [D1Result, D1Result<{ digest: string; newness: number }>, ...CircleResults]
      const known = fold(site, visitor, read)
      const held = digests.results[0]
      if (!held) return { ...known, outcome: 'erased' }
      const { newness } = held
      if (insert.meta.changes > 0) return { ...known, outcome: 'stored', newness }
      if (held.digest === digest) return { ...known, outcome: 'repeated', newness }
      await run([
        db
          .prepare(SET_ASIDE)
          .bind(site, visitor, entry.batch, entry.received_at, 'batch_conflict', text, grave),
      ])
      return { ...known, outcome: 'conflict' }
    },

    async known(site, visitor) {
      return fold(site, visitor, (await run(CIRCLE.read(db, options, site, visitor))) as CircleResults)
    },

    async rowsFrom(site, after, limit) {
      const read = after.rows?.[name] ?? 0
      const all = await rows(site, read, limit, true)
      const live = all.filter((row) => row.entry !== '' && (!shard || shard.holds(site, row.visitor)))
      return {
        rows: live.map((row) => rowOf(site, row)),
        erased: all.flatMap((row) => (row.entry === '' ? [row.visitor] : [])),
        cursor: { rows: { [name]: all.at(-1)?.seq ?? read } },
        more: all.length === limit,
      }
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
