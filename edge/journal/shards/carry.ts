import type { D1Database, D1PreparedStatement, D1Result } from '@cloudflare/workers-types'
import { bucketOfName } from '../../identity/bucket.ts'
import { journalNameOf } from '../../identity/person.ts'
import { type Buckets, type Database, type Holding, type Move, unpack } from './placement.ts'
import { namesOf, type Table } from './tables.ts'

/** Bytes of rows in one statement: D1 takes 2 MB. */
const MOST_BYTES = 500_000

export type Row = Record<string, unknown>

/** Where a move takes what, as looked up row by row. */
export interface Targets {
  /** Databases that get a copy of a row that belongs to these names. */
  of(table: Table, site: string, names: readonly (string | null)[]): Target[]
}
export interface Target {
  db: D1Database
  /** Buckets that were there before. */
  held: Buckets
  offsets: Record<string, number>
}

export function targetsOf(
  databases: readonly Database[],
  holdings: readonly Holding[],
  { to }: Move,
): Targets {
  const byBucket = new Map<number, Target>()
  for (const [name, { buckets, offsets }] of Object.entries(to)) {
    const index = databases.findIndex((each) => each.name === name)
    const database = databases[index]
    if (!database) throw new Error(`Buckets are on their way to ${name}, which is not bound.`)
    const target = { db: database.db, offsets, held: (holdings[index] as Holding).mine }
    for (const bucket of unpack(buckets)) byBucket.set(bucket, target)
  }
  return {
    of: (table, site, names) => [
      // A proof that was spent for somebody who is erased is spent wherever its person may be.
      ...new Set(
        table.name === 'tokens' && names.every((name) => name === null)
          ? byBucket.values()
          : names
              .filter((name) => name !== null)
              .map((name) => byBucket.get(bucketOfName(site, name)))
              .filter((target) => target !== undefined),
      ),
    ],
  }
}

const keyOf = (table: Table, row: Row) => table.key.map((column) => row[column])
const list = (columns: readonly string[]) => columns.join(', ')
const extract = (columns: readonly string[]) =>
  columns.map((_, at) => `json_extract(value, '$[${at}]')`).join(', ')

/** Rows after a key, in the order of keys, with `names` as JSON. */
export function pageOf(table: Table, after: readonly unknown[] | undefined, columns = table.columns) {
  const marks = table.key.map((_, at) => `?${at + 2}`)
  const where = after ? `WHERE (${list(table.key)}) > (${marks.join(', ')})` : ''
  return {
    sql: `SELECT ${list(columns)}, ${namesOf(table, table.name)} AS names FROM ${table.name} ${where} ORDER BY ${list(table.key)} LIMIT ?1`,
    key: (row: Row) => keyOf(table, row),
  }
}

/** Copies rows to wherever they go, replacing older copies; returns how many were written. */
export async function copyRows(targets: Targets, table: Table, rows: readonly Row[]): Promise<number> {
  const chosen = new Map<Target, Row[]>()
  for (const row of rows)
    for (const target of targets.of(table, String(row.site), JSON.parse(String(row.names)) as string[]))
      chosen.set(target, [...(chosen.get(target) ?? []), row])
  for (const [target, mine] of chosen) await putRows(target, table, mine)
  return [...chosen.values()].reduce((sum, mine) => sum + mine.length, 0)
}

/** Writes copies of rows into one database. */
export async function putRows(
  { db, offsets, held }: Target,
  table: Table,
  all: readonly Row[],
): Promise<void> {
  // Whom a person is linked to is known where the person is kept; from elsewhere comes what may be left over.
  const rows =
    table.name === 'links'
      ? all.filter((row) => !held.has(bucketOfName(String(row.site), journalNameOf(String(row.person)))))
      : all
  const sql = `INSERT OR REPLACE INTO ${table.name} (${list(table.columns)}) SELECT ${extract(table.columns)} FROM json_each(?1)`
  const statements: D1PreparedStatement[] = []
  let open: unknown[][] = []
  let size = 0
  const close = () => {
    if (open.length) statements.push(db.prepare(sql).bind(JSON.stringify(open)))
    open = []
    size = 0
  }
  for (const row of rows) {
    const values = table.columns.map((column) => shifted(table, column, row[column], offsets))
    size += JSON.stringify(values).length
    if (size > MOST_BYTES) close()
    open.push(values)
  }
  close()
  if (statements.length) await db.batch(statements)
}

/** Deletes the copies of rows that are no more. */
export async function dropRows(
  { db, offsets }: Target,
  table: Table,
  keys: readonly unknown[][],
): Promise<void> {
  if (keys.length === 0) return
  const moved = keys.map((key) =>
    key.map((value, at) => shifted(table, table.key[at] as string, value, offsets)),
  )
  await db.prepare(deleteOf(table)).bind(JSON.stringify(moved)).run()
}

/** SQL that deletes by a JSON list of keys. */
export const deleteOf = ({ name, key }: Table): string =>
  `DELETE FROM ${name} WHERE (${list(key)}) IN (SELECT ${extract(key)} FROM json_each(?1))`

/** The rows that keys name now, with `names` as JSON. */
export async function rowsOf(db: D1Database, table: Table, keys: readonly unknown[][]): Promise<Row[]> {
  const sql = `SELECT ${list(table.columns)}, ${namesOf(table, table.name)} AS names FROM ${table.name}
    WHERE (${list(table.key)}) IN (SELECT ${extract(table.key)} FROM json_each(?1))`
  return ((await db.prepare(sql).bind(JSON.stringify(keys)).all()) as D1Result<Row>).results
}

function shifted(
  { shifts }: Table,
  column: string,
  value: unknown,
  offsets: Record<string, number>,
): unknown {
  const of = shifts[column]
  return of === undefined ? value : Number(value) + (offsets[of] ?? 0)
}
