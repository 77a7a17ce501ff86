import { readdirSync, readFileSync } from 'node:fs'
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import type { D1Database } from '@cloudflare/workers-types'
import { splitStatements } from '../../edge/local/migrate.ts'

const migrations = fileURLToPath(new URL('../../edge/journal/migrations/', import.meta.url))
const NAMES = readdirSync(migrations).sort()
/** The statements of a migration, by the number its name begins with. */
export const migrationOf = (number: string): string[] =>
  NAMES.filter((name) => name.startsWith(number)).flatMap((name) =>
    splitStatements(readFileSync(migrations + name, 'utf8')),
  )
const TABLES = migrationOf('')

interface Statement {
  sql: string
  values: SQLInputValue[]
}

/** D1's interface over Node's own SQLite in memory, migrated: the same SQL and transactions, thousands of times faster. */
export function sqliteDatabase(tables: readonly string[] = TABLES): D1Database {
  const db = new DatabaseSync(':memory:')
  for (const sql of tables) db.exec(sql)
  const compiled = new Map<string, ReturnType<DatabaseSync['prepare']>>()
  const execute = ({ sql, values }: Statement) => {
    const statement = compiled.get(sql) ?? db.prepare(sql)
    compiled.set(sql, statement)
    if (/^\s*(SELECT|WITH)/i.test(sql))
      return { success: true, meta: { changes: 0 }, results: statement.all(...values) }
    const { changes } = statement.run(...values)
    return { success: true, meta: { changes: Number(changes) }, results: [] }
  }
  const statement = (sql: string, values: SQLInputValue[] = []) => ({
    sql,
    values,
    bind: (...bound: SQLInputValue[]) => statement(sql, bound),
    all: async () => execute({ sql, values }),
    run: async () => execute({ sql, values }),
    first: async (column?: string) => {
      const row = execute({ sql, values }).results[0] as Record<string, unknown> | undefined
      return column === undefined ? (row ?? null) : (row?.[column] ?? null)
    },
  })
  const database = {
    prepare: (sql: string) => statement(sql),
    async batch(statements: Statement[]) {
      db.exec('BEGIN IMMEDIATE')
      try {
        const results = statements.map(execute)
        db.exec('COMMIT')
        return results
      } catch (error) {
        db.exec('ROLLBACK')
        throw error
      }
    },
  }
  return database as unknown as D1Database
}
