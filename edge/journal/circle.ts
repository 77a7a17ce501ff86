import type { D1Database, D1PreparedStatement, D1Result } from '@cloudflare/workers-types'
import { isPerson, journalNameOf, personOf } from '../identity/person.ts'
import { decodeProfile } from '../profile/decode.ts'
import type { JournalEntry } from '../profile/event.ts'
import { add, encode, ofEntry, type Profile, shared, sum } from '../profile/profile.ts'
import { COMPACT_AT, KEEP_TAIL, type Known } from './journal.ts'
import type { D1JournalOptions } from './run.ts'

export interface SnapshotRow {
  visitor: string
  seq: number
  profile: string
}
/** A name of the circle, with its snapshot if there is one. */
type NameRow = SnapshotRow | { visitor: string; seq: null; profile: null }
/** A name of the circle, with what the visitor brings if they are kept elsewhere. */
interface GuestRow {
  visitor: string
  profile: string | null
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

/** What reads a visitor's profile, with those of their circle. */
const sqlOf = (visitor: string) => ({
  person: `SELECT person FROM links WHERE site = ?1 AND visitor = ${visitor}`,
  // All names, with a snapshot or without: the person's among them tells whom the visitor is linked to.
  names: `${circle(visitor)} SELECT circle.visitor, seq, profile
    FROM circle LEFT JOIN profiles ON site = ?1 AND profiles.visitor = circle.visitor`,
  // Where each snapshot ends is looked up once a name, not once a row: D1 bills what is read.
  tail: `${circle(visitor)}, heads (visitor, head) AS MATERIALIZED (
      SELECT circle.visitor, coalesce(profiles.seq, 0) FROM circle
      LEFT JOIN profiles ON site = ?1 AND profiles.visitor = circle.visitor)
    SELECT journal.visitor, seq, batch, entry
    FROM heads CROSS JOIN journal ON site = ?1 AND journal.visitor = heads.visitor
    WHERE seq > head ORDER BY seq`,
  rows: `${circle(visitor)} SELECT journal.visitor, seq, batch, entry
    FROM circle CROSS JOIN journal ON site = ?1 AND journal.visitor = circle.visitor
    WHERE seq > ?3 ORDER BY seq LIMIT ?4`,
  guests: `${circle(visitor)} SELECT circle.visitor, profile
    FROM circle LEFT JOIN guests ON site = ?1 AND guests.visitor = circle.visitor`,
})

/** The answers to a circle's statements; the last where there are several databases. */
export type CircleResults = [D1Result<NameRow>, D1Result<TailRow>, D1Result<GuestRow>?]

/** The statements that read a circle, for one batch; `visitor` is a trusted SQL expression over the values bound. */
export function circleReader(visitor: string) {
  const sql = sqlOf(visitor)
  return {
    ...sql,
    read: (db: D1Database, { shard }: D1JournalOptions, ...values: unknown[]): D1PreparedStatement[] =>
      [sql.names, sql.tail, ...(shard ? [sql.guests] : [])].map((text) => db.prepare(text).bind(...values)),
  }
}

// Only while the row it reads up to is there: what was erased meanwhile does not come back.
const COMPACT = `INSERT INTO profiles (site, visitor, seq, profile)
  SELECT ?1, ?2, ?3, ?4 WHERE EXISTS (SELECT 1 FROM journal WHERE seq = ?3 AND site = ?1 AND visitor = ?2)
  ON CONFLICT (site, visitor) DO UPDATE SET seq = excluded.seq, profile = excluded.profile
  WHERE excluded.seq > profiles.seq`

/** What a database knows of a visitor. */
export interface Local extends Known {
  /** The person is kept in another database, which knows the others of the circle. */
  elsewhere?: boolean
  /** Others of the circle of whom this database knows no more than that they belong to it. */
  missing?: string[]
  /** The visitor's own rows alone, up to `seq`; where there are several databases. */
  own?: { profile: Profile; seq: number }
}

/** Sums a circle for one of its visitors, and tells which snapshots are worth writing. */
export function foldCircle(
  db: D1Database,
  site: string,
  visitor: string,
  [names, tail, guests]: CircleResults,
  { compact = { at: COMPACT_AT, keep: KEEP_TAIL }, shard }: D1JournalOptions,
): { known: Local; compactions: D1PreparedStatement[] } {
  const linked = names.results.find((row) => isPerson(row.visitor) && row.visitor !== visitor)
  const person = linked && personOf(linked.visitor)
  const elsewhere = person !== undefined && shard && !shard.holds(site, journalNameOf(person))
  // Rows that are being moved here or away count for nobody; whoever is kept elsewhere is a guest.
  const counts = (name: string) => !shard || (shard.holds(site, name) && (!elsewhere || name === visitor))
  const before = new Map(
    names.results
      .filter((row) => row.profile !== null)
      .filter((row) => counts(row.visitor))
      .map((row) => [row.visitor, row]),
  )
  const rows = new Map<string, TailRow[]>([[visitor, []]])
  for (const name of before.keys()) rows.set(name, [])
  for (const row of tail.results)
    if (counts(row.visitor)) {
      const mine = rows.get(row.visitor)
      if (mine) mine.push(row)
      else rows.set(row.visitor, [row])
    }

  const compactions: D1PreparedStatement[] = []
  const profiles: Profile[] = []
  let own: Local['own']
  for (const [name, mine] of rows) {
    const snapshot = before.get(name)
    const start = snapshot && decodeProfile(snapshot.profile)
    const parts = mine.map(partOf).filter((part) => part !== undefined)
    const profile = sum(start ? [start, ...parts] : parts)
    if (shard && name === visitor) own = { profile, seq: mine.at(-1)?.seq ?? snapshot?.seq ?? 0 }
    // What the person's own row refuses holds for all; a device's refusal keeps its history to itself.
    profiles.push(name === visitor || isPerson(name) ? profile : shared(profile))
    // No snapshot goes past a row that could not be folded: it is read again by a version that can.
    if (mine.length > compact.at && parts.length === mine.length)
      compactions.push(compaction(db, site, mine.slice(0, -compact.keep), start, parts))
  }
  const missing: string[] = []
  if (guests && !elsewhere)
    for (const { visitor: name, profile } of guests.results)
      if (name !== visitor && !isPerson(name) && !shard?.holds(site, name)) {
        if (profile === null) missing.push(name)
        else profiles.push(shared(decodeProfile(profile)))
      }
  const batches = (rows.get(visitor) as TailRow[]).map((row) => row.batch)
  return {
    known: {
      profile: sum(profiles),
      batches,
      ...(person !== undefined && { person }),
      ...(elsewhere && { elsewhere }),
      ...(missing.length && { missing }),
      ...(own && { own }),
    },
    compactions,
  }
}

// What a row says never changes, and every batch of a visit reads again the rows before it.
const folded = new Map<string, Profile>()
const MOST_FOLDED = 500

/** A row's profile; none for a row that this version can't fold, which must not cost the visitor all others. */
export function partOf({ entry }: TailRow): Profile | undefined {
  const known = folded.get(entry)
  if (known) return known
  try {
    const part = ofEntry(JSON.parse(entry) as JournalEntry)
    if (folded.size >= MOST_FOLDED) folded.delete(folded.keys().next().value as string)
    folded.set(entry, part)
    return part
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
