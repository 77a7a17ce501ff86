/** What a replay counts; a sum, so that threads can share the work. */
export interface Tally {
  events: number
  visitors: number
  /** Page views at which slots were decided. */
  moments: number
  /** Lines that could not be read. */
  skipped: number
  slots: Record<string, SlotTally>
  /** Visitors in each segment when their traffic ends, by the rules before and after. */
  before: Record<string, number>
  after: Record<string, number>
}
export interface SlotTally {
  decisions: number
  differ: number
  /** Visitors for whom at least one decision differs. */
  visitors: number
  /** `old → new` and how often. */
  moves: Record<string, number>
}

export const emptyTally = (): Tally => ({
  events: 0,
  visitors: 0,
  moments: 0,
  skipped: 0,
  slots: {},
  before: {},
  after: {},
})
export const emptySlot = (): SlotTally => ({ decisions: 0, differ: 0, visitors: 0, moves: {} })

/** The counts of both. */
export function addTallies(a: Tally, b: Tally): Tally {
  const slots: Tally['slots'] = {}
  for (const name of new Set([...Object.keys(a.slots), ...Object.keys(b.slots)])) {
    const [x, y] = [a.slots[name] ?? emptySlot(), b.slots[name] ?? emptySlot()]
    slots[name] = {
      decisions: x.decisions + y.decisions,
      differ: x.differ + y.differ,
      visitors: x.visitors + y.visitors,
      moves: addCounts(x.moves, y.moves),
    }
  }
  return {
    events: a.events + b.events,
    visitors: a.visitors + b.visitors,
    moments: a.moments + b.moments,
    skipped: a.skipped + b.skipped,
    slots,
    before: addCounts(a.before, b.before),
    after: addCounts(a.after, b.after),
  }
}

function addCounts(a: Record<string, number>, b: Record<string, number>): Record<string, number> {
  const sum = { ...a }
  for (const [name, count] of Object.entries(b)) sum[name] = (sum[name] ?? 0) + count
  return sum
}
