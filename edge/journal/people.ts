import type { JournalEntry } from '../profile/event.ts'
import type { JournalRow, Known } from './journal.ts'

/** A verified proof that whoever holds a visitor id is a person. Times are epoch ms. */
export interface Claim {
  /** The id that the device presents. */
  presented: string
  /** The id it goes on with, should the presented one be somebody else's or erased. */
  fresh: string
  person: string
  /** Names the proof itself: one proof serves one visitor. */
  token: string
  issued_at: number
  expires_at: number
  /** By which proof, for the ledger. */
  proof: string
  at: number
  /** Most visitors a person has; the oldest links beyond are dropped, and the ledger says so. */
  limit: number
  /** What the proof states of the person. */
  stated?: JournalEntry
}

export type Identified =
  | { outcome: 'linked'; visitor: string; known: Known }
  /** `token_replayed`: the proof was another visitor's, or is spent. `token_outdated`: older than the person's erasure. */
  | { outcome: 'token_replayed' | 'token_outdated' | 'visitor_taken' }

/** Consent as it is recorded: the receipt, and the statement that profiles learn of. */
export interface Recorded {
  receipt: string
  at: number
  body: string
  /** Absent where nothing may be kept. */
  entry?: JournalEntry
}

/** A row of the ledger. */
export interface LedgerRow {
  at: number
  act: 'link' | 'unlink' | 'limit' | 'logout' | 'erase'
  person: string
  visitor: string
  proof: string
}

/** All that is kept of a visitor and, if they are linked, of the person they are. */
export interface Dossier {
  person?: string
  links: { visitor: string; linked_at: number; proof: string }[]
  journal: JournalRow[]
  receipts: unknown[]
  ledger: LedgerRow[]
  hint?: string
}

/** How many rows an erasure removed, by table; in `ledger` and `tokens` the names were taken out. */
export type Removed = Record<string, number>

export type Subject = { visitor: string } | { person: string }

/** Up to when which data may be kept, epoch ms. */
export interface Horizon {
  journal: number
  profile: number
  now: number
}

/**
 * Who is whom. Links are rows; nothing is ever copied from one visitor to another. Every
 * method rejects with JournalUnavailable as the journal's do.
 */
export interface People {
  /** Links by proof, and reads the profile that now holds; one round trip, repeatable. */
  identify(site: string, claim: Claim): Promise<Identified>
  /** Keeps whom a device says it is, without believing it. */
  hint(site: string, visitor: string, hint: string, at: number): Promise<void>
  /** The device leaves: proofs that it used are spent, its history stays the person's. Returns the person. */
  logout(site: string, visitor: string, at: number): Promise<string | undefined>
  /** Drops links of a person (all, if none is named) and spends their proofs; returns the visitors that were linked. */
  unlink(
    site: string,
    person: string,
    visitors: readonly string[] | undefined,
    at: number,
    by: string,
  ): Promise<string[]>
  /** Appends a receipt and its statement; `undefined` for a visitor who was erased. */
  record(site: string, visitor: string, recorded: Recorded): Promise<Known | undefined>
  /** Appends a receipt of withdrawal, tells the person's other devices, and erases what the visitor left. */
  withdraw(site: string, visitor: string, recorded: Recorded): Promise<Removed>
  /** All that is kept; journal rows after `seq`, at most `limit`. What comes in while pages are read may be missing. */
  dossier(site: string, visitor: string, seq: number, limit: number): Promise<Dossier>
  /** Erases a visitor with the person they are linked to, or a person with all visitors; `by` is who asked, for the ledger (`visitor` if absent). */
  erase(site: string, subject: Subject, at: number, by?: string): Promise<Removed>
  /** How many rows of each table still hold an id; none of a table is left out of the answer. */
  remains(site: string, id: string): Promise<Record<string, number>>
  /** Drops what is older than the horizon, some rows a call; returns how many visitors were looked at. */
  expire(site: string, horizon: Horizon): Promise<number>
}
