import type { D1Database, ExecutionContext, KVNamespace } from '@cloudflare/workers-types'
import type { Context, Hono } from 'hono'
import { createApp } from './app.ts'
import { readKeys } from './identity/keys.ts'
import { readSecrets } from './identity/secrets.ts'
import { createVerifier } from './identity/token.ts'
import {
  ALLOWED,
  type Allowance,
  type Budget,
  type Budgets,
  memoryBudget,
  type RateLimit,
  rateLimited,
} from './intake/budget.ts'
import { readSites, type Sites } from './intake/site.ts'
import { createTally } from './intake/tally.ts'
import {
  type ArchiveList,
  type ArchiveMessage,
  type ArchiveQueue,
  feedArchive,
} from './journal/archive/archive.ts'
import { type ArchiveBucket, consume } from './journal/archive/consume.ts'
import { archiveRemains } from './journal/archive/remains.ts'
import { DECIDE_DEADLINE, JOURNAL_DEADLINE } from './journal/deadline.ts'
import { settleMoves } from './journal/shards/move.ts'
import { databasesOf } from './journal/shards/placement.ts'
import { createStores } from './journal/stores.ts'
import { createLibrary } from './publish/library.ts'
import { kvStore } from './publish/store.ts'
import type { Env } from './routes/deps.ts'
import { type PackedScripts, unpacked } from './routes/scripts.ts'
import { harden } from './routes/security.ts'
import { forgetOld, inTurn, learnFrom } from './scheduled.ts'

/** The Worker's bindings; wrangler.toml names them. */
interface Bindings {
  /** Buckets may be dealt to more: DB_1, DB_2 … (edge/journal/SCALE.md). */
  DB: D1Database
  KV: KVNamespace
  /** Both bound, raw rows are archived as NDJSON (edge/journal/SCALE.md); off by default. */
  ARCHIVE_QUEUE?: ArchiveQueue
  ARCHIVE?: ArchiveBucket & ArchiveList
  /** Site id → origins and form fields. */
  SITES: unknown
  /** Secret: key id → 32 bytes as base64url, newest first. */
  ACQUAINT_KEYS?: string
  /** Secret: site → its server tokens and identify keys. */
  SITE_SECRETS?: string
  /** How old published artefacts may be before they are looked up anew, ms. */
  REFRESH_MS?: string
  /** Rate limiters that wrangler.toml declares, behind what each isolate counts for itself. */
  ADDRESS_LIMIT?: RateLimit
  VISITOR_LIMIT?: RateLimit
  /** `off` where load comes from one place on purpose: benchmarks, never a shop. */
  BUDGETS?: string
}

/** What Cloudflare hands to a queue's consumer. */
interface ArchiveBatch {
  messages: { body: ArchiveMessage; ack(): void; retry(): void }[]
}

/** Put in by edge/build.ts. */
declare const SCRIPTS: PackedScripts

const REFRESH = 15_000
/** How often an isolate writes down what it dropped, ms. */
const TALLY_EVERY = 10_000
/** How often the schedule runs (wrangler.toml), ms. */
const SCHEDULE = 120_000

let composed: Hono<Env> | undefined

async function compose(bindings: Bindings): Promise<Hono<Env>> {
  const sites = sitesOf(bindings)
  const keys = await readKeys(bindings.ACQUAINT_KEYS, 'capsule')
  if (!keys.ok) throw new Error(keys.detail)
  const visitorKeys = await readKeys(bindings.ACQUAINT_KEYS, 'visitor', 'sign')
  if (!visitorKeys.ok) throw new Error(visitorKeys.detail)
  const { ARCHIVE } = bindings
  const secrets = readSecrets(bindings.SITE_SECRETS)
  if (!secrets.ok) throw new Error(secrets.detail)
  const stores = storesOf(bindings)
  const store = kvStore(bindings.KV)
  const storing = (c: Context<Env>) => ({
    deadline: JOURNAL_DEADLINE,
    later: (work: Promise<unknown>) => c.executionCtx.waitUntil(work),
  })
  return createApp({
    sites,
    capsuleKeys: keys.value,
    visitorKeys: visitorKeys.value,
    secrets: secrets.value,
    verify: createVerifier({ secrets: secrets.value, fetch: (url, init) => fetch(url, init) }),
    journal: (c) => stores.journal(storing(c)),
    people: (c) => stores.people(storing(c)),
    databases: databasesOf({ ...bindings }),
    ...(ARCHIVE && {
      archived: (site: string, id: string, after: string) => archiveRemains(ARCHIVE, site, id, after),
    }),
    store,
    library: createLibrary(store, {
      refresh: Number(bindings.REFRESH_MS ?? REFRESH),
      now: Date.now,
    }),
    forward: (request) => fetch(request),
    health: (c) => stores.health(storing(c)),
    tally: createTally(TALLY_EVERY),
    budgets: budgetsOf(bindings),
    scripts: unpacked(SCRIPTS),
    now: Date.now,
    random: (bytes) => crypto.getRandomValues(bytes),
    decideDeadline: DECIDE_DEADLINE,
    later: (c, work) => c.executionCtx.waitUntil(work),
    log: (message, error) => console.error(message, error),
  })
}

function budgetsOf({ BUDGETS, ADDRESS_LIMIT, VISITOR_LIMIT }: Bindings): Budgets {
  if (BUDGETS === 'off') return { address: async () => true, visitor: async () => true }
  const held = (allowed: Allowance, shared: RateLimit | undefined): Budget => {
    const own = memoryBudget(allowed, Date.now)
    return shared ? rateLimited(shared, own) : own
  }
  return {
    address: held(ALLOWED.address, ADDRESS_LIMIT),
    visitor: held(ALLOWED.visitor, VISITOR_LIMIT),
  }
}

const storesOf = (bindings: Bindings) => createStores(databasesOf({ ...bindings }))

function sitesOf(bindings: Bindings): Sites {
  const sites = readSites(bindings.SITES)
  if (!sites.ok) throw new Error(sites.detail)
  return sites.value
}

export default {
  async fetch(request: Request, bindings: Bindings, ctx: ExecutionContext): Promise<Response> {
    try {
      composed ??= await compose(bindings)
    } catch (error) {
      console.error('misconfigured', error)
      const refusal = Response.json({ code: 'misconfigured', fix: "See the Worker's log." }, { status: 500 })
      harden(refusal.headers)
      return refusal
    }
    return composed.fetch(request, bindings as unknown as Env['Bindings'], ctx as never)
  },

  async scheduled(_event: unknown, bindings: Bindings, ctx: ExecutionContext): Promise<void> {
    const options = { deadline: 30_000, later: (work: Promise<unknown>) => ctx.waitUntil(work) }
    const databases = databasesOf({ ...bindings })
    if (databases.length > 1) await settleMoves(databases)
    const stores = createStores(databases)
    const journal = stores.journal(options)
    const people = stores.people(options)
    const health = stores.health(options)
    const store = kvStore(bindings.KV)
    const turn = Math.floor(Date.now() / SCHEDULE)
    for (const site of inTurn([...sitesOf(bindings).values()], turn)) {
      // One site's failure must not keep the others from learning.
      await learnFrom(site, { journal, store, now: Date.now(), health }).catch((error) =>
        console.error(`learning from ${site.id}`, error),
      )
      await forgetOld(people, site, Date.now())
    }
    const { ARCHIVE_QUEUE, ARCHIVE } = bindings
    if (ARCHIVE_QUEUE && ARCHIVE) await feedArchive(databases, ARCHIVE_QUEUE, ARCHIVE, Date.now())
  },

  async queue(batch: ArchiveBatch, bindings: Bindings): Promise<void> {
    const { ARCHIVE } = bindings
    if (!ARCHIVE) throw new Error('ARCHIVE is not bound; what is queued waits.')
    for (const message of batch.messages)
      try {
        await consume(databasesOf({ ...bindings }), ARCHIVE, message.body)
        message.ack()
      } catch (error) {
        console.error('archiving', error)
        message.retry()
      }
  },
}
