import { d1Journal } from './d1.ts'
import { d1Health } from './d1-health.ts'
import { d1People } from './d1-people.ts'
import type { Health } from './health.ts'
import type { Journal } from './journal.ts'
import type { People } from './people.ts'
import type { D1JournalOptions } from './run.ts'
import { shardedHealth } from './shards/health.ts'
import { shardedJournal } from './shards/journal.ts'
import { shardedPeople } from './shards/people.ts'
import type { Database } from './shards/placement.ts'
import { createShards } from './shards/shards.ts'

/** Makes what a request needs of the record. */
export interface Stores {
  journal(options: D1JournalOptions): Journal
  people(options: D1JournalOptions): People
  health(options: D1JournalOptions): Health
}

/** The record in one database, which then costs nothing more, or dealt by buckets to several. */
export function createStores(databases: readonly Database[]): Stores {
  const [only, ...more] = databases
  if (!only) throw new Error('No database is bound as DB.')
  if (more.length === 0)
    return {
      journal: (options) => d1Journal(only.db, options),
      people: (options) => d1People(only.db, options),
      health: (options) => d1Health(only.db, options),
    }
  const shards = createShards(databases)
  return {
    journal: (options) => shardedJournal(shards, options),
    people: (options) => shardedPeople(shards, options),
    health: (options) => shardedHealth(shards, options),
  }
}
