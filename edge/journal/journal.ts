import type { JournalEntry } from '../profile/event.ts'
import type { Profile } from '../profile/profile.ts'

/**
 * A visitor's profile, with what the other devices of the same person share, and the newest
 * of the visitor's own batches, so that a pending batch is not counted twice.
 */
export interface Known {
  profile: Profile
  /** Ids of the newest batches, oldest first; at least KEEP_TAIL of them if there are as many. */
  batches: string[]
  /** Whom the visitor is linked to. */
  person?: string
}

export interface Appended extends Known {
  /**
   * `repeated`: the same batch again, nothing written. `conflict`: another payload under a used
   * id, set aside. `erased`: the visitor asked to be forgotten, nothing written.
   */
  outcome: 'stored' | 'repeated' | 'conflict' | 'erased'
  /** Of two answers for one visitor the one with the greater number holds what the other does. */
  newness?: number
}

/** A row as folds read it. */
export interface JournalRow {
  seq: number
  site: string
  visitor: string
  entry: JournalEntry
}

/** How far a fold has read: plain JSON, to be kept between runs; `{}` is the beginning. Only the journal reads it. */
export interface Cursor {
  /** Under which placement of buckets on databases it was read; absent where there is one database. */
  placement?: number
  /** Number up to which all rows were read, by database. */
  rows?: Record<string, number>
}

/** A piece of the journal as a fold reads it. */
export interface Page {
  rows: JournalRow[]
  /** Names of graves dug there (edge/identity/grave.ts): whatever a fold keeps of them, it must forget. */
  erased?: string[]
  /** Where to go on. */
  cursor: Cursor
  /** There are more rows now. */
  more: boolean
  /** Buckets have moved since the cursor was given: these rows begin anew, and so must the fold. */
  restarted?: true
}

/**
 * The record of all that happened. Every method rejects with JournalUnavailable when the
 * store does not answer in time; then nothing may be acknowledged.
 */
export interface Journal {
  /** Appends a batch once, whatever the outcome of earlier tries, and reads the profile that now holds. */
  append(site: string, visitor: string, entry: JournalEntry, digest: string): Promise<Appended>
  /** The profile of a visitor; empty for one never seen. */
  known(site: string, visitor: string): Promise<Known>
  /**
   * What folds read, of all databases: rows after the cursor, each visitor's oldest first, at most `limit`
   * (one of each database at the least).
   * What was erased is not among them.
   */
  rowsFrom(site: string, after: Cursor, limit: number): Promise<Page>
  /** Rows after `seq` in the order of numbers, at most `limit`, one database after the other: for who reads all of it once. */
  rowsAfter(site: string, seq: number, limit: number): Promise<JournalRow[]>
}

/** The store failed or took too long; the outcome of a write is unknown, but repeating it is safe. */
export class JournalUnavailable extends Error {
  constructor(cause: unknown) {
    super('The journal did not answer.', { cause })
  }
}

/** How many of the newest rows a snapshot leaves out: their batch ids are still known then. */
export const KEEP_TAIL = 16
/** A snapshot is written when so many rows lie beyond it. */
export const COMPACT_AT = 48
