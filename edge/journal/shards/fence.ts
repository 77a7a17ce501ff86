/** What one database of several is known to hold when a query is made; the query itself checks that it still does. */
export interface Shard {
  name: string
  era: number
  holds(site: string, name: string): boolean
  /** The query writes to buckets that may be frozen for the end of a move. */
  frozen?: boolean
}

/** The database no longer holds what it was believed to hold; nothing was read or written. */
export class BucketMoved extends Error {
  constructor() {
    super('The buckets have moved.')
  }
}

// An insert that the fence's check refuses fails, and with it the whole transaction. SQLite's own clock decides.
/** ?1 is the era believed in, ?2 whether what is written may be frozen. */
export const CHECK = `INSERT INTO fence (era) SELECT 1 WHERE coalesce((SELECT era FROM placement), 0) <> ?1
  OR (?2 AND (SELECT frozen_until FROM placement) > (julianday('now') - 2440587.5) * 86400000)`

/** Whether a transaction failed at the fence. */
export const isFenced = (cause: unknown): boolean =>
  String((cause as Error)?.message).includes('bucket_moved')
