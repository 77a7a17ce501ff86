import type { D1Result } from '@cloudflare/workers-types'
import { copyRows, pageOf, type Row, type Targets } from './carry.ts'
import type { Database, Move } from './placement.ts'
import { next, type Progress, save } from './progress.ts'
import { TABLES, type Table } from './tables.ts'

/** Rows looked at in one step: what a request can do in its time. */
const PAGE = 200

/** Copies a page of a table to where it goes; whoever reads or writes goes on here. */
export async function copy({ db, name }: Database, move: Move, targets: Targets): Promise<Progress> {
  const table = TABLES[move.table] as Table
  const page = pageOf(table, move.after)
  const { results } = (await db
    .prepare(page.sql)
    .bind(PAGE, ...(move.after ?? []))
    .all()) as D1Result<Row>
  const rows = await copyRows(targets, table, results)
  await save(db, next(move, results.length < PAGE, page.key(results.at(-1) ?? {}), 'drain'))
  return { done: false, step: 'copy', from: name, table: table.name, rows }
}
