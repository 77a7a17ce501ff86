import type { Context } from 'hono'
import type { KeyRing } from '../identity/keys.ts'
import type { Secrets } from '../identity/secrets.ts'
import type { Verify } from '../identity/token.ts'
import type { Budgets } from '../intake/budget.ts'
import type { Sites } from '../intake/site.ts'
import type { Tally } from '../intake/tally.ts'
import type { ArchiveRemains } from '../journal/archive/remains.ts'
import type { Health } from '../journal/health.ts'
import type { Journal } from '../journal/journal.ts'
import type { People } from '../journal/people.ts'
import type { Database } from '../journal/shards/placement.ts'
import type { AcceptedEvent } from '../profile/event.ts'
import type { Library } from '../publish/library.ts'
import type { ArtefactStore } from '../publish/store.ts'
import type { Reason } from '../result.ts'

/** Hono's environment; the Worker keeps its own in Deps. */
export type Env = {
  Bindings: Record<string, unknown>
  Variables: {
    /** Why the request was refused, and the site it was meant for: what the tally counts. */
    refused?: Reason
    site?: string
    /** All that an answer in JSON says, ready to be copied, and whether it was (answer.ts). */
    headers?: Headers
    answered?: true
  }
}

/** A script as it is served: its source and the hash of it. */
export interface Script {
  source: string
  hash: string
}

/** All a route may use of the outside; composed in edge/index.ts, replaced piece by piece in tests. */
export interface Deps {
  sites: Sites
  capsuleKeys: KeyRing
  /** Signs visitor ids. */
  visitorKeys: KeyRing
  /** What each site's server and this Worker both know. */
  secrets: Secrets
  /** Verifies who somebody says they are. */
  verify: Verify
  journal: (c: Context<Env>) => Journal
  people: (c: Context<Env>) => People
  /** Where buckets may be kept, for moving them. */
  databases?: readonly Database[]
  /** Looks for an id in the archive, where there is one. */
  archived?: (site: string, id: string, after: string) => Promise<ArchiveRemains>
  library: Library
  /** Where it reads from, and what is published is written to. */
  store: ArtefactStore
  /** Asks a site's own server. */
  forward: (request: Request) => Promise<Response>
  /** Where drops and what was set aside can be seen and mended. */
  health: (c: Context<Env>) => Health
  tally: Tally
  budgets: Budgets
  /** Throws for an event that no profile can be made of; absent, the profile's own fold is tried. */
  probe?: (event: AcceptedEvent) => void
  /** The snippet and its lazily loaded part, by name. */
  scripts: Readonly<Record<string, Script>>
  /** Epoch ms. */
  now: () => number
  /** Fills bytes with cryptographic randomness. */
  random: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>
  /** How long a decision waits for the journal, ms. */
  decideDeadline: number
  /** Runs work that nobody waits for. */
  later: (c: Context<Env>, work: Promise<unknown>) => void
  /** Tells the operator what no answer may tell. */
  log: (message: string, error: unknown) => void
}
