import type { D1Database, D1Result } from '@cloudflare/workers-types'
import { type Database, readHoldings } from '../shards/placement.ts'
import { CLOSE } from '../stretch.ts'

/** What the queue carries: a range of rows that are to be archived, or an archived object from which erased names go. */
export type ArchiveMessage =
  | { kind: 'rows'; database: string; after: number; upto: number }
  | { kind: 'erase'; key: string; graves: string[] }

/** The part of Cloudflare's queue binding that is used. */
export interface ArchiveQueue {
  send(message: ArchiveMessage): Promise<unknown>
}
/** The part of Cloudflare's R2 binding that is used here. */
export interface ArchiveList {
  list(options: { prefix: string; cursor?: string; startAfter?: string; limit?: number }): Promise<{
    objects: { key: string }[]
    truncated: boolean
    cursor?: string
  }>
}

/** Rows of one range: its objects should be neither many nor large. */
const RANGE = 5000
/** Ranges begun in one run. */
const RANGES = 20
/** A range that is not full is archived once its oldest row is so old, ms. */
const PATIENCE = 24 * 60 * 60_000
/** A grave is heeded once no range that was read before it can still be on its way into the archive, ms. */
const SETTLED = 120_000
/** Graves heeded in one run. */
const GRAVES = 200

/** The archive has this many partitions; whoever is looked for in it is in one. */
export const PARTITIONS = 64
/** In which partition a bucket's rows are. */
export const partitionOf = (bucket: number): string => String(bucket % PARTITIONS).padStart(2, '0')

const CURSOR = 'SELECT name, seq FROM cursors WHERE name IN (?1, ?2)'
const NOTE = `INSERT INTO cursors (name, seq) VALUES (?1, ?2)
  ON CONFLICT (name) DO UPDATE SET seq = excluded.seq`
const NEXT = `SELECT max(seq) AS upto, min(received_at) AS since, count(*) AS n FROM (
  SELECT seq, received_at FROM journal WHERE seq > ?1 AND entry <> '' ORDER BY seq LIMIT ?2)`
const BURIED = `SELECT seq, site, visitor FROM journal WHERE seq > ?1 AND batch = 'erased' AND received_at < ?2
  ORDER BY seq LIMIT ?3`

/**
 * Queues what the archive lacks of each database's journal, and what must leave the archive; but no rows while buckets
 * move, for copies come in below those that were read. Resumable: what was queued is noted after it was, and archiving
 * a range twice gives the same objects. `now` is epoch ms.
 */
export async function feedArchive(
  databases: readonly Database[],
  queue: ArchiveQueue,
  bucket: ArchiveList,
  now: number,
): Promise<void> {
  const holdings = await readHoldings(databases)
  const moving = holdings.some(({ move }) => move)
  for (const { db, name } of databases) {
    const { results } = await db
      .prepare(CURSOR)
      .bind('archive', 'archive:graves')
      .all<{ name: string; seq: number }>()
    const at = (cursor: string) => results.find((row) => row.name === cursor)?.seq ?? 0
    if (!moving) await queueRows(db, name, queue, at('archive'), now)
    await queueErasures(db, queue, bucket, at('archive:graves'), now)
  }
}

async function queueRows(
  db: D1Database,
  database: string,
  queue: ArchiveQueue,
  from: number,
  now: number,
): Promise<void> {
  let after = from
  for (let ranges = 0; ranges < RANGES; ranges++) {
    const [, next] = await db.batch<{ upto: number; since: number; n: number }>([
      db.prepare(CLOSE),
      db.prepare(NEXT).bind(after, RANGE),
    ])
    const due = next?.results[0]
    if (!due?.n || (due.n < RANGE && due.since > now - PATIENCE)) return
    await queue.send({ kind: 'rows', database, after, upto: due.upto })
    await db.prepare(NOTE).bind('archive', due.upto).run()
    after = due.upto
  }
}

async function queueErasures(
  db: D1Database,
  queue: ArchiveQueue,
  bucket: ArchiveList,
  after: number,
  now: number,
): Promise<void> {
  const { results } = (await db
    .prepare(BURIED)
    .bind(after, now - SETTLED, GRAVES)
    .all()) as D1Result<{ seq: number; site: string; visitor: string }>
  const partitions = new Map<string, string[]>()
  for (const { site, visitor } of results) {
    // A grave's name begins with its bucket (identity/bucket.ts).
    const prefix = `${site}/${partitionOf(Number.parseInt(visitor.slice(2, 5), 16))}/`
    partitions.set(prefix, [...(partitions.get(prefix) ?? []), visitor])
  }
  for (const [prefix, graves] of partitions)
    for (let cursor: string | undefined, more = true; more; ) {
      const page = await bucket.list({ prefix, ...(cursor !== undefined && { cursor }) })
      for (const { key } of page.objects) await queue.send({ kind: 'erase', key, graves })
      cursor = page.cursor
      more = page.truncated && cursor !== undefined
    }
  const last = results.at(-1)
  if (last) await db.prepare(NOTE).bind('archive:graves', last.seq).run()
}
