import type { D1Database, D1PreparedStatement, D1Result } from '@cloudflare/workers-types'
import { decodeProfile } from '../profile/decode.ts'
import type { JournalEntry } from '../profile/event.ts'
import { add, encode, ofEntry, type Profile, sum } from '../profile/profile.ts'
import { within } from './deadline.ts'
import {
  type Appended,
  COMPACT_AT,
  type Journal,
  type JournalRow,
  JournalUnavailable,
  KEEP_TAIL,
  type Known,
} from './journal.ts'

interface Snapshot {
  seq: number
  profile: string
}
interface TailRow {
  seq: number
  batch: string
  entry: string
}

export interface D1JournalOptions {
  /** A query that takes longer counts as failed, ms. */
  deadline: number
  /** Runs work that nobody waits for (`ctx.waitUntil`). */
  later: (work: Promise<unknown>) => void
}

const SNAPSHOT = 'SELECT seq, profile FROM profiles WHERE site = ?1 AND visitor = ?2'
const TAIL = `SELECT seq, batch, entry FROM journal WHERE site = ?1 AND visitor = ?2
  AND seq > coalesce((SELECT seq FROM profiles WHERE site = ?1 AND visitor = ?2), 0) ORDER BY seq`
const INSERT = `INSERT INTO journal (site, visitor, batch, received_at, digest, entry)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (site, visitor, batch) DO NOTHING`
const DIGEST = 'SELECT digest FROM journal WHERE site = ?1 AND visitor = ?2 AND batch = ?3'
const SET_ASIDE = `INSERT INTO failed_events (site, visitor, batch, received_at, reason, entry)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6)`
const COMPACT = `INSERT INTO profiles (site, visitor, seq, profile) VALUES (?1, ?2, ?3, ?4)
  ON CONFLICT (site, visitor) DO UPDATE SET seq = excluded.seq, profile = excluded.profile
  WHERE excluded.seq > profiles.seq`
const ROWS =
  'SELECT seq, visitor, batch, entry FROM journal WHERE seq > ?2 AND site = ?1 ORDER BY seq LIMIT ?3'

/** The journal in D1; each method is one round trip. */
export function d1Journal(db: D1Database, options: D1JournalOptions): Journal {
  const run = async (statements: D1PreparedStatement[]): Promise<D1Result<unknown>[]> => {
    try {
      return await within(db.batch(statements), options.deadline)
    } catch (cause) {
      throw new JournalUnavailable(cause)
    }
  }

  const fold = (site: string, visitor: string, snapshot: Snapshot | undefined, tail: TailRow[]): Known => {
    const before = snapshot && decodeProfile(snapshot.profile)
    const parts = tail.map((row) => ofEntry(JSON.parse(row.entry) as JournalEntry))
    const profile = sum(before ? [before, ...parts] : parts)
    if (tail.length > COMPACT_AT) options.later(compact(site, visitor, before, tail, parts))
    return { profile, batches: tail.map((row) => row.batch) }
  }

  const compact = async (
    site: string,
    visitor: string,
    before: Profile | undefined,
    tail: TailRow[],
    parts: Profile[],
  ): Promise<void> => {
    const covered = tail.length - KEEP_TAIL
    const folded = sum(parts.slice(0, covered))
    const text = encode(before ? add(before, folded) : folded)
    const seq = (tail[covered - 1] as TailRow).seq
    // Losing a snapshot costs time, never data: the rows are still there to be folded again.
    await run([db.prepare(COMPACT).bind(site, visitor, seq, text)]).catch(() => undefined)
  }

  return {
    async append(site, visitor, entry, digest): Promise<Appended> {
      const text = JSON.stringify(entry)
      const [insert, digests, snapshots, tail] = (await run([
        db.prepare(INSERT).bind(site, visitor, entry.batch, entry.received_at, digest, text),
        db.prepare(DIGEST).bind(site, visitor, entry.batch),
        db.prepare(SNAPSHOT).bind(site, visitor),
        db.prepare(TAIL).bind(site, visitor),
      ])) as [D1Result, D1Result<{ digest: string }>, D1Result<Snapshot>, D1Result<TailRow>]
      const known = fold(site, visitor, snapshots.results[0], tail.results)
      if (insert.meta.changes > 0) return { ...known, outcome: 'stored' }
      if (digests.results[0]?.digest === digest) return { ...known, outcome: 'repeated' }
      await run([
        db.prepare(SET_ASIDE).bind(site, visitor, entry.batch, entry.received_at, 'batch_conflict', text),
      ])
      return { ...known, outcome: 'conflict' }
    },

    async known(site, visitor): Promise<Known> {
      const [snapshots, tail] = (await run([
        db.prepare(SNAPSHOT).bind(site, visitor),
        db.prepare(TAIL).bind(site, visitor),
      ])) as [D1Result<Snapshot>, D1Result<TailRow>]
      return fold(site, visitor, snapshots.results[0], tail.results)
    },

    async rowsAfter(site, seq, limit): Promise<JournalRow[]> {
      const [rows] = (await run([db.prepare(ROWS).bind(site, seq, limit)])) as [
        D1Result<TailRow & { visitor: string }>,
      ]
      return rows.results.map((row) => ({
        seq: row.seq,
        site,
        visitor: row.visitor,
        entry: JSON.parse(row.entry) as JournalEntry,
      }))
    },
  }
}
