import type { D1Database, D1Result } from '@cloudflare/workers-types'
import { graveOf } from '../identity/grave.ts'
import { decodeProfile } from '../profile/decode.ts'
import { sum } from '../profile/profile.ts'
import { DAY } from '../profile/time.ts'
import { compaction, partOf, type SnapshotRow, type TailRow } from './circle.ts'
import { SET_ASIDE } from './d1-health.ts'
import { POISON } from './health.ts'
import type { People } from './people.ts'
import { type D1JournalOptions, runner } from './run.ts'
import { CLOSE, rowsOf } from './stretch.ts'

/** A full look at a site's rows is worth its price once a day. */
const EVERY = DAY
/** How much longer a row is kept aside that could not be folded when its time was up. */
const GRACE = 30 * DAY
/** Visitors looked at in one call: what a scheduled run can do in its time. */
const PAGE = 200

const OLDEST = `SELECT visitor FROM (SELECT visitor, received_at FROM journal
    WHERE site = ?1 AND entry <> '' ORDER BY seq LIMIT 5000)
  WHERE received_at < ?2 GROUP BY visitor LIMIT ?3`
const SNAPSHOT = 'SELECT visitor, seq, profile FROM profiles WHERE site = ?1 AND visitor = ?2'
// Up to the first row that stays: isolates' clocks differ, and a snapshot holds all rows up to its last.
const OLD_TAIL = `SELECT journal.visitor, seq, batch, entry FROM ${rowsOf('?2', '?4')}
  WHERE first < coalesce((SELECT min(first) FROM ${rowsOf('?2', '?4')} WHERE received_at >= ?3), 9e18) ORDER BY seq`
// Only whole stretches, or nobody would find the rest; what a snapshot holds; and never the newest row: its number must
// not be given twice.
const DROP = `DELETE FROM journal WHERE seq IN (SELECT seq FROM ${rowsOf('?2')} WHERE first < coalesce((
  SELECT min(first) FROM ${rowsOf('?2')} WHERE received_at >= ?3 OR seq = (SELECT max(seq) FROM journal)
    OR seq > coalesce((SELECT seq FROM profiles WHERE site = ?1 AND visitor = ?2), 0)), 9e18))`

const STALE = `SELECT visitor FROM profiles WHERE site = ?1
  AND coalesce(json_extract(profile, '$.touches.seen[1]'), 0) < ?2
  AND NOT EXISTS (SELECT 1 FROM stretches WHERE stretches.site = ?1 AND stretches.visitor = profiles.visitor)
  LIMIT ?3`
const LAST_RUN = 'SELECT seq FROM cursors WHERE name = ?1'
const NOTE_RUN = `INSERT INTO cursors (name, seq) VALUES (?1, ?2)
  ON CONFLICT (name) DO UPDATE SET seq = excluded.seq`
const IN_LIST = 'IN (SELECT value FROM json_each(?2))'
const FORGET = ['profiles', 'links', 'hints'].map(
  (table) => `DELETE FROM ${table} WHERE site = ?1 AND visitor ${IN_LIST}`,
)
const LAPSED = {
  graves: `DELETE FROM journal WHERE seq % 256 = 0 AND site = ?1 AND visitor BETWEEN 'x:' AND 'x;'
    AND entry = '' AND received_at < ?2 AND seq < (SELECT max(seq) FROM journal)`,
  failed: 'DELETE FROM failed_events WHERE site = ?1 AND received_at < ?2',
  receipts: 'DELETE FROM receipts WHERE site = ?1 AND at < ?2',
  ledger: 'DELETE FROM ledger WHERE site = ?1 AND at < ?2',
  hints: 'DELETE FROM hints WHERE site = ?1 AND at < ?2',
  tokens: 'DELETE FROM tokens WHERE site = ?1 AND expires_at < ?2',
}

/** Keeps what D1 holds within the site's horizon. A row leaves the journal only once a snapshot holds it. */
export function d1Retention(db: D1Database, options: D1JournalOptions): Pick<People, 'expire'> {
  const run = runner(db, options)
  const bind = (sql: string, ...values: unknown[]) => db.prepare(sql).bind(...values)

  const foldOld = async (site: string, visitor: string, before: number): Promise<void> => {
    const [snapshots] = (await run([bind(SNAPSHOT, site, visitor)])) as [D1Result<SnapshotRow>]
    const held = snapshots.results[0]
    const [tail] = (await run([bind(OLD_TAIL, site, visitor, before, held?.seq ?? 0)])) as [D1Result<TailRow>]
    const rows = tail.results
    const parts = rows.map(({ entry }) => partOf(entry))
    const start = held && decodeProfile(held.profile)
    const poison = rows.filter((_, index) => parts[index] === undefined)
    const last = rows.at(-1)
    const grave = await graveOf(site, visitor)
    await run([
      // What no profile can be made of leaves the journal as well, and waits aside for a version that can.
      ...poison.map(({ batch, entry }) =>
        bind(SET_ASIDE, site, visitor, batch, before + GRACE, POISON, entry, grave),
      ),
      ...(last
        ? [
            compaction(
              db,
              site,
              visitor,
              last.seq,
              sum([...(start ? [start] : []), ...parts.filter((part) => part !== undefined)]),
            ),
          ]
        : []),
      bind(DROP, site, visitor, before),
    ])
  }

  return {
    async expire(site, { journal, profile, now }) {
      const cursor = `retention:${site}`
      const [runs] = (await run([bind(LAST_RUN, cursor)])) as [D1Result<{ seq: number }>]
      if (now - (runs.results[0]?.seq ?? 0) < EVERY) return 0
      const [, old, stale] = (await run([
        db.prepare(CLOSE),
        bind(OLDEST, site, journal, PAGE),
        bind(STALE, site, profile, PAGE),
      ])) as [D1Result, D1Result<{ visitor: string }>, D1Result<{ visitor: string }>]
      const kept = ({ visitor }: { visitor: string }) => options.shard?.holds(site, visitor) ?? true
      for (const { visitor } of old.results.filter(kept)) await foldOld(site, visitor, journal)
      const forgotten = JSON.stringify(stale.results.filter(kept).map(({ visitor }) => visitor))
      await run([
        ...FORGET.map((sql) => bind(sql, site, forgotten)),
        bind(LAPSED.graves, site, journal),
        bind(LAPSED.failed, site, journal),
        bind(LAPSED.receipts, site, profile),
        bind(LAPSED.ledger, site, profile),
        bind(LAPSED.hints, site, profile),
        bind(LAPSED.tokens, site, now),
        // More than a page is due: the next call goes on at once.
        ...(old.results.length < PAGE && stale.results.length < PAGE ? [bind(NOTE_RUN, cursor, now)] : []),
      ])
      return old.results.length + stale.results.length
    },
  }
}
