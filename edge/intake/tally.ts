/** How often something was refused or dropped: site ('' where none is known) → reason → count. */
export type Counts = Map<string, Map<string, number>>

/** Counts what an isolate refuses or drops, and hands the sums on now and then. */
export interface Tally {
  add(site: string, reason: string, count: number): void
  /** What was counted since it was last taken; `undefined` when there is nothing, or it is too early. */
  take(now: number): Counts | undefined
  /** Puts back what could not be kept. */
  restore(counts: Counts): void
  /** What was not taken yet, of one site. */
  waiting(site: string): Record<string, number>
}

/** A write for each refusal would let whoever floods the door flood the store as well: one per isolate and `every` ms. */
export function createTally(every: number): Tally {
  let counts: Counts = new Map()
  let taken = Number.NEGATIVE_INFINITY
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
    waiting: (site) => Object.fromEntries(counts.get(site) ?? []),
  }
}
