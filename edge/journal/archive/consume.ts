import type { D1Result } from '@cloudflare/workers-types'
import { bucketOfName } from '../../identity/bucket.ts'
import { graveOf } from '../../identity/grave.ts'
import type { Database } from '../shards/placement.ts'
import { type ArchiveMessage, partitionOf } from './archive.ts'

/** The part of Cloudflare's R2 binding that is used here. */
export interface ArchiveBucket {
  get(key: string): Promise<{ etag: string; text(): Promise<string> } | null>
  /** None where the condition does not hold. */
  put(key: string, value: string, options?: { onlyIf: { etagMatches: string } }): Promise<unknown>
  delete(key: string): Promise<void>
}

const ROWS = `SELECT seq, site, visitor, batch, received_at, entry FROM journal
  WHERE seq > ?1 AND seq <= ?2 AND entry <> '' ORDER BY seq`

interface Row {
  seq: number
  site: string
  visitor: string
  batch: string
  received_at: number
  entry: string
}

/**
 * Does what one message asks; may be done again. Rows are read when they are archived, so that what was
 * erased meanwhile never gets there. An object is NDJSON, a row a line, of one site and partition.
 */
export async function consume(
  databases: readonly Database[],
  bucket: ArchiveBucket,
  message: ArchiveMessage,
): Promise<void> {
  if (message.kind === 'erase') return eraseFrom(bucket, message.key, new Set(message.graves))
  const { database, after, upto } = message
  const db = databases.find(({ name }) => name === database)?.db
  if (!db) throw new Error(`${database} is not bound; its rows wait in the queue.`)
  const { results } = (await db.prepare(ROWS).bind(after, upto).all()) as D1Result<Row>
  const objects = new Map<string, string[]>()
  for (const { site, visitor, batch, received_at, entry } of results) {
    const key = `${site}/${partitionOf(bucketOfName(site, visitor))}/${database}-${after}-${upto}.ndjson`
    const line = `{"visitor":${JSON.stringify(visitor)},"batch":${JSON.stringify(batch)},"received_at":${received_at},"entry":${entry}}`
    objects.set(key, [...(objects.get(key) ?? []), line])
  }
  for (const [key, lines] of objects) await bucket.put(key, `${lines.join('\n')}\n`)
}

/** Takes the lines of erased names out of one object; rejects where somebody else changed it meanwhile. */
async function eraseFrom(bucket: ArchiveBucket, key: string, graves: ReadonlySet<string>): Promise<void> {
  const object = await bucket.get(key)
  if (!object) return
  const site = key.slice(0, key.indexOf('/'))
  const erased = new Map<string, boolean>()
  const kept: string[] = []
  const lines = (await object.text()).split('\n').filter((line) => line !== '')
  for (const line of lines) {
    const { visitor } = JSON.parse(line) as { visitor: string }
    if (!erased.has(visitor)) erased.set(visitor, graves.has(await graveOf(site, visitor)))
    if (!erased.get(visitor)) kept.push(line)
  }
  if (kept.length === lines.length) return
  if (kept.length === 0) return bucket.delete(key)
  const put = await bucket.put(key, `${kept.join('\n')}\n`, { onlyIf: { etagMatches: object.etag } })
  if (!put) throw new Error(`${key} was changed meanwhile; tried again.`)
}
