import type { D1Database, D1Result } from '@cloudflare/workers-types'
import { graveOf } from '../identity/grave.ts'
import type { JournalEntry } from '../profile/event.ts'
import { type CircleResults, circleReader, foldNewer, type Local, type TailRow } from './circle.ts'
import { SET_ASIDE } from './d1-health.ts'
import { type Appended, COMPACT_AT, type Journal, type JournalRow } from './journal.ts'
import { memoryOf } from './remembered.ts'
import { compactLater, type D1JournalOptions, ONLY, runner } from './run.ts'
import { batchOf, CLOSE, CLOSED, isBuried, isHeld, nextOf } from './stretch.ts'

export type { D1JournalOptions } from './run.ts'

const CIRCLE = circleReader('?2')
/** A row is only added while nobody has erased its visitor: ?7 is the grave's name. */
export const INSERT = `INSERT INTO journal (seq, site, visitor, batch, received_at, digest, entry)
  SELECT ${nextOf('?2')}, ?1, ?2, ?3, ?4, ?5, ?6 WHERE NOT ${isBuried('?7')} AND NOT ${isHeld('?2', '?3')}`
// Last, of the batch ?5 itself, its digest and how new it is: by the store's clock, for batches are committed one after
// the other; two in one millisecond differ by row. It is the row INSERT wrote right before, or else is looked for.
const HELD = `UNION ALL SELECT NULL, CAST(unixepoch('subsec') * 1000 AS INTEGER) * 1000 + seq % 1000, digest, NULL FROM`
const SENT = `${CIRCLE.newer}
  ${HELD} journal WHERE changes() > 0 AND seq = last_insert_rowid()
  ${HELD} ${batchOf('?2', '?5')} AND changes() = 0`
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
  // What has to be read a second time shares the time of a request: both together end before its two seconds do.
  const runAgain = runner(db, { ...options, deadline: options.deadline / 4 })
  const memory = memoryOf(db)
  const most = options.compact?.at ?? COMPACT_AT

  /** What to read of a visitor, and how to sum it; `sent` need not come back. */
  const reading = (site: string, visitor: string, sent?: JournalEntry) => {
    const key = `${site}|${visitor}`
    const held = memory.get(key)
    // Rows that a snapshot is due for are read whole.
    const remembered = held && held.batches.length < most ? held : undefined
    const { head = -1, upto = -1 } = remembered ?? {}
    const { batch = '', received_at = -1 } = sent ?? {}
    const statements = [
      db.prepare(sent ? SENT : CIRCLE.newer).bind(site, visitor, head, upto, batch, received_at),
      ...CIRCLE.guests(db, options, site, visitor),
    ]
    const fold = async (results: CircleResults, appended?: JournalEntry): Promise<Local> => {
      const folded = foldNewer(db, site, visitor, results, options, { remembered, appended })
      memory.set(key, folded?.remembered, sent?.received_at)
      // A snapshot was written meanwhile, or rows have gone: read anew, by nothing remembered.
      if (!folded) return readCircle(site, visitor, runAgain)
      compactLater(db, options, folded.compactions)
      return folded.known
    }
    return { statements, fold }
  }
  const readCircle = async (site: string, visitor: string, running = run): Promise<Local> => {
    const { statements, fold } = reading(site, visitor)
    return fold((await running(statements)) as CircleResults)
  }
  const known = (site: string, visitor: string) => readCircle(site, visitor)
  /** Rows after a number, and up to which there are no others. */
  const rows = async (site: string, seq: number, limit: number, graves: boolean) => {
    const [, found, closed] = (await run([
      db.prepare(CLOSE),
      db.prepare(ROWS).bind(site, seq, limit, Number(graves)),
      db.prepare(CLOSED),
    ])) as [D1Result, D1Result<TailRow>, D1Result<{ seq: number }>]
    const all = found.results
    const upto = all.length === limit ? all.at(-1)?.seq : closed.results[0]?.seq
    return { all, upto: Math.max(seq, upto ?? 0) }
  }

  return {
    async rowsAfter(site, seq, limit) {
      const { all } = await rows(site, seq, limit, false)
      return all.map((row) => rowOf(site, row))
    },

    async append(site, visitor, entry, digest) {
      const text = JSON.stringify(entry)
      const grave = await graveOf(site, visitor)
      const { statements, fold } = reading(site, visitor, entry)
      const [insert, ...read] = (await run([
        db.prepare(INSERT).bind(site, visitor, entry.batch, entry.received_at, digest, text, grave),
        ...statements,
      ])) as [D1Result, ...CircleResults]
      const last = read[0].results.at(-1)
      const held = last?.visitor === null ? read[0].results.pop() : undefined
      const stored = insert.meta.changes > 0
      const known = await fold(read, stored ? entry : undefined)
      if (!held) return { ...known, outcome: 'erased' }
      const { seq: newness, batch: found } = held
      if (stored) return { ...known, outcome: 'stored', newness }
      if (found === digest) return { ...known, outcome: 'repeated', newness }
      await run([
        db
          .prepare(SET_ASIDE)
          .bind(site, visitor, entry.batch, entry.received_at, 'batch_conflict', text, grave),
      ])
      return { ...known, outcome: 'conflict' }
    },

    known,

    async rowsFrom(site, after, limit) {
      const read = after.rows?.[name] ?? 0
      const { all, upto } = await rows(site, read, limit, true)
      const live = all.filter((row) => row.entry !== '' && (!shard || shard.holds(site, row.visitor)))
      return {
        rows: live.map((row) => rowOf(site, row)),
        erased: all.flatMap((row) => (row.entry === '' ? [row.visitor] : [])),
        cursor: { rows: { [name]: upto } },
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
