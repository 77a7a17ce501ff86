import type { D1Database, D1PreparedStatement, D1Result } from '@cloudflare/workers-types'

/** What D1 bills, and how often it was asked. */
export interface Metered {
  trips: number
  rows_read: number
  rows_written: number
}

/** A database that counts what D1 says each transaction cost (`meta.rows_read`, `meta.rows_written`). */
export function metered(db: D1Database): { db: D1Database; spent(): Metered } {
  let sum: Metered = { trips: 0, rows_read: 0, rows_written: 0 }
  const batch = async <T>(statements: D1PreparedStatement[]): Promise<D1Result<T>[]> => {
    const results = await db.batch<T>(statements)
    sum.trips++
    for (const { meta } of results) {
      sum.rows_read += meta.rows_read
      sum.rows_written += meta.rows_written
    }
    return results
  }
  return {
    db: { prepare: (sql: string) => db.prepare(sql), batch } as unknown as D1Database,
    /** Since it was last asked. */
    spent() {
      const spent = sum
      sum = { trips: 0, rows_read: 0, rows_written: 0 }
      return spent
    },
  }
}
