import type { D1Database, D1PreparedStatement, D1Result } from '@cloudflare/workers-types'
import { within } from './deadline.ts'
import { JournalUnavailable } from './journal.ts'

export interface D1JournalOptions {
  /** A query that takes longer counts as failed, ms. */
  deadline: number
  /** Runs work that nobody waits for (`ctx.waitUntil`). */
  later: (work: Promise<unknown>) => void
  /** When a snapshot is written and how many rows it leaves out; tests make it happen often. */
  compact?: { at: number; keep: number }
}

/** Runs statements as one transaction in one round trip. */
export type Run = (statements: D1PreparedStatement[]) => Promise<D1Result<unknown>[]>

/** A Run that gives up after the deadline; it rejects with JournalUnavailable. */
export const runner =
  (db: D1Database, { deadline }: D1JournalOptions): Run =>
  async (statements) => {
    try {
      return await within(db.batch(statements), deadline)
    } catch (cause) {
      throw new JournalUnavailable(cause)
    }
  }

/** Writes snapshots behind the answer. Losing one costs time, never data: its rows are still there. */
export function compactLater(run: Run, options: D1JournalOptions, compactions: D1PreparedStatement[]): void {
  if (compactions.length) options.later(run(compactions).catch(() => undefined))
}
