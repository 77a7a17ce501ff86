import type { D1Database } from '@cloudflare/workers-types'
import { fromBase64Url, toBase64Url } from '../../identity/keys.ts'
import { BUCKETS } from '../../identity/visitor.ts'

/** One of the databases that buckets are dealt to, by the name of its binding. */
export interface Database {
  name: string
  db: D1Database
}

/** The databases among a Worker's bindings: DB, then DB_1, DB_2 … as far as there are. */
export function databasesOf(bindings: Readonly<Record<string, unknown>>): Database[] {
  const databases: Database[] = []
  for (let name = 'DB'; bindings[name]; name = `DB_${databases.length}`)
    databases.push({ name, db: bindings[name] as D1Database })
  return databases
}

/** A set of buckets. */
export type Buckets = ReadonlySet<number>

export const ALL_BUCKETS: Buckets = new Set(Array.from({ length: BUCKETS }, (_, bucket) => bucket))

/** What a database says of itself. */
export interface Holding {
  /** Counts every change of what is below. */
  era: number
  mine: Buckets
  /** What is being moved from here; its buckets may be frozen. */
  move?: Move
}

/** A move of buckets from one database to others, as far as it has come; kept where it moves from. */
export interface Move {
  /** By the name of the database they go to. */
  to: Record<string, { buckets: string; offsets: Record<string, number> }>
  /**
   * `copy`: a table's rows go over, in the order of their keys. `drain`: what changed meanwhile follows.
   * `given`: this database has let go. `clean`: what was moved is deleted here. `tidy`: where it went,
   * visitors who came to their person are no longer guests.
   */
  phase: 'copy' | 'drain' | 'given' | 'clean' | 'tidy'
  /** Which table, or of `tidy` which database, is looked through. */
  table: number
  /** Key of the last row done, column by column. */
  after?: unknown[]
}

interface Row {
  era: number
  mine: string
  move: string | null
}

const READ = 'SELECT era, mine, move FROM placement'
/** SQL: what a database holds, ?1, unless it says so already. */
export const FIRST =
  'INSERT INTO placement (one, era, mine) SELECT 1, 0, ?1 WHERE NOT EXISTS (SELECT 1 FROM placement)'

/** What a database holds now; `first` is the one that holds everything until somebody says otherwise. */
async function readHolding({ db }: Database, first: boolean): Promise<Holding> {
  const row = await db.prepare(READ).first<Row>()
  if (!row) return { era: 0, mine: first ? ALL_BUCKETS : new Set() }
  return {
    era: row.era,
    mine: unpack(row.mine),
    ...(row.move !== null && { move: JSON.parse(row.move) as Move }),
  }
}

/** What each database holds now. */
export const readHoldings = (databases: readonly Database[]): Promise<Holding[]> =>
  Promise.all(databases.map((database, index) => readHolding(database, index === 0)))

/** Buckets as a bitmap in base64url. */
export function pack(buckets: Iterable<number>): string {
  const bits = new Uint8Array(BUCKETS / 8)
  for (const bucket of buckets) bits[bucket >> 3] = (bits[bucket >> 3] as number) | (1 << (bucket & 7))
  return toBase64Url(bits)
}

/** The buckets of a bitmap. */
export function unpack(text: string): Set<number> {
  const bits = fromBase64Url(text) ?? new Uint8Array()
  const buckets = new Set<number>()
  for (let bucket = 0; bucket < bits.length * 8; bucket++)
    if ((bits[bucket >> 3] as number) & (1 << (bucket & 7))) buckets.add(bucket)
  return buckets
}

/**
 * Which buckets must go where for `count` databases to hold equally many, with as few moves as can be:
 * from each that holds too many, its highest. Answers `[from, to, buckets]`, indexes into `held`.
 */
export function planMoves(held: readonly Buckets[], count: number): [number, number, number[]][] {
  const share = (index: number) => (index >= count ? 0 : Math.floor((BUCKETS + count - 1 - index) / count))
  const spare = held.map((buckets, from) => ({
    from,
    buckets: [...buckets].sort((a, b) => a - b).slice(share(from)),
  }))
  const moves: [number, number, number[]][] = []
  for (let to = 0; to < count; to++) {
    let wanted = share(to) - (held[to]?.size ?? 0)
    for (const each of spare) {
      if (wanted <= 0) break
      const taken = each.buckets.splice(0, wanted)
      if (taken.length) moves.push([each.from, to, taken])
      wanted -= taken.length
    }
  }
  return moves
}
