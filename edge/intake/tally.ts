/** How often something was refused or dropped: site ('' where none is known) → reason → count. */
export type Counts = Map<string, Map<string, number>>

/** Counts what an isolate refuses or drops, and hands the sums on now and then. */
export interface Tally {
  add(site: string, reason: string, count: number): void
  /** What was counted since it was last taken; `undefined` when there is nothing, or it is too early. */
  take(now: number): Counts | undefined
  /** Puts back what could not be kept. */
  restore(counts: Counts): void
  /** Notes a batch of which nobody knows whether it was written, and so whether what it tells was counted. */
  doubt(batch: string): void
  /** Whether a batch was in doubt; it is no more. */
  doubted(batch: string): boolean
  /** What was not taken yet, of one site. */
  waiting(site: string): Record<string, number>
}

/** Batches in doubt at a time; a store that is down for long must not fill memory. */
const MOST_DOUBTS = 10_000

/** A write for each refusal would let whoever floods the door flood the store as well: one per isolate and `every` ms. */
export function createTally(every: number): Tally {
  let counts: Counts = new Map()
  let taken = Number.NEGATIVE_INFINITY
  const doubts = new Set<string>()
  const add = (site: string, reason: string, count: number) => {
    const reasons = counts.get(site) ?? new Map<string, number>()
    counts.set(site, reasons)
    reasons.set(reason, (reasons.get(reason) ?? 0) + count)
  }
  return {
    add,
    take(now) {
      if (counts.size === 0 || now - taken < every) return undefined
      taken = now
      const all = counts
      counts = new Map()
      return all
    },
    restore(again) {
      for (const [site, reasons] of again) for (const [reason, count] of reasons) add(site, reason, count)
    },
    doubt(batch) {
      if (doubts.size >= MOST_DOUBTS) doubts.delete(doubts.values().next().value as string)
      doubts.add(batch)
    },
    doubted: (batch) => doubts.delete(batch),
    waiting: (site) => Object.fromEntries(counts.get(site) ?? []),
  }
}
