import { STRETCH } from '../stretch.ts'
import { type Database, FIRST, type Holding, type Move, pack } from './placement.ts'
import { MoveRefused, type Progress } from './progress.ts'
import { HIGHEST, RESERVE, WATCH } from './tables.ts'
import { NUMBERS } from './wide.ts'

/** Row numbers that a table may grow by while it is moved. */
const MARGIN = 2 ** 32

const BEGIN = `UPDATE placement SET era = era + 1, move = ?1 WHERE era = ?2 AND move IS NULL`

/** Keeps row numbers free where the buckets go, and has every change here written down from now on. */
export async function begin(
  databases: readonly Database[],
  holding: Holding,
  from: number,
  plan: [number, number[]][],
): Promise<Progress> {
  const { db, name } = databases[from] as Database
  const numbered = Object.keys(RESERVE) as (keyof typeof RESERVE)[]
  const highest = async (of: Database['db']): Promise<number[]> =>
    (await of.batch<{ n: number }>(numbered.map((table) => of.prepare(HIGHEST[table])))).map(
      ({ results }) => results[0]?.n ?? 0,
    )
  const spans = (await highest(db)).map((number) => number + MARGIN)
  const to: Move['to'] = {}
  for (const [index, buckets] of plan) {
    const target = databases[index] as Database
    if ((await highest(target.db)).some((number, at) => number + (spans[at] as number) + STRETCH >= NUMBERS))
      throw new MoveRefused(
        `${target.name} has too few row numbers left: buckets have been moved too often. Move them to a new database instead.`,
      )
    const results = await target.db.batch<{ n: number }>(
      numbered.flatMap((table, at) => [
        target.db.prepare(RESERVE[table]).bind(spans[at]),
        target.db.prepare(HIGHEST[table]),
      ]),
    )
    const offsets = numbered.map((table, at) => [
      table,
      (results[2 * at + 1]?.results[0]?.n ?? 0) - (spans[at] as number),
    ])
    to[target.name] = { buckets: pack(buckets), offsets: Object.fromEntries(offsets) }
  }
  const move: Move = { to, phase: 'copy', table: 0 }
  const results = await db.batch([
    db.prepare(FIRST).bind(pack(holding.mine)),
    ...WATCH.map((sql) => db.prepare(sql)),
    db.prepare(BEGIN).bind(JSON.stringify(move), holding.era),
  ])
  if (results.at(-1)?.meta.changes === 0)
    throw new MoveRefused('The buckets changed hands meanwhile; try again.')
  return { done: false, step: 'begin', from: name, rows: 0 }
}
