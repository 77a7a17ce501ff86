import { dropRows, putRows, rowsOf, type Target, type Targets } from './carry.ts'
import type { Database } from './placement.ts'
import { TABLES } from './tables.ts'

/** Changes that follow in one step. */
const CHANGES = 300

interface Change {
  id: number
  name: string
  key: string
  names: string
}

/** Lets the oldest changes follow: each row as it is now, or not at all. */
export async function drain({ db }: Database, targets: Targets): Promise<{ rows: number; left: number }> {
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
