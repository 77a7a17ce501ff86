import type { D1Database } from '@cloudflare/workers-types'
import { bucketOfName } from '../../edge/identity/bucket.ts'
import { type Database, pack } from '../../edge/journal/shards/placement.ts'

/** Databases by the names that their bindings have. */
export const named = (databases: readonly D1Database[]): Database[] =>
  databases.map((db, index) => ({ name: index === 0 ? 'DB' : `DB_${index}`, db }))

/** Deals the buckets in turn, as no move does: neighbours are never kept together. */
export async function deal(databases: readonly Database[], by = (bucket: number) => bucket): Promise<void> {
  for (const [index, { db }] of databases.entries()) {
    const mine = Array.from({ length: 1024 }, (_, bucket) => bucket).filter(
      (bucket) => by(bucket) % databases.length === index,
    )
    await db
      .prepare('INSERT OR REPLACE INTO placement (one, era, mine) VALUES (1, 1, ?1)')
      .bind(pack(mine))
      .run()
  }
}

/** Which of `count` databases dealt in turn keeps a name. */
export const dealtTo = (site: string, name: string, count: number): number => bucketOfName(site, name) % count
