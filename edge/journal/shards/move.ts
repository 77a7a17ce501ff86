import type { D1PreparedStatement, D1Result } from '@cloudflare/workers-types'
import { bucketOfName } from '../../identity/bucket.ts'
import {
  copyRows,
  deleteOf,
  dropRows,
  pageOf,
  putRows,
  type Row,
  rowsOf,
  type Target,
  type Targets,
  targetsOf,
} from './carry.ts'
import { type Database, type Holding, type Move, pack, planMoves, readHolding, unpack } from './placement.ts'
import { HIGHEST, RESERVE, TABLES, type Table, UNWATCH, WATCH } from './tables.ts'

/** Rows looked at in one step, and changes that follow in one: what a request can do in its time. */
const PAGE = 200
const CHANGES = 300
/** So few changes are left that the buckets may be frozen until these have followed. */
const FEW = 60
/** How long buckets may be frozen, ms; a command that dies here holds nobody up for longer. */
const FREEZE = 3000
/** Rows that a table may grow by while it is moved. */
const MARGIN = 2 ** 28
/** How long a step may take; another command waits for so long before it goes on in place of one that died, ms. */
const LEASE = 30_000

/** A step that may not be done now; nothing was changed. */
export class MoveRefused extends Error {}

/** How far a resharding has come. */
export interface Progress {
  done: boolean
  /** What the last step did. */
  step: 'begin' | 'copy' | 'drain' | 'cut over' | 'take up' | 'clean' | 'none'
  from?: string
  /** Table that is being copied or cleaned. */
  table?: string
  /** Rows written or deleted by this step. */
  rows: number
}

interface Change {
  id: number
  name: string
  key: string
  names: string
}

const SAVE = `UPDATE placement SET move = ?1 WHERE one = 1`
const FIRST = `INSERT INTO placement (one, era, mine) SELECT 1, 0, ?1 WHERE NOT EXISTS (SELECT 1 FROM placement)`
const BEGIN = `UPDATE placement SET era = era + 1, move = ?1 WHERE era = ?2 AND move IS NULL`
const CLOCK = `CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)`
const FREEZE_NOW = `UPDATE placement SET frozen_until = ${CLOCK} + ?1 WHERE one = 1`
// Whatever was written here before this is in the log: with nothing left in it, nothing can be missing there.
const LET_GO = `UPDATE placement SET mine = ?1, move = ?2, era = era + 1, frozen_until = 0
  WHERE one = 1 AND NOT EXISTS (SELECT 1 FROM changes)`
const TAKE_UP = 'UPDATE placement SET mine = ?1, era = era + 1 WHERE one = 1'
const LEASED = `INSERT INTO cursors (name, seq) VALUES ('move', ?1)
  ON CONFLICT (name) DO UPDATE SET seq = excluded.seq WHERE seq < ?2 OR seq % 1000 = ?1 % 1000`
const RELEASE = "DELETE FROM cursors WHERE name = 'move'"

/**
 * One step of dealing all buckets to the first `count` databases; called until it is done. Each step may
 * fail or be repeated: what it leaves is where the next one goes on. While rows are copied all goes on
 * in the old database; what changes there is logged and follows; in the end writes wait for the
 * last few changes, and the new database takes over. `by` tells commands apart (0 to 999), `now` is epoch ms.
 */
export async function stepTo(
  databases: readonly Database[],
  count: number,
  { by, now }: { by: number; now: number },
): Promise<Progress> {
  const [first] = databases
  if (!first || count < 1 || count > databases.length)
    throw new Error(`There are ${databases.length} databases, and ${count} can not be dealt to.`)
  const lease = Math.floor((now + LEASE) / 1000) * 1000 * 1000 + by
  const got = await first.db
    .prepare(LEASED)
    .bind(lease, now * 1000)
    .run()
  if (got.meta.changes === 0) throw new MoveRefused('Another command is moving buckets; wait half a minute.')

  const holdings = await Promise.all(databases.map((database, index) => readHolding(database, index === 0)))
  const moving = holdings.findIndex(({ move }) => move !== undefined)
  if (moving >= 0) return stepOn(databases, holdings, moving)
  const plan = planMoves(
    holdings.map(({ mine }) => mine),
    count,
  )
  const from = plan[0]?.[0]
  if (from === undefined) {
    await first.db.prepare(RELEASE).run()
    return { done: true, step: 'none', rows: 0 }
  }
  return begin(
    databases,
    holdings[from] as Holding,
    from,
    plan.filter(([source]) => source === from).map(([, to, buckets]) => [to, buckets]),
  )
}

/** Finishes a cut-over that broke off in its middle, when buckets are nobody's; `true` if there was one. */
export async function settleMoves(databases: readonly Database[]): Promise<boolean> {
  const holdings = await Promise.all(databases.map((database, index) => readHolding(database, index === 0)))
  const from = holdings.findIndex(({ move }) => move?.phase === 'given')
  if (from < 0) return false
  await takeUp(
    databases,
    holdings,
    databases[from] as Database,
    (holdings[from] as Holding & { move: Move }).move,
  )
  return true
}

async function begin(
  databases: readonly Database[],
  holding: Holding,
  from: number,
  plan: [number, number[]][],
): Promise<Progress> {
  const { db, name } = databases[from] as Database
  const numbered = Object.keys(RESERVE) as (keyof typeof RESERVE)[]
  const spans = (await db.batch<{ n: number }>(numbered.map((table) => db.prepare(HIGHEST[table])))).map(
    ({ results }) => (results[0]?.n ?? 0) + MARGIN,
  )
  const to: Move['to'] = {}
  for (const [index, buckets] of plan) {
    const target = databases[index] as Database
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

async function stepOn(
  databases: readonly Database[],
  holdings: readonly Holding[],
  from: number,
): Promise<Progress> {
  const source = databases[from] as Database
  const { mine, move } = holdings[from] as Holding & { move: Move }
  const targets = targetsOf(databases, holdings, move)
  switch (move.phase) {
    case 'copy':
      return copy(source, move, targets)
    case 'drain': {
      const { rows, left } = await drain(source, targets)
      if (left > FEW) return { done: false, step: 'drain', from: source.name, rows }
      return cutOver(databases, holdings, from, targets, rows)
    }
    case 'given':
      return takeUp(databases, holdings, source, move)
    case 'clean':
      return clean(source, mine, move)
    case 'tidy':
      return tidy(databases, holdings, source, move)
  }
}

async function copy({ db, name }: Database, move: Move, targets: Targets): Promise<Progress> {
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

/** The move after a page: further in the table, in the next one, or in the next phase. */
function next(move: Move, ended: boolean, after: unknown[], phase: Move['phase']): Move {
  const { after: _, ...rest } = move
  if (!ended) return { ...rest, after }
  return move.table + 1 < TABLES.length ? { ...rest, table: move.table + 1 } : { ...rest, phase, table: 0 }
}

const save = async (db: Database['db'], move: Move): Promise<void> => {
  await db.prepare(SAVE).bind(JSON.stringify(move)).run()
}

/** Lets the oldest changes follow: each row as it is now, or not at all. */
async function drain({ db }: Database, targets: Targets): Promise<{ rows: number; left: number }> {
  const { results } = await db
    .prepare('SELECT id, name, key, names FROM changes ORDER BY id LIMIT ?1')
    .bind(CHANGES)
    .all<Change>()
  const last = results.at(-1)?.id
  if (last === undefined) return { rows: 0, left: 0 }
  for (const table of TABLES) {
    const wanted = new Map<string, Set<Target>>()
    for (const { key, names, name } of results) {
      if (name !== table.name) continue
      const [site, whose] = JSON.parse(names) as [string, (string | null)[]]
      const goes = wanted.get(key) ?? new Set()
      for (const target of targets.of(table, site, whose)) goes.add(target)
      wanted.set(key, goes)
    }
    const keys = [...wanted].filter(([, goes]) => goes.size).map(([key]) => JSON.parse(key) as unknown[])
    if (keys.length === 0) continue
    const now = new Map(
      (await rowsOf(db, table, keys)).map((row) => [
        JSON.stringify(table.key.map((column) => row[column])),
        row,
      ]),
    )
    for (const target of new Set([...wanted.values()].flatMap((goes) => [...goes]))) {
      const mine = [...wanted]
        .filter(([, goes]) => goes.has(target))
        .map(([key]) => JSON.stringify(JSON.parse(key)))
      await dropRows(
        target,
        table,
        mine.filter((key) => !now.has(key)).map((key) => JSON.parse(key) as unknown[]),
      )
      await putRows(
        target,
        table,
        mine.map((key) => now.get(key)).filter((row) => row !== undefined),
      )
    }
  }
  const [, counted] = await db.batch<{ n: number }>([
    db.prepare('DELETE FROM changes WHERE id <= ?1').bind(last),
    db.prepare('SELECT count(*) AS n FROM changes'),
  ])
  return { rows: results.length, left: counted?.results[0]?.n ?? 0 }
}

/** Writes wait, the last changes follow, and the old database lets go; if more come in, the next step tries again. */
async function cutOver(
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

async function takeUp(
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
    db.prepare(RESERVE.journal).bind(1),
    db.prepare(SAVE).bind(JSON.stringify({ ...move, phase: 'clean' } satisfies Move)),
  ]
  await db.batch(statements)
  return { done: false, step: 'take up', from: name, rows: 0 }
}

/** Deletes here what is kept elsewhere now. */
async function clean({ db, name }: Database, mine: Holding['mine'], move: Move): Promise<Progress> {
  const table = TABLES[move.table] as Table
  const page = pageOf(table, move.after, [...new Set([...table.key, 'site'])])
  const { results } = (await db
    .prepare(page.sql)
    .bind(5 * PAGE, ...(move.after ?? []))
    .all()) as D1Result<Row>
  const gone = results.filter((row) => {
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
  await save(db, next(move, results.length < 5 * PAGE, page.key(results.at(-1) ?? {}), 'tidy'))
  return { done: false, step: 'clean', from: name, table: table.name, rows: gone.length }
}

/** Whoever came to where their person is kept is no guest there; what they once brought grows old. */
async function tidy(
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
    .bind(5 * PAGE, ...(move.after ?? []))
    .all()) as D1Result<Row>
  const { mine } = holdings[index] as Holding
  const home = results.filter((row) => mine.has(bucketOfName(String(row.site), String(row.visitor))))
  if (home.length)
    await target.db
      .prepare(deleteOf(table))
      .bind(JSON.stringify(home.map(page.key)))
      .run()
  const { after: _, ...rest } = move
  const ended = results.length < 5 * PAGE
  await save(
    db,
    ended ? { ...rest, table: move.table + 1 } : { ...rest, after: page.key(results.at(-1) as Row) },
  )
  return { ...progress, rows: home.length }
}
