import { createHash } from 'node:crypto'
import type { SavedBatch } from '../../../snippet/store.ts'
import type { Losses } from '../../../snippet/wire.ts'

/**
 * Why an event that a disk once held may be gone though nobody tells of its loss, or be there twice: it was not to be
 * kept, or whoever knew left no trace. A run counts what each excuse is used for, so that none grows unseen.
 */
export const EXCUSES = {
  withdrew: 'kept before somebody withdrew or asked for erasure in that browser, which erases its outbox',
  lapsed:
    'kept before a clock jumped thirteen months ahead of the consent that covered it, or a tab with the old time said it',
  erased: 'its visitor was erased at the edge by another device, or by a tab whose refusal no disk took',
  ungranted:
    'kept under a grant that no later page knows of: no disk took it, or one said while the disk could not be read took its place',
  untold: 'told of by a batch that no disk held, in a tab that died before it arrived',
  twice: 'sent under an id that no disk took, and again from that disk by a tab that asked for another',
} as const
export type Excuse = keyof typeof EXCUSES
export type Used = Record<Excuse, number>

export const nothingUsed = (): Used => ({
  withdrew: 0,
  lapsed: 0,
  erased: 0,
  ungranted: 0,
  untold: 0,
  twice: 0,
})

/** Who froze a batch. */
export interface Holder {
  alive: boolean
  state: string
  browser: { name: string }
}

/** A batch that some disk held. */
export interface Kept {
  tab: Holder
  browser: string
  /** Stored id; absent while it waited for one. */
  visitor: string | undefined
  /** Clicks in it, by target. */
  events: string[]
  /** When it was first held, epoch ms. */
  at: number
  /** Under which grant of consent. */
  grant: number | undefined
}

/** Somebody's leave to forget what a browser had kept until then. */
interface Leave {
  browser: string
  why: 'withdrew' | 'lapsed' | 'erased'
  at: number
}

/** What a run knows beside the system under test. Events go by `target`, visitors by their stored id. */
export interface Ledger {
  /** Recorded against a standing refusal: must not be anywhere. */
  readonly refused: Set<string>
  readonly kept: Map<string, Kept>
  readonly acks: Set<string>
  /** Withdrawn, and every tab that lives has heard of it: nothing may leave for them. */
  readonly withdrawn: Set<string>
  /** The edge has said that they are gone. */
  readonly graves: Set<string>
  /** Recorded after a logout, and who had been there: it must not be theirs. */
  readonly apart: Map<string, ReadonlySet<string>>
  readonly leaves: Leave[]
  /** Losses that batches told of, as they left a browser: what each one names by reason. */
  readonly told: Map<string, { browser: string; lost: Losses }>
  /** The same, of batches that no disk took. */
  readonly unwritten: Map<string, { browser: string; lost: Losses }>
  /** Grants of consent that were written down, and not written over by a tab that had not been able to read them. */
  readonly grants: Set<number>
  /** Browsers whose disk took nothing for a time. */
  readonly unheld: Set<string>
  /** Who first sent a batch, and under whom. */
  readonly senders: Map<string, { tab: Holder; visitor: string }>
  /** Batches that were sent again under another visitor. */
  readonly orphans: Set<string>
  readonly violations: Set<string>
  persisted(tab: Holder, batch: SavedBatch): void
  failed(browser: string, batch: SavedBatch): void
  leave(browser: string, why: Leave['why']): void
  violation(what: string): void
}

/** The stored id that a wire id stands for: it is in it, or comes of what the page made up (edge/identity/visitor.ts). */
export const bare = (wire: string): string =>
  wire.includes('.')
    ? wire.split('.', 1)[0]!
    : createHash('sha256')
        .update(JSON.stringify(['visitor', 'shop', wire]))
        .digest('base64url')
        .slice(0, 24)

/** How many lost events a batch tells of; those that were never kept are left out if so asked. */
export const lossesOf = (lost: Losses | undefined, kept = false): number =>
  Object.entries(lost ?? {}).reduce(
    (sum, [reason, count]) => sum + (kept && reason === 'memory' ? 0 : count),
    0,
  )

/** `now` is the world's own clock, epoch ms. */
export function createLedger(now: () => number): Ledger {
  const ledger: Ledger = {
    refused: new Set(),
    kept: new Map(),
    acks: new Set(),
    withdrawn: new Set(),
    graves: new Set(),
    apart: new Map(),
    leaves: [],
    told: new Map(),
    unwritten: new Map(),
    grants: new Set(),
    unheld: new Set(),
    senders: new Map(),
    orphans: new Set(),
    violations: new Set(),
    persisted(tab, { batch, visitor, events, grant }) {
      const known = ledger.kept.get(batch)
      ledger.kept.set(batch, {
        tab: known?.tab ?? tab,
        browser: tab.browser.name,
        visitor: visitor === undefined ? known?.visitor : bare(visitor),
        events: events.flatMap(({ name, target }) => (name === 'click' && target ? [target] : [])),
        at: known?.at ?? now(),
        grant,
      })
    },
    failed(browser, { batch, lost }) {
      if (lost) ledger.unwritten.set(batch, { browser, lost })
    },
    leave: (browser, why) => void ledger.leaves.push({ browser, why, at: now() }),
    violation: (what) => void ledger.violations.add(what),
  }
  return ledger
}
