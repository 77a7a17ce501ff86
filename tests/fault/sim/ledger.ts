import type { SavedBatch } from '../../../snippet/store.ts'

/** What a run knows beside the system under test. Events go by `target`, visitors by their stored id. */
export interface Ledger {
  /** Recorded against a standing refusal: must not be anywhere. */
  readonly refused: Set<string>
  /** Batches that a disk held at some time. */
  readonly kept: Map<string, { visitor: string; events: string[] }>
  readonly acks: Set<string>
  /** From then on nothing may leave for them. */
  readonly withdrawn: Set<string>
  /** Theirs may be missing: they asked to be erased, whatever they heard of it, or their consent lapsed by a clock that jumped. */
  readonly excused: Set<string>
  /** The edge has said that they are gone. */
  readonly graves: Set<string>
  readonly violations: Set<string>
  /** Losses that only a batch on no disk tells of: when its tab dies, nobody knows of them. */
  untold: number
  persisted(batch: SavedBatch): void
  unwritten(batch: SavedBatch): void
  violation(what: string): void
}

/** The stored id in a wire id. */
export const bare = (wire: string): string => wire.split('.', 1)[0]!

/** How many losses a batch tells of, in one sum or by reason. */
export const lossesOf = (lost: unknown): number =>
  typeof lost === 'object' && lost !== null
    ? Object.values(lost as Record<string, number>).reduce((sum, count) => sum + count, 0)
    : Number(lost ?? 0)

export function createLedger(): Ledger {
  const ledger: Ledger = {
    refused: new Set(),
    kept: new Map(),
    acks: new Set(),
    withdrawn: new Set(),
    excused: new Set(),
    graves: new Set(),
    violations: new Set(),
    untold: 0,
    unwritten: ({ lost }) => {
      ledger.untold += lossesOf(lost)
    },
    persisted: ({ batch, visitor, events }) =>
      void ledger.kept.set(batch, {
        visitor: bare(String(visitor)),
        events: events.flatMap(({ name, target }) => (name === 'click' && target ? [target] : [])),
      }),
    violation: (what) => void ledger.violations.add(what),
  }
  return ledger
}
