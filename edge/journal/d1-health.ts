import type { D1Database, D1Result } from '@cloudflare/workers-types'
import { graveOf } from '../identity/grave.ts'
import type { JournalEntry } from '../profile/event.ts'
import type { FailedEvent, Health } from './health.ts'
import { type D1JournalOptions, ONLY, runner } from './run.ts'
import { isBuried } from './stretch.ts'

/** Days in a report. */
const DAYS = 7
/** Rows set aside for one visitor: whoever sends nothing but odd things fills no table. */
export const MOST_FAILED = 100

const ADD = `INSERT INTO drops (site, day, reason, count) VALUES (?1, ?2, ?3, ?4)
  ON CONFLICT (site, day, reason) DO UPDATE SET count = count + excluded.count`
const FORGET = "DELETE FROM drops WHERE day < date(?1 / 1000, 'unixepoch', '-400 days')"
const DROPS = `SELECT day, reason, count FROM drops WHERE site = ?1
  AND day > date(?2 / 1000, 'unixepoch', ?3) ORDER BY day DESC, reason`
const FAILED = 'SELECT reason, count(*) AS count FROM failed_events WHERE site = ?1 GROUP BY reason'
const NEWEST = 'SELECT coalesce(max(seq), 0) AS newest FROM journal WHERE site = ?1'
const FOLDS = `SELECT name, seq, (SELECT count(*) FROM journal
    WHERE journal.seq > cursors.seq AND site = ?1 AND entry <> '') AS behind
  FROM cursors WHERE name LIKE 'fold:' || ?1 || ':%'`
/** Keeps a row aside once, no more than MOST_FAILED of one visitor, and none of an erased one (?7 is the grave's name). */
export const SET_ASIDE = `INSERT INTO failed_events (site, visitor, batch, received_at, reason, entry)
  SELECT ?1, ?2, ?3, ?4, ?5, ?6 WHERE (
    SELECT count(*) FROM failed_events WHERE site = ?1 AND visitor = ?2) < ${MOST_FAILED}
  AND NOT EXISTS (SELECT 1 FROM failed_events WHERE site = ?1 AND visitor = ?2 AND batch = ?3 AND reason = ?5
    AND json_extract(entry, '$.events') = json_extract(?6, '$.events'))
  AND NOT ${isBuried('?7')}`
const ROWS = `SELECT id, visitor, reason, attempts, received_at, entry FROM failed_events
  WHERE site = ?1 AND reason = ?2 AND id > ?3 AND attempts < ?5 ORDER BY id LIMIT ?4`
const NOTE = `INSERT INTO cursors (name, seq) VALUES (?1, ?2)
  ON CONFLICT (name) DO UPDATE SET seq = excluded.seq`

/** What goes wrong, in D1. */
export function d1Health(db: D1Database, options: D1JournalOptions): Health {
  const run = runner(db, options)
  const bind = (sql: string, ...values: unknown[]) => db.prepare(sql).bind(...values)
  return {
    async addDrops(counts, now) {
      const day = new Date(now).toISOString().slice(0, 10)
      await run([
        bind(FORGET, now),
        ...[...counts].flatMap(([site, reasons]) =>
          [...reasons].map(([reason, count]) => bind(ADD, site, day, reason, count)),
        ),
      ])
    },
    async report(site, now) {
      const [drops, failed, newest, folds] = (await run([
        bind(DROPS, site, now, `-${DAYS} days`),
        bind(FAILED, site),
        bind(NEWEST, site),
        bind(FOLDS, site),
      ])) as [D1Result<DropRow>, D1Result<CountRow>, D1Result<{ newest: number }>, D1Result<FoldRow>]
      const days = new Map<string, Record<string, number>>()
      for (const { day, reason, count } of drops.results) days.set(day, { ...days.get(day), [reason]: count })
      return {
        days: [...days].map(([day, drops]) => ({ day, drops })),
        failed: Object.fromEntries(failed.results.map(({ reason, count }) => [reason, count])),
        newest: newest.results[0]?.newest ?? 0,
        folds: Object.fromEntries(
          folds.results.map(({ name, seq, behind }) => [name.split(':')[2], { read: seq, behind }]),
        ),
      }
    },
    async setAside(site, visitor, entry, reason) {
      const { batch, received_at } = entry
      const grave = await graveOf(site, visitor)
      await run([bind(SET_ASIDE, site, visitor, batch, received_at, reason, JSON.stringify(entry), grave)])
    },
    async failed(site, reason, id, limit, attempts) {
      const [rows] = (await run([bind(ROWS, site, reason, id, limit, attempts)])) as [D1Result<Stored>]
      return rows.results.map((row) => ({ ...row, entry: JSON.parse(row.entry) as JournalEntry }))
    },
    async settle(id, done) {
      await run([
        bind(
          done
            ? 'DELETE FROM failed_events WHERE id = ?1'
            : 'UPDATE failed_events SET attempts = attempts + 1 WHERE id = ?1',
          id,
        ),
      ])
    },
    async noteFold(site, fold, read) {
      const seq = typeof read === 'number' ? read : (read.rows?.[options.shard?.name ?? ONLY] ?? 0)
      await run([bind(NOTE, `fold:${site}:${fold}`, seq)])
    },
  }
}

interface DropRow {
  day: string
  reason: string
  count: number
}
interface CountRow {
  reason: string
  count: number
}
interface FoldRow {
  name: string
  seq: number
  behind: number
}
type Stored = Omit<FailedEvent, 'entry'> & { entry: string }
