import type { D1Result } from '@cloudflare/workers-types'
import { bucketOfName } from '../../identity/bucket.ts'
import { STRETCH } from '../stretch.ts'
import { deleteOf, pageOf, type Row } from './carry.ts'
import type { Database, Holding, Move } from './placement.ts'
import { next, type Progress, save } from './progress.ts'
import { TABLES, type Table } from './tables.ts'

/** Rows looked at in one step, more than a stretch has; most are left alone. */
const PAGE = 1000

const stretchOf = (row: Row | undefined) => Math.floor(Number(row?.seq) / STRETCH)

/** Deletes here what is kept elsewhere now. */
export async function clean({ db, name }: Database, mine: Holding['mine'], move: Move): Promise<Progress> {
  const table = TABLES[move.table] as Table
  const page = pageOf(table, move.after, [...new Set([...table.key, 'site'])])
  const { results } = (await db
    .prepare(page.sql)
    .bind(PAGE, ...(move.after ?? []))
    .all()) as D1Result<Row>
  // A stretch goes whole or not at all: without its first row an erasure would not find the others.
  const cut = table.name === 'journal' && results.length === PAGE ? stretchOf(results.at(-1)) : undefined
  const whole = results.filter((row) => cut === undefined || stretchOf(row) !== cut)
  const gone = whole.filter((row) => {
    const names = (JSON.parse(String(row.names)) as (string | null)[]).filter((each) => each !== null)
    return (
      row.site !== '' &&
      names.length > 0 &&
      !names.some((each) => mine.has(bucketOfName(String(row.site), each)))
    )
  })
  if (gone.length)
    await db
      .prepare(deleteOf(table))
      .bind(JSON.stringify(gone.map(page.key)))
      .run()
  await save(db, next(move, results.length < PAGE, page.key(whole.at(-1) ?? {}), 'tidy'))
  return { done: false, step: 'clean', from: name, table: table.name, rows: gone.length }
}

/** Whoever came to where their person is kept is no guest there; what they once brought grows old. */
export async function tidy(
  databases: readonly Database[],
  holdings: readonly Holding[],
  { db, name }: Database,
  move: Move,
): Promise<Progress> {
  const progress: Progress = { done: false, step: 'clean', from: name, table: 'guests', rows: 0 }
  const index = databases.findIndex((each) => each.name === Object.keys(move.to)[move.table])
  const target = databases[index]
  if (!target) {
    await db.prepare('UPDATE placement SET move = NULL, era = era + 1 WHERE one = 1').run()
    return progress
  }
  const table = TABLES.find((each) => each.name === 'guests') as Table
  const page = pageOf(table, move.after, table.key)
  const { results } = (await target.db
    .prepare(page.sql)
    .bind(PAGE, ...(move.after ?? []))
    .all()) as D1Result<Row>
  const { mine } = holdings[index] as Holding
  const home = results.filter((row) => mine.has(bucketOfName(String(row.site), String(row.visitor))))
  if (home.length)
    await target.db
      .prepare(deleteOf(table))
      .bind(JSON.stringify(home.map(page.key)))
      .run()
  const { after: _, ...rest } = move
  const ended = results.length < PAGE
  await save(
    db,
    ended ? { ...rest, table: move.table + 1 } : { ...rest, after: page.key(results.at(-1) as Row) },
  )
  return { ...progress, rows: home.length }
}
