import type { D1PreparedStatement } from '@cloudflare/workers-types'
import type { Targets } from './carry.ts'
import { drain } from './drain.ts'
import { type Database, FIRST, type Holding, type Move, pack, unpack } from './placement.ts'
import { type Progress, SAVE } from './progress.ts'
import { RESERVE, UNWATCH } from './tables.ts'

/** So few changes are left that the buckets may be frozen until these have followed. */
export const FEW = 60
/** How long buckets may be frozen, ms; a command that dies here holds nobody up for longer. */
const FREEZE = 3000

const CLOCK = `CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)`
const FREEZE_NOW = `UPDATE placement SET frozen_until = ${CLOCK} + ?1 WHERE one = 1`
// Whatever was written here before this is in the log: with nothing left in it, nothing can be missing there.
const LET_GO = `UPDATE placement SET mine = ?1, move = ?2, era = era + 1, frozen_until = 0
  WHERE one = 1 AND NOT EXISTS (SELECT 1 FROM changes)`
const TAKE_UP = 'UPDATE placement SET mine = ?1, era = era + 1 WHERE one = 1'

/** Writes wait, the last changes follow, and the old database lets go; if more come in, the next step tries again. */
export async function cutOver(
  databases: readonly Database[],
  holdings: readonly Holding[],
  from: number,
  targets: Targets,
  drained: number,
): Promise<Progress> {
  const source = databases[from] as Database
  const { mine, move } = holdings[from] as Holding & { move: Move }
  const { db, name } = source
  await db.prepare(FREEZE_NOW).bind(FREEZE).run()
  let rows = drained
  for (let left = 1; left > 0; ) {
    const more = await drain(source, targets)
    rows += more.rows
    left = more.left
    if (left > FEW) return { done: false, step: 'drain', from: name, rows }
  }
  const leaving = new Set(Object.values(move.to).flatMap(({ buckets }) => [...unpack(buckets)]))
  const kept = pack([...mine].filter((bucket) => !leaving.has(bucket)))
  const given: Move = { ...move, phase: 'given', table: 0 }
  const { meta } = await db.prepare(LET_GO).bind(kept, JSON.stringify(given)).run()
  if (meta.changes === 0) return { done: false, step: 'drain', from: name, rows }
  // At once: until then the buckets are nobody's. Should this break off, the next step does it.
  await takeUp(databases, holdings, source, given)
  return { done: false, step: 'cut over', from: name, rows }
}

/** The new databases take up what the old one let go of; may be done again. */
export async function takeUp(
  databases: readonly Database[],
  holdings: readonly Holding[],
  { db, name }: Database,
  move: Move,
): Promise<Progress> {
  for (const [index, target] of databases.entries()) {
    const taken = move.to[target.name]
    if (!taken) continue
    const { mine } = holdings[index] as Holding
    const buckets = [...unpack(taken.buckets)]
    // Done by a step that broke off.
    if (buckets.every((bucket) => mine.has(bucket))) continue
    await target.db.batch([
      target.db.prepare(FIRST).bind(pack([])),
      target.db.prepare(TAKE_UP).bind(pack([...mine, ...buckets])),
    ])
  }
  const statements: D1PreparedStatement[] = [
    ...UNWATCH.map((sql) => db.prepare(sql)),
    db.prepare('DELETE FROM changes'),
    // The newest row is never deleted; this one can stay.
    db.prepare(RESERVE.journal).bind(0),
    db.prepare(SAVE).bind(JSON.stringify({ ...move, phase: 'clean' } satisfies Move)),
  ]
  await db.batch(statements)
  return { done: false, step: 'take up', from: name, rows: 0 }
}
