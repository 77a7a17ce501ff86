import type { SavedBatch } from '../../../snippet/store.ts'
import type { Event } from '../../../snippet/wire.ts'

/** What a run knows beside the system under test: what was recorded, kept, acknowledged, withdrawn. Events go by `target`. */
export interface Ledger {
  recorded(event: Event): void
  /** Recorded against a standing refusal: must not be anywhere. */
  refused(event: Event): void
  persisted(batch: SavedBatch): void
  acknowledged(batch: string): void
  /** From now on nothing may leave for this id. */
  withdrawn(visitor: string): void
  forgotten(visitor: string): void
  /** The edge said so. */
  erased(visitor: string): void
  violation(what: string): void

  readonly refusals: Set<string>
  /** Batches that storage held at some time. */
  readonly kept: Map<string, { visitor: string; events: string[]; lost: number }>
  readonly acks: Set<string>
  readonly withdrawals: Set<string>
  readonly graves: Set<string>
  readonly violations: string[]
}

export function createLedger(): Ledger {
  const ledger: Ledger = {
    refusals: new Set(),
    kept: new Map(),
    acks: new Set(),
    withdrawals: new Set(),
    graves: new Set(),
    violations: [],
    recorded: () => undefined,
    refused: (event) => void ledger.refusals.add(event.target!),
    persisted: ({ batch, visitor, events, lost }) =>
      void ledger.kept.set(batch, { visitor, events: events.map((event) => event.target!), lost }),
    acknowledged: (batch) => void ledger.acks.add(batch),
    withdrawn: (visitor) => void ledger.withdrawals.add(visitor),
    forgotten: (visitor) => void ledger.withdrawals.add(visitor),
    erased: (visitor) => void ledger.graves.add(visitor),
    violation: (what) => void ledger.violations.push(what),
  }
  return ledger
}
