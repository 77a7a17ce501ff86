import { env } from 'cloudflare:workers'
import type { D1Database, KVNamespace } from '@cloudflare/workers-types'

const bindings = env as unknown as { DB: D1Database; KV: KVNamespace; MIGRATIONS: string[] }

/** The real KV of the test's workerd. */
export const kv = (): KVNamespace => bindings.KV

/** The real D1 of the test's workerd, migrated and empty. */
export async function freshDatabase(): Promise<D1Database> {
  const { DB, MIGRATIONS } = bindings
  const { results } = await DB.prepare(
    "SELECT type, name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite%' AND name NOT LIKE '\\_cf%' ESCAPE '\\' ORDER BY type DESC",
  ).all<{ type: string; name: string }>()
  if (results.length) await DB.batch(results.map(({ type, name }) => DB.prepare(`DROP ${type} ${name}`)))
  await DB.batch(MIGRATIONS.map((sql) => DB.prepare(sql)))
  return DB
}
