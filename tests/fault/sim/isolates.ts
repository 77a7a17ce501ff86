import type { D1Database } from '@cloudflare/workers-types'
import { type KeyRing, readKeys, toBase64Url } from '../../../edge/identity/keys.ts'
import { d1Journal } from '../../../edge/journal/d1.ts'
import { d1People } from '../../../edge/journal/d1-people.ts'
import { JOURNAL_DEADLINE, within } from '../../../edge/journal/deadline.ts'
import { type Journal, JournalUnavailable } from '../../../edge/journal/journal.ts'
import type { People } from '../../../edge/journal/people.ts'
import type { ArtefactStore } from '../../../edge/publish/store.ts'
import { type TestEdge, testEdge } from '../../support/edge.ts'
import { SECRETS } from '../../support/identity.ts'
import type { MemoryStore } from '../../support/memory-store.ts'
import { sqliteDatabase } from '../../support/sqlite.ts'
import type { Ledger } from './ledger.ts'
import { watchMemory } from './memory.ts'
import { quickJournal } from './quick-journal.ts'
import type { World } from './world.ts'

/** How the database is: shares of calls that meet each fault, and the longest a call takes each way, ms. */
export interface StoreWeather {
  fails: number
  after: number
  hangs: number
  slow: number
}
/** How KV is. `stale`: the pointers of before the last publication. `missing`: half of the keys are not there yet. */
export type KvCondition = 'works' | 'down' | 'stale' | 'missing' | 'hangs'

/** One isolate of the Worker: it may be gone at any await that leaves it. */
export interface Isolate {
  edge: TestEdge
  alive: boolean
  /** What is told whoever waits for an answer when it dies. */
  waiting: Set<() => void>
  /** Once it has served a version it never serves none again. */
  served: boolean
  next: boolean
}

/** What isolates share: one database, one KV. */
export interface Stores {
  /** The journal itself, without weather. */
  journal: Journal
  /** Starts an isolate; `next` is a later version of the Worker, whose answers say more. */
  start(next?: boolean): Promise<Isolate>
}

export interface Outside {
  world: World
  random: () => number
  store: StoreWeather
  kv: { condition: KvCondition; published: number }
  /** What each publication left in KV, oldest first. */
  versions: MemoryStore[]
  /** Over real SQL, where the statements and snapshots of D1 run too. */
  sql: boolean
}

async function ringOf(...ids: string[]): Promise<KeyRing> {
  const keys = ids.map((id) => [id, toBase64Url(new Uint8Array(32).fill(id.charCodeAt(1)))])
  const ring = await readKeys(JSON.stringify(Object.fromEntries(keys)), 'capsule')
  if (!ring.ok) throw new Error(ring.detail)
  return ring.value
}

const never = () => new Promise<never>(() => undefined)

export function createStores(outside: Outside, ledger: Ledger): Stores {
  const { world, random, store, kv, versions } = outside
  const open = outside.sql ? sqliteDatabase() : undefined
  const options = { deadline: JOURNAL_DEADLINE, later: () => undefined }
  const plain = open ? { journal: d1Journal(open, options), people: d1People(open, options) } : quickJournal()

  const memory = open && watchMemory(open, options, ledger)

  /** A call to the database and back, from an isolate that may die on either way. */
  const meet = async <T>(isolate: Isolate, work: () => Promise<T>): Promise<T> => {
    const travel = async () => {
      if (store.slow > 0) await world.sleep(random() ** 2 * store.slow)
      if (!isolate.alive) await never()
    }
    await travel()
    if (random() < store.fails) throw new JournalUnavailable('overloaded')
    if (random() < store.hangs) await never()
    const value = await work()
    await travel()
    if (random() < store.after) throw new JournalUnavailable('after the commit')
    return value
  }
  const weathered = <T extends object>(isolate: Isolate, target: T): T =>
    new Proxy(target, {
      get: (it, name) => {
        const method = it[name as keyof T]
        if (typeof method !== 'function') return method
        return (...call: unknown[]) =>
          within(
            meet(isolate, () => method.apply(it, call)),
            JOURNAL_DEADLINE,
          ).catch((error) => {
            throw error instanceof JournalUnavailable ? error : new JournalUnavailable(error)
          })
      },
    })
  const storesOf = (isolate: Isolate): { journal: Journal; people: People } => {
    if (!open || !memory)
      return { journal: weathered(isolate, plain.journal), people: weathered(isolate, plain.people) }
    const db = { ...open, batch: (statements: never[]) => meet(isolate, () => memory.batch(statements)) }
    const journal = memory.watched(d1Journal(db as D1Database, options))
    return { journal, people: d1People(db as D1Database, options) }
  }
  const artefacts: ArtefactStore = {
    async get(key) {
      const pointer = key.startsWith('site/')
      const at = Math.max(0, kv.published - (kv.condition === 'stale' && pointer ? 1 : 0))
      if (kv.condition === 'hangs') await never()
      if (kv.condition === 'down') throw new Error('KV is down')
      if (kv.condition === 'missing' && random() < 0.5) return undefined
      return versions[at]!.values.get(key)
    },
    put: () => Promise.reject(new Error('An isolate publishes nothing here.')),
  }

  return {
    journal: plain.journal,
    async start(next = false) {
      const isolate = { alive: true, waiting: new Set(), served: false, next } as unknown as Isolate
      // The next version seals with a key that this one does not have yet.
      const capsuleKeys = await ringOf(...(next ? ['k2', 'k1'] : ['k1']))
      isolate.edge = await testEdge({ ...storesOf(isolate), store: artefacts, capsuleKeys, secrets: SECRETS })
      Object.defineProperty(isolate.edge.clock, 'now', { get: world.now, set: () => undefined })
      return isolate
    },
  }
}

/** Ends an isolate: what it was about to do is never done, and whoever waits for it hears nothing but the end. */
export function kill(isolate: Isolate): void {
  isolate.alive = false
  for (const tell of isolate.waiting) tell()
  isolate.waiting.clear()
}
