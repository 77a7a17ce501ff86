import type { D1Database, D1PreparedStatement, D1Result } from '@cloudflare/workers-types'
import { within } from './deadline.ts'
import { JournalUnavailable } from './journal.ts'
import { BucketMoved, CHECK, isFenced, type Shard } from './shards/fence.ts'

export interface D1JournalOptions {
  /** A query that takes longer counts as failed, ms. */
  deadline: number
  /** Runs work that nobody waits for (`ctx.waitUntil`). */
  later: (work: Promise<unknown>) => void
  /** When a snapshot is written and how many rows it leaves out; tests make it happen often. */
  compact?: { at: number; keep: number }
  /** Which part of all this database is; absent where there is but one. */
  shard?: Shard
}

/** What cursors call the database where there is only one. */
export const ONLY = 'DB'

/** Runs statements as one transaction in one round trip. */
export type Run = (statements: D1PreparedStatement[]) => Promise<D1Result<unknown>[]>

/** A Run that gives up after the deadline; it rejects with JournalUnavailable, or BucketMoved where a shard is not what it was. */
export const runner =
  (db: D1Database, { deadline, shard }: D1JournalOptions): Run =>
  async (statements) => {
    const check = shard ? [db.prepare(CHECK).bind(shard.era, shard.frozen ? 1 : 0)] : []
    try {
      return (await within(db.batch([...check, ...statements]), deadline)).slice(check.length)
    } catch (cause) {
      if (shard && isFenced(cause)) throw new BucketMoved()
      throw new JournalUnavailable(cause)
    }
  }

/** Writes snapshots behind the answer. Losing one costs time, never data: its rows are still there. */
export function compactLater(
  db: D1Database,
  options: D1JournalOptions,
  compactions: D1PreparedStatement[],
): void {
  if (compactions.length === 0) return
  const { shard } = options
  const run = runner(db, { ...options, ...(shard && { shard: { ...shard, frozen: true } }) })
  options.later(run(compactions).catch(() => undefined))
}
