import type { D1Database, D1PreparedStatement, D1Result } from '@cloudflare/workers-types'
import { isPerson, journalNameOf, personOf } from '../identity/person.ts'
import { decodeProfile } from '../profile/decode.ts'
import type { JournalEntry } from '../profile/event.ts'
import { encode, ofEntries, ofEntry, type Profile, shared, sum } from '../profile/profile.ts'
import { COMPACT_AT, KEEP_TAIL, type Known } from './journal.ts'
import type { Remembered } from './remembered.ts'
import type { D1JournalOptions } from './run.ts'
import { rowsOf } from './stretch.ts'

export interface SnapshotRow {
  visitor: string
  seq: number
  profile: string
}
/**
 * A name of the circle, without a batch: `text` is its snapshot, `seq` where that ends, 0 where there is none; or one of
 * the rows after that. What the isolate remembers comes without its text.
 */
interface CircleRow {
  visitor: string
  seq: number
  batch: string | null
  text: string | null
}
type BatchRow = CircleRow & { batch: string }
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

/**
 * Reads all names of a circle, with a snapshot or without (the person's among them tells whom the visitor is linked to),
 * and the rows after it: in one statement, for each costs D1 as much as some rows. Where a snapshot ends is looked up
 * once a name, not once a row: D1 bills what is read.
 */
const all = (visitor: string, profile = 'profile', entry = 'entry') => `${circle(visitor)},
    heads (visitor, head, profile) AS MATERIALIZED (SELECT circle.visitor, coalesce(seq, 0), profile
      FROM circle LEFT JOIN profiles ON site = ?1 AND profiles.visitor = circle.visitor)
  SELECT visitor, head AS seq, NULL AS batch, ${profile} AS text FROM heads
  UNION ALL SELECT journal.visitor, seq, batch, ${entry}
    FROM heads CROSS JOIN ${rowsOf('heads.visitor', 'head')}`

/** What reads a visitor's profile, with those of their circle. */
const sqlOf = (visitor: string) => ({
  person: `SELECT person FROM links WHERE site = ?1 AND visitor = ${visitor}`,
  all: all(visitor),
  // Without what is remembered of the visitor (`head` is ?3, `upto` ?4), and without their batch ?5 of the time ?6.
  newer: all(
    visitor,
    `iif(visitor = ${visitor} AND head = ?3, NULL, profile)`,
    `iif(journal.visitor = ${visitor} AND (seq <= ?4 OR batch = ?5 AND received_at = ?6), NULL, entry)`,
  ),
  rows: `${circle(visitor)} SELECT journal.visitor, seq, batch, entry
    FROM circle CROSS JOIN ${rowsOf('circle.visitor', '?3')} ORDER BY seq LIMIT ?4`,
  guests: `${circle(visitor)} SELECT circle.visitor, profile
    FROM circle LEFT JOIN guests ON site = ?1 AND guests.visitor = circle.visitor`,
})

/** The answers to a circle's statements; the last where there are several databases. */
export type CircleResults = [D1Result<CircleRow>, D1Result<GuestRow>?]

/** The statements that read a circle, for one batch; `visitor` is a trusted SQL expression over the values bound. */
export function circleReader(visitor: string) {
  const sql = sqlOf(visitor)
  const guests = (
    db: D1Database,
    { shard }: D1JournalOptions,
    ...values: unknown[]
  ): D1PreparedStatement[] => (shard ? [db.prepare(sql.guests).bind(...values)] : [])
  return {
    ...sql,
    guests,
    read: (db: D1Database, options: D1JournalOptions, ...values: unknown[]): D1PreparedStatement[] => [
      db.prepare(sql.all).bind(...values),
      ...guests(db, options, ...values),
    ],
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

/** What a read of a circle need not have brought. */
export interface Beside {
  remembered?: Remembered | undefined
  /** The row that was appended along with the read. */
  appended?: JournalEntry | undefined
}

/** A circle for one of its visitors. */
export interface Folded {
  known: Local
  /** Write the snapshots that are worth it. */
  compactions: D1PreparedStatement[]
  /** What to remember of the visitor. */
  remembered?: Remembered
}

/** Sums a circle that was read whole. */
export const foldCircle = (...read: Parameters<typeof foldNewer>): Folded => foldNewer(...read) as Folded

/** Sums a circle, with what is remembered of its visitor; `undefined` where that is not what is there. */
export function foldNewer(
  db: D1Database,
  site: string,
  visitor: string,
  [all, guests]: CircleResults,
  { compact = { at: COMPACT_AT, keep: KEEP_TAIL }, shard }: D1JournalOptions,
  { remembered: held, appended }: Beside = {},
): Folded | undefined {
  const names = all.results.filter(({ batch }) => batch === null)
  const linked = names.find((row) => isPerson(row.visitor) && row.visitor !== visitor)
  const person = linked && personOf(linked.visitor)
  const elsewhere = person !== undefined && shard && !shard.holds(site, journalNameOf(person))
  // Rows that are being moved here or away count for nobody; whoever is kept elsewhere is a guest.
  const counts = (name: string) => !shard || (shard.holds(site, name) && (!elsewhere || name === visitor))
  const rows = all.results.filter(({ batch }) => batch !== null).sort((a, b) => a.seq - b.seq) as BatchRow[]
  const entryOf = ({ text }: BatchRow) => (text === null ? appended : JSON.parse(text)) as JournalEntry

  const compactions: D1PreparedStatement[] = []
  const profiles: Profile[] = []
  let batches: string[] = []
  let own: Local['own']
  let remembered: Remembered | undefined
  for (const { visitor: name, seq: head, text } of names) {
    const there = counts(name)
    const isOwn = name === visitor
    const mine = there ? rows.filter((row) => row.visitor === name) : []
    const before = isOwn ? held : undefined
    if (before && (before.head !== head || before.batches.some((batch, n) => batch !== mine[n]?.batch)))
      return undefined
    const more = mine.slice(before?.batches.length)
    if (!appended && more.some(({ text }) => text === null)) return undefined
    const start = before?.profile ?? (there && text !== null ? decodeProfile(text) : undefined)
    const { profile, whole } = goOn(start, more, entryOf)
    const last = mine.at(-1)?.seq ?? head
    // What the person's own row refuses holds for all; a device's refusal keeps its history to itself.
    profiles.push(isOwn || isPerson(name) ? profile : shared(profile))
    // No snapshot goes past a row that could not be folded: it is read again by a version that can.
    if (whole && !before && mine.length > compact.at) {
      const covered = mine.slice(0, -compact.keep)
      const sum = goOn(start, covered, entryOf).profile
      compactions.push(compaction(db, site, name, (covered.at(-1) as BatchRow).seq, sum))
    } else if (isOwn && whole && mine.length > 0)
      remembered = { head, upto: last, batches: mine.map(({ batch }) => batch), profile }
    if (!isOwn) continue
    batches = mine.map(({ batch }) => batch)
    if (shard) own = { profile, seq: last }
  }
  const missing: string[] = []
  if (guests && !elsewhere)
    for (const { visitor: name, profile } of guests.results)
      if (name !== visitor && !isPerson(name) && !shard?.holds(site, name)) {
        if (profile === null) missing.push(name)
        else profiles.push(shared(decodeProfile(profile)))
      }
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
    ...(remembered && { remembered }),
  }
}

/** A profile with some rows more; without those that this version can't fold, which must not cost the visitor all others. */
function goOn(
  start: Profile | undefined,
  rows: readonly BatchRow[],
  entryOf: (row: BatchRow) => JournalEntry,
): { profile: Profile; whole: boolean } {
  const before = start ? [start] : []
  try {
    return { profile: sum([...before, ofEntries(rows.map(entryOf))]), whole: true }
  } catch {
    const parts = rows.map((row) => tryOf(() => entryOf(row))).filter((part) => part !== undefined)
    return { profile: sum([...before, ...parts]), whole: false }
  }
}

/** A row's profile by its entry; none for one that this version can't fold. */
export const partOf = (entry: string): Profile | undefined => tryOf(() => JSON.parse(entry) as JournalEntry)

function tryOf(entry: () => JournalEntry): Profile | undefined {
  try {
    return ofEntry(entry())
  } catch {
    return undefined
  }
}

/** The statement that writes a snapshot of a visitor's rows up to `seq`. */
export const compaction = (
  db: D1Database,
  site: string,
  visitor: string,
  seq: number,
  profile: Profile,
): D1PreparedStatement => db.prepare(COMPACT).bind(site, visitor, seq, encode(profile))
