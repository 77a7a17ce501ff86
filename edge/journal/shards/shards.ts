import { bucketOfName } from '../../identity/bucket.ts'
import { within } from '../deadline.ts'
import { JournalUnavailable } from '../journal.ts'
import type { D1JournalOptions } from '../run.ts'
import { BucketMoved, type Shard } from './fence.ts'
import { type Buckets, type Database, type Holding, readHolding, unpack } from './placement.ts'

/** While buckets change hands: how long to wait before looking again, ms. */
const PAUSE = 25

/** A database of several, as a request meets it. */
export interface Part {
  database: Database
  index: number
  /** To make a journal, or what else speaks to this database alone. */
  options: D1JournalOptions
  holds(site: string, name: string): boolean
  holding: Holding
}

/** Whatever is written may be of a bucket that is about to leave. */
export const ANY = 'any'
type Written = readonly string[] | typeof ANY

/** What an isolate believes of the databases; shared by its requests. */
export interface Shards {
  databases: readonly Database[]
  /** What was last read of the databases, in their order. */
  known?: Promise<Known[]> | undefined
}
interface Known {
  holding: Holding
  leaving: Buckets
}

/** Several databases as one: none is asked before the first request needs it. */
export const createShards = (databases: readonly Database[]): Shards => ({ databases })

/**
 * Finds the database of a name, and all of them. What an isolate believes is checked by each query
 * (fence.ts); should it be wrong, nothing happened, and the work is done anew with what is the case.
 */
export function router(shards: Shards, options: D1JournalOptions) {
  const read = async (): Promise<Known[]> => {
    const holdings = await Promise.all(
      shards.databases.map((database, index) => readHolding(database, index === 0)),
    )
    return holdings.map((holding) => ({
      holding,
      leaving: new Set(Object.values(holding.move?.to ?? {}).flatMap(({ buckets }) => [...unpack(buckets)])),
    }))
  }
  const load = async (): Promise<Known[]> => {
    shards.known ??= read()
    try {
      return await within(shards.known, options.deadline)
    } catch (cause) {
      shards.known = undefined
      throw new JournalUnavailable(cause)
    }
  }
  const partOf = (all: Known[], index: number, site: string, written: Written): Part => {
    const { holding, leaving } = all[index] as Known
    const database = shards.databases[index] as Database
    const holds = (of: string, name: string) => holding.mine.has(bucketOfName(of, name))
    const frozen =
      written === ANY ? leaving.size > 0 : written.some((name) => leaving.has(bucketOfName(site, name)))
    const shard: Shard = { name: database.name, era: holding.era, holds, frozen }
    return { database, index, holds, holding, options: { ...options, shard } }
  }
  /** Does the work with what is believed, and again as long as that proves wrong. */
  const settled = async <T>(work: (all: Known[]) => Promise<T>): Promise<T> => {
    for (let tries = options.deadline / PAUSE; ; tries--) {
      const all = await load()
      try {
        return await work(all)
      } catch (error) {
        if (!(error instanceof BucketMoved)) throw error
        if (shards.known && (await shards.known) === all) shards.known = undefined
        if (tries < 0) throw new JournalUnavailable(error)
        await new Promise((resume) => setTimeout(resume, PAUSE))
      }
    }
  }

  return {
    /** Works in the database that keeps `name`; `written` are the names written to, that one if absent. */
    at: <T>(site: string, name: string, work: (part: Part) => Promise<T>, written = [name]): Promise<T> =>
      settled(async (all) => {
        const bucket = bucketOfName(site, name)
        const index = all.findIndex(({ holding }) => holding.mine.has(bucket))
        // Given away by one and not yet taken up by the other.
        if (index < 0) throw new BucketMoved()
        return work(partOf(all, index, site, written))
      }),

    /** Works in one database after the other, in the order of `first`, each by itself. */
    async each<T>(
      site: string,
      written: Written,
      work: (part: Part) => Promise<T>,
      chosen?: (part: Part) => boolean,
    ): Promise<T[]> {
      const done: T[] = []
      for (let index = 0; index < shards.databases.length; index++)
        await settled(async (all) => {
          const part = partOf(all, index, site, written)
          if (chosen?.(part) ?? true) done.push(await work(part))
        })
      return done
    },

    /** Works with all of them as they are at one moment: if any changes meanwhile, all is done anew. */
    together: <T>(work: (parts: Part[], placement: number) => Promise<T>): Promise<T> =>
      settled((all) =>
        work(
          all.map((_, index) => partOf(all, index, '', [])),
          // No era ever goes back: the sum tells one state of all from any other.
          all.reduce((sum, { holding }) => sum + holding.era, 0),
        ),
      ),
  }
}

export type Router = ReturnType<typeof router>
