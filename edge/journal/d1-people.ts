import type { D1Database } from '@cloudflare/workers-types'
import { d1Erasure } from './d1-erasure.ts'
import { d1Links } from './d1-links.ts'
import { d1Retention } from './d1-retention.ts'
import { d1Rights } from './d1-rights.ts'
import type { People } from './people.ts'
import type { D1JournalOptions } from './run.ts'

/** Who is whom, and what they may ask for, in D1. */
export const d1People = (db: D1Database, options: D1JournalOptions): People => ({
  ...d1Links(db, options),
  ...d1Rights(db, options),
  ...d1Erasure(db, options),
  ...d1Retention(db, options),
})
