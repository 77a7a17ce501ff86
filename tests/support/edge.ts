import { createApp } from '../../edge/app.ts'
import { type KeyRing, readKeys, toBase64Url } from '../../edge/identity/keys.ts'
import { readSecrets } from '../../edge/identity/secrets.ts'
import { createVerifier } from '../../edge/identity/token.ts'
import { signVisitor } from '../../edge/identity/visitor.ts'
import type { Budgets } from '../../edge/intake/budget.ts'
import { readSites } from '../../edge/intake/site.ts'
import { createTally } from '../../edge/intake/tally.ts'
import type { Health } from '../../edge/journal/health.ts'
import type { Journal } from '../../edge/journal/journal.ts'
import type { People } from '../../edge/journal/people.ts'
import type { Database } from '../../edge/journal/shards/placement.ts'
import type { AcceptedEvent } from '../../edge/profile/event.ts'
import { createLibrary } from '../../edge/publish/library.ts'
import type { ArtefactStore } from '../../edge/publish/store.ts'
import type { CollectRequest, Consent, DecideRequest, Event } from '../../snippet/wire.ts'
import { BROWSER } from './agent.ts'
import { NOW } from './arbitrary.ts'
import { memoryHealth } from './memory-health.ts'
import { type MemoryJournal, memoryJournal } from './memory-journal.ts'
import { memoryStore } from './memory-store.ts'

export const GRANTED: Consent = { analytics: 'granted', personalization: 'granted', marketing: 'granted' }
export const UNKNOWN: Consent = { analytics: 'unknown', personalization: 'unknown', marketing: 'unknown' }

/** A key ring of keys that only tests know. */
export const testKeys = (...ids: string[]): Promise<KeyRing> => keysFor('capsule', 'seal', ids)

/** The key ring that signs visitor ids in tests. */
export const visitorKeys = (): Promise<KeyRing> => keysFor('visitor', 'sign', ['k1'])

async function keysFor(use: string, kind: 'seal' | 'sign', ids: string[]): Promise<KeyRing> {
  const listed = ids.map((id, index) => [
    id,
    btoa(String.fromCharCode(...new Uint8Array(32).fill(index + 1))).replace('=', ''),
  ])
  const ring = await readKeys(JSON.stringify(Object.fromEntries(listed)), use, kind)
  if (!ring.ok) throw new Error(ring.detail)
  return ring.value
}

export interface TestEdge {
  journal: Journal
  store: ArtefactStore
  /** Epoch ms of the edge's clock; set it. */
  clock: { now: number }
  /** What the operator was told. */
  logged: unknown[]
  /** What was put off until after the answer. */
  settled(): Promise<void>
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>
  fetch(path: string, init?: RequestInit): Promise<Response>
}

export interface TestStores {
  journal?: Journal
  people?: People
  /** For what moves buckets; absent means that none is bound. */
  databases?: readonly Database[]
  store?: ArtefactStore
  health?: Health
  /** Made with the edge's clock; by default nobody is held to anything. */
  budgets?: (now: () => number) => Budgets
  /** Throws for an event that no profile can be made of. */
  probe?: (event: AcceptedEvent) => void
  refresh?: number
  /** How long a decision waits for the journal, ms. */
  decideDeadline?: number
  /** Instead of one key that all tests share. */
  capsuleKeys?: KeyRing
  /** What else SITES says of the site `shop`. */
  shop?: object
  /** SITE_SECRETS. */
  secrets?: object
  /** Where ids come from. */
  random?: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>
  /** The server of a site that the Worker stands in front of. */
  origin?: (request: Request) => Promise<Response>
  /** Fetches JWKS. */
  jwks?: (url: string, init: RequestInit) => Promise<Response>
}

/** The Worker's app over stores of your choice, with a clock of your own. */
export async function testEdge(stores: TestStores = {}): Promise<TestEdge> {
  const { journal = memoryJournal(), store = memoryStore(), refresh = 1000 } = stores
  const health = stores.health ?? memoryHealth()
  const people =
    stores.people ?? ('people' in journal ? (journal as MemoryJournal).people : memoryJournal().people)
  const clock = { now: NOW }
  const later: Promise<unknown>[] = []
  const logged: unknown[] = []
  const sites = readSites({
    shop: { origins: ['https://shop.example'], form_fields: ['shoe_size'], ...stores.shop },
    other: { origins: ['https://other.example'] },
  })
  if (!sites.ok) throw new Error(sites.detail)
  const secrets = readSecrets(JSON.stringify(stores.secrets ?? {}))
  if (!secrets.ok) throw new Error(secrets.detail)
  const jwks = stores.jwks ?? (async () => new Response(null, { status: 404 }))
  const app = createApp({
    sites: sites.value,
    capsuleKeys: stores.capsuleKeys ?? (await testKeys('k1')),
    visitorKeys: await visitorKeys(),
    secrets: secrets.value,
    verify: createVerifier({ secrets: secrets.value, fetch: jwks }),
    journal: () => journal,
    people: () => people,
    health: () => health,
    ...(stores.databases && { databases: stores.databases }),
    tally: createTally(0),
    budgets: stores.budgets?.(() => clock.now) ?? { address: async () => true, visitor: async () => true },
    ...(stores.probe && { probe: stores.probe }),
    store,
    library: createLibrary(store, { refresh, now: () => clock.now }),
    scripts: {
      acquaint: { source: '/* snippet */', hash: '0123456789abcdef' },
      'acquaint.slots': { source: '/* slots */', hash: '0011223344556677' },
      'acquaint.extra': { source: '/* extra */', hash: 'fedcba9876543210' },
    },
    forward: stores.origin ?? (async () => new Response(null, { status: 404 })),
    now: () => clock.now,
    random: stores.random ?? ((bytes) => crypto.getRandomValues(bytes)),
    decideDeadline: stores.decideDeadline ?? 100,
    later: (_, work) => {
      later.push(work)
    },
    log: (_, error) => {
      logged.push(error)
    },
  })
  const fetch = async (path: string, init?: RequestInit) => app.request(`https://edge.example${path}`, init)
  return {
    journal,
    store,
    clock,
    logged,
    async settled() {
      await Promise.allSettled(later.splice(0))
    },
    fetch,
    post: (path, body, headers = {}) =>
      fetch(path, {
        method: 'POST',
        headers: { 'content-type': 'text/plain', 'user-agent': BROWSER, ...headers },
        body:
          typeof body === 'string' || body instanceof Uint8Array ? (body as BodyInit) : JSON.stringify(body),
      }),
  }
}

let made = 0
/** A batch id that no other call returned. */
export const newId = (): string => `t${String(++made).padStart(21, '0')}`

const ring = await visitorKeys()
/** Signed beforehand: WebCrypto signs in its own time, and tests ask for ids in the middle of a sentence. */
const visitors: string[] = await Promise.all(
  Array.from({ length: 500 }, async (_, n) => {
    const bytes = new Uint8Array(18)
    new DataView(bytes.buffer).setUint16(0, n)
    new DataView(bytes.buffer).setUint32(2, (n + 1) * 2654435761)
    return signVisitor(ring, 'shop', toBase64Url(bytes))
  }),
)
/** A visitor id of the site `shop` that no other call returned, as the edge signed it. */
export function newVisitor(): string {
  const visitor = visitors.pop()
  if (visitor === undefined) throw new Error('All ids are given away: let tests/support/edge.ts sign more.')
  return visitor
}

/** A `view_item` as a page sends it. */
export const viewItem = (item_id: string, item_category = 'shoes/trail', created_at = NOW): Event => ({
  name: 'view_item',
  created_at,
  items: [{ item_id, item_category, price: 10 }],
  currency: 'USD',
})

/** A collect of one batch. */
export const collectOf = (
  visitor: string,
  events: Event[],
  rest: Partial<CollectRequest> = {},
): CollectRequest & { visitor: string } => ({
  site: 'shop',
  visitor,
  batch: newId(),
  sent_at: NOW,
  consent: GRANTED,
  events,
  ...rest,
})

/** A decide for the home page. */
export const decideOf = (slots: string[], rest: Partial<DecideRequest> = {}): DecideRequest => ({
  site: 'shop',
  sent_at: NOW,
  consent: GRANTED,
  page: { path: '/' },
  slots,
  ...rest,
})

export { BROWSER }
