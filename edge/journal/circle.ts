import type { D1Database, D1PreparedStatement, D1Result } from '@cloudflare/workers-types'
import { isPerson } from '../identity/person.ts'
import { decodeProfile } from '../profile/decode.ts'
import type { JournalEntry } from '../profile/event.ts'
import { add, encode, ofEntry, type Profile, shared, sum } from '../profile/profile.ts'
import { COMPACT_AT, KEEP_TAIL, type Known } from './journal.ts'

export interface SnapshotRow {
  visitor: string
  seq: number
  profile: string
}
export interface TailRow {
  visitor: string
  seq: number
  batch: string
  entry: string
}

/**
 * A visitor, the person they are linked to, and all of that person's visitors, as a common
 * table; `visitor` is a trusted SQL expression. Site is ?1.
 */
export const circle = (visitor: string): string => `WITH circle (visitor) AS MATERIALIZED (
  SELECT ${visitor}
  UNION SELECT 'p:' || person FROM links WHERE site = ?1 AND visitor = ${visitor}
  UNION SELECT theirs.visitor FROM links AS mine
    JOIN links AS theirs ON theirs.site = mine.site AND theirs.person = mine.person
    WHERE mine.site = ?1 AND mine.visitor = ${visitor})`

/** What reads a visitor's profile, with those of their circle: three statements of one batch. */
export const readCircle = (visitor: string) => ({
  person: `SELECT person FROM links WHERE site = ?1 AND visitor = ${visitor}`,
  snapshots: `${circle(visitor)} SELECT profiles.visitor, seq, profile
    FROM circle CROSS JOIN profiles ON site = ?1 AND profiles.visitor = circle.visitor`,
  tail: `${circle(visitor)} SELECT journal.visitor, seq, batch, entry
    FROM circle CROSS JOIN journal ON site = ?1 AND journal.visitor = circle.visitor
    WHERE seq > coalesce((SELECT seq FROM profiles
      WHERE site = ?1 AND profiles.visitor = circle.visitor), 0) ORDER BY seq`,
  rows: `${circle(visitor)} SELECT journal.visitor, seq, batch, entry
    FROM circle CROSS JOIN journal ON site = ?1 AND journal.visitor = circle.visitor
    WHERE seq > ?3 ORDER BY seq LIMIT ?4`,
})

/** The answers to readCircle's statements `person`, `snapshots` and `tail`. */
export type CircleResults = [D1Result<{ person: string }>, D1Result<SnapshotRow>, D1Result<TailRow>]

// Only while the row it reads up to is there: what was erased meanwhile does not come back.
const COMPACT = `INSERT INTO profiles (site, visitor, seq, profile)
  SELECT ?1, ?2, ?3, ?4 WHERE EXISTS (SELECT 1 FROM journal WHERE seq = ?3 AND site = ?1 AND visitor = ?2)
  ON CONFLICT (site, visitor) DO UPDATE SET seq = excluded.seq, profile = excluded.profile
  WHERE excluded.seq > profiles.seq`

/** Sums a circle for one of its visitors, and tells which snapshots are worth writing. */
export function foldCircle(
  db: D1Database,
  site: string,
  visitor: string,
  [persons, snapshots, tail]: CircleResults,
  { at, keep } = { at: COMPACT_AT, keep: KEEP_TAIL },
): { known: Known; compactions: D1PreparedStatement[] } {
  const before = new Map(snapshots.results.map((row) => [row.visitor, row]))
  const rows = new Map<string, TailRow[]>([[visitor, []]])
  for (const name of before.keys()) rows.set(name, [])
  for (const row of tail.results) rows.set(row.visitor, [...(rows.get(row.visitor) ?? []), row])

  const compactions: D1PreparedStatement[] = []
  const profiles: Profile[] = []
  for (const [name, mine] of rows) {
    const snapshot = before.get(name)
    const start = snapshot && decodeProfile(snapshot.profile)
    const parts = mine.map(partOf).filter((part) => part !== undefined)
    const profile = sum(start ? [start, ...parts] : parts)
    // What the person's own row refuses holds for all; a device's refusal keeps its history to itself.
    profiles.push(name === visitor || isPerson(name) ? profile : shared(profile))
    // No snapshot goes past a row that could not be folded: it is read again by a version that can.
    if (mine.length > at && parts.length === mine.length)
      compactions.push(compaction(db, site, mine.slice(0, -keep), start, parts))
  }
  const person = persons.results[0]?.person
  const batches = (rows.get(visitor) as TailRow[]).map((row) => row.batch)
  return {
    known: { profile: sum(profiles), batches, ...(person !== undefined && { person }) },
    compactions,
  }
}

/** A row's profile; none for a row that this version can't fold, which must not cost the visitor all others. */
export function partOf({ entry }: TailRow): Profile | undefined {
  try {
    return ofEntry(JSON.parse(entry) as JournalEntry)
  } catch {
    return undefined
  }
}

/** The statement that writes a snapshot over `covered` rows of one visitor; `parts` begins with theirs. */
export function compaction(
  db: D1Database,
  site: string,
  covered: readonly TailRow[],
  start: Profile | undefined,
  parts: readonly Profile[],
): D1PreparedStatement {
  const { visitor, seq } = covered.at(-1) as TailRow
  const folded = sum(parts.slice(0, covered.length))
  const text = encode(start ? add(start, folded) : folded)
  return db.prepare(COMPACT).bind(site, visitor, seq, text)
}
