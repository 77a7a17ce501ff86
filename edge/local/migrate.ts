import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { D1Database } from '@cloudflare/workers-types'

const folder = fileURLToPath(new URL('../journal/migrations/', import.meta.url))
// The table that `wrangler d1 migrations apply` keeps, so that either can go on where the other stopped.
const TABLE = `CREATE TABLE IF NOT EXISTS d1_migrations (
  id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE, applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL)`

/** Applies the migrations a database has not seen, each whole or not at all; returns their names. */
export async function migrate(db: D1Database): Promise<string[]> {
  await db.prepare(TABLE).run()
  const { results } = await db.prepare('SELECT name FROM d1_migrations').all<{ name: string }>()
  const done = new Set(results.map(({ name }) => name))
  const due = (await readdir(folder)).filter((name) => name.endsWith('.sql') && !done.has(name)).sort()
  for (const name of due) {
    const statements = splitStatements(await readFile(folder + name, 'utf8'))
    const note = db.prepare('INSERT INTO d1_migrations (name) VALUES (?1)').bind(name)
    await db.batch([...statements.map((sql) => db.prepare(sql)), note])
  }
  return due
}

/** The statements of a migration; each ends with a semicolon at the end of a line. */
export const splitStatements = (sql: string): string[] =>
  sql
    .replace(/^\s*--.*$/gm, '')
    .split(/;\s*$/m)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '')
