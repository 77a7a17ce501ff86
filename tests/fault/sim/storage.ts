import type { SavedBatch } from '../../../snippet/store.ts'
import type { Holder, Ledger } from './ledger.ts'

export type Condition = 'works' | 'full' | 'blocked'

/** What one browser keeps for the shop's origin; its tabs share it. */
export interface Disk {
  /** Whether a page may store at all is settled when it opens, as browsers do; the disk may be full at any time. */
  condition: Condition
  local: Map<string, string>
  /** What IndexedDB holds. */
  database: Map<string, SavedBatch>
  /** The batches of the outbox, wherever they are. */
  readonly batches: Map<string, SavedBatch>
  locks: Set<string>
  /** Whose it is. */
  readonly browser: string
}

export const newDisk = (browser: string): Disk => ({
  condition: 'works',
  local: new Map(),
  database: new Map(),
  get batches() {
    const all = new Map(this.database)
    for (const [key, value] of this.local)
      if (isBatch(key)) all.set(key.slice(key.indexOf('/') + 1), JSON.parse(value))
    return all
  },
  locks: new Set(),
  browser,
})

/** The outbox's keys in localStorage; the bare prefix says that there is more in IndexedDB. */
const isBatch = (key: string) => /\/./.test(key)

const forbid = () => {
  throw new DOMException('The operation is insecure.', 'SecurityError')
}

const grantIn = (text: string) => Number(/"grant":([^,}]+)/.exec(text)?.[1])

/** `localStorage` as a tab sees it; `changed` tells the other tabs. */
export function localStorageOf(
  disk: Disk,
  ledger: Ledger,
  changed: (key: string) => void,
  tab: () => Holder,
): Record<string, string> {
  const blocked = disk.condition === 'blocked'
  const write = (key: string, work: () => unknown) => {
    if (blocked) forbid()
    work()
    changed(key)
    return true
  }
  return new Proxy({} as Record<string, string>, {
    get: (_, key) => (blocked ? forbid() : disk.local.get(String(key))),
    has: (_, key) => disk.local.has(String(key)),
    ownKeys: () => (blocked ? forbid() : [...disk.local.keys()]),
    getOwnPropertyDescriptor: (_, key) => ({
      value: disk.local.get(String(key)),
      configurable: true,
      enumerable: true,
    }),
    set: (_, key, value) =>
      write(String(key), () => {
        const before = disk.local.get(String(key)) ?? ''
        const text = String(value)
        if (disk.condition === 'full' && text.length > before.length) {
          if (isBatch(String(key))) ledger.failed(disk.browser, JSON.parse(text))
          throw new DOMException('Full.', 'QuotaExceededError')
        }
        disk.local.set(String(key), text)
        if (isBatch(String(key))) return ledger.persisted(tab(), JSON.parse(text))
        if (ledger.unheld.has(disk.browser) && grantIn(before) !== grantIn(text))
          ledger.grants.delete(grantIn(before))
        ledger.grants.add(grantIn(text))
      }),
    deleteProperty: (_, key) => write(String(key), () => disk.local.delete(String(key))),
  })
}

interface Request<T> {
  result?: T
  error?: unknown
  onsuccess?: () => void
  onerror?: () => void
  onupgradeneeded?: () => void
}

/** As much of IndexedDB as the outbox uses. What is put is on the disk at once; that it is, is heard a moment later. */
export function indexedDbOf(
  disk: Disk,
  later: (work: () => void, ms: number) => unknown,
  ledger: Ledger,
  tab: () => Holder,
) {
  const blocked = disk.condition === 'blocked'
  const answer = <T>(work: () => T): Request<T> => {
    const request: Request<T> = {}
    try {
      if (blocked) forbid()
      request.result = work()
    } catch (error) {
      request.error = error
    }
    later(() => (request.error ? request.onerror : request.onsuccess)?.(), 1)
    return request
  }
  const store = {
    put: (batch: SavedBatch, key: string) =>
      answer(() => {
        if (disk.condition === 'full') {
          ledger.failed(disk.browser, batch)
          throw new DOMException('Full.', 'QuotaExceededError')
        }
        disk.database.set(key, structuredClone(batch))
        ledger.persisted(tab(), batch)
      }),
    delete: (key: string) => answer(() => void disk.database.delete(key)),
    clear: () => answer(() => disk.database.clear()),
    getAll: () => answer(() => structuredClone([...disk.database.values()])),
    transaction: { commit: () => undefined },
  }
  const database = { createObjectStore: () => store, transaction: () => ({ objectStore: () => store }) }
  return { open: () => answer(() => database) }
}

/** `navigator.locks` as a tab sees it: one holder an origin; the browser takes them back when the tab dies. */
export function locksOf(disk: Disk, held: Set<string>) {
  return {
    async request(name: string, { ifAvailable }: { ifAvailable: boolean }, work: (lock: unknown) => unknown) {
      if (!ifAvailable) throw new Error('The simulated locks queue nobody.')
      if (disk.locks.has(name)) return work(null)
      disk.locks.add(name)
      held.add(name)
      try {
        return await work({ name })
      } finally {
        // A tab that died has given it back already, and another may hold it now.
        if (held.delete(name)) disk.locks.delete(name)
      }
    },
  }
}
