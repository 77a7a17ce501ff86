import { bucketOfName } from '../../identity/bucket.ts'
import { BUCKETS } from '../../identity/visitor.ts'
import { within } from '../deadline.ts'
import { JournalUnavailable } from '../journal.ts'
import type { D1JournalOptions } from '../run.ts'
import { BucketMoved, type Shard } from './fence.ts'
import { type Database, type Holding, readHoldings } from './placement.ts'

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

/** What an isolate believes of the databases; shared by its requests. */
export interface Shards {
  databases: readonly Database[]
  /** What was last read of the databases, in their order. */
  known?: Promise<Holding[]> | undefined
}

/** Several databases as one: none is asked before the first request needs it. */
export const createShards = (databases: readonly Database[]): Shards => ({ databases })

/**
 * Finds the database of a name, and all of them. What an isolate believes is checked by each query
 * (fence.ts); should it be wrong, nothing happened, and the work is done anew with what is the case.
 */
export function router(shards: Shards, options: D1JournalOptions) {
  const load = async (): Promise<Holding[]> => {
    shards.known ??= readHoldings(shards.databases)
    try {
      return await within(shards.known, options.deadline)
    } catch (cause) {
      shards.known = undefined
      throw new JournalUnavailable(cause)
    }
  }
  const partOf = (all: Holding[], index: number, writes: boolean): Part => {
    const holding = all[index] as Holding
    const database = shards.databases[index] as Database
    const holds = (of: string, name: string) => holding.mine.has(bucketOfName(of, name))
    const frozen = writes && holding.move !== undefined
    const shard: Shard = { name: database.name, era: holding.era, holds, frozen }
    return { database, index, holds, holding, options: { ...options, shard } }
  }
  /** Does the work with what is believed, and again as long as that proves wrong. */
  const settled = async <T>(work: (all: Holding[]) => Promise<T>): Promise<T> => {
    for (let tries = options.deadline / PAUSE; ; tries--) {
      const believed = shards.known
      const all = await load()
      try {
        return await work(all)
      } catch (error) {
        if (!(error instanceof BucketMoved)) throw error
        if (shards.known === believed || believed === undefined) shards.known = undefined
        if (tries < 0) throw new JournalUnavailable(error)
        await new Promise((resume) => setTimeout(resume, PAUSE))
      }
    }
  }
  const atHome =
    (writes: boolean) =>
    <T>(site: string, name: string, work: (part: Part) => Promise<T>): Promise<T> =>
      settled(async (all) => {
        const bucket = bucketOfName(site, name)
        const index = all.findIndex(({ mine }) => mine.has(bucket))
        // Given away by one and not yet taken up by the other.
        if (index < 0) throw new BucketMoved()
        return work(partOf(all, index, writes))
      })
  const one =
    (writes: boolean) =>
    async <T>(
      work: (part: Part) => Promise<T>,
      chosen: (part: Part) => boolean = () => true,
    ): Promise<T[]> => {
      const done: T[] = []
      for (let index = 0; index < shards.databases.length; index++)
        await settled(async (all) => {
          const part = partOf(all, index, writes)
          if (chosen(part)) done.push(await work(part))
        })
      return done
    }

  return {
    /** Reads and writes in the database that keeps `name`. */
    at: atHome(true),
    /** Reads in the database that keeps `name`. */
    look: atHome(false),
    /** Reads and writes in each database that is chosen, one after the other. */
    each: one(true),
    /** Reads in each database that is chosen, one after the other. */
    lookEach: one(false),
    /** Reads in all of them as they are at one moment: if any changes meanwhile, all is done anew. */
    together: <T>(work: (parts: Part[], placement: number) => Promise<T>): Promise<T> =>
      settled(async (all) => {
        // Given away by one and not yet taken up by the other: the rows of these buckets would be nobody's.
        if (all.reduce((sum, { mine }) => sum + mine.size, 0) < BUCKETS) throw new BucketMoved()
        return work(
          all.map((_, index) => partOf(all, index, false)),
          // No era ever goes back: the sum tells one state of all from any other.
          all.reduce((sum, { era }) => sum + era, 0),
        )
      }),
  }
}

export type Router = ReturnType<typeof router>
