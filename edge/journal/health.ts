import type { Counts } from '../intake/tally.ts'
import type { JournalEntry } from '../profile/event.ts'
import type { Cursor } from './journal.ts'

/** Why an event is set aside that no profile can be made of. */
export const POISON = 'poison'
/** A replay gives up on a row after so many attempts: no endless retry. */
export const MOST_ATTEMPTS = 5

/** An event that was set aside: why, and how often it was tried again. */
export interface FailedEvent {
  id: number
  visitor: string
  reason: string
  attempts: number
  received_at: number
  entry: JournalEntry
}

/** What an operator asks about one site. */
export interface HealthReport {
  /** Drops and refusals by reason, of today and the days before it (UTC), newest first. */
  days: { day: string; drops: Record<string, number> }[]
  /** Rows set aside by reason. */
  failed: Record<string, number>
  /** How many journal rows each fold has not read yet. */
  folds: Record<string, { read: number; behind: number }>
  /** Number of the site's newest journal row; 0 for none. */
  newest: number
}

/** What goes wrong, where it can be seen and mended. Every method rejects with JournalUnavailable as the journal's do. */
export interface Health {
  /** Adds to the day's counts; `now` is epoch ms. */
  addDrops(counts: Counts, now: number): Promise<void>
  report(site: string, now: number): Promise<HealthReport>
  /** Keeps accepted events that no profile can be made of, once however often they come; bounded for each visitor. */
  setAside(site: string, visitor: string, entry: JournalEntry, reason: string): Promise<void>
  /** Rows set aside for `reason`, after `id`, that were tried less than `attempts` times. */
  failed(site: string, reason: string, id: number, limit: number, attempts: number): Promise<FailedEvent[]>
  /** Drops a row that has landed or may not land any more; else counts one more attempt. */
  settle(id: number, done: boolean): Promise<void>
  /** Notes how far a fold has read: a cursor, or the number of a row where there is one database. */
  noteFold(site: string, fold: string, read: number | Cursor): Promise<void>
}
