import type { SavedBatch } from '../../../snippet/store.ts'
import type { Holder, Ledger } from './ledger.ts'

export type Condition = 'works' | 'full' | 'blocked'

/** What one browser keeps for the shop's origin; its tabs share it. */
export interface Disk {
  /** Whether a page may store at all is settled when it opens, as browsers do; the disk may be full at any time. */
  condition: Condition
  local: Map<string, string>
  batches: Map<unknown, SavedBatch>
  locks: Set<string>
  /** Whose it is. */
  readonly browser: string
}

export const newDisk = (browser: string): Disk => ({
  condition: 'works',
  local: new Map(),
  batches: new Map(),
  locks: new Set(),
  browser,
})

const forbid = () => {
  throw new DOMException('The operation is insecure.', 'SecurityError')
}

const grantIn = (text: string) => Number(/"grant":([^,}]+)/.exec(text)?.[1])

/** `localStorage` as a tab sees it; `changed` tells the other tabs. */
export function localStorageOf(disk: Disk, ledger: Ledger, changed: () => void): Record<string, string> {
  const blocked = disk.condition === 'blocked'
  const write = (work: () => unknown) => {
    if (blocked) forbid()
    work()
    changed()
    return true
  }
  return new Proxy({} as Record<string, string>, {
    get: (_, key) => (blocked ? forbid() : disk.local.get(String(key))),
    has: (_, key) => disk.local.has(String(key)),
    set: (_, key, value) =>
      write(() => {
        const before = disk.local.get(String(key)) ?? ''
        const text = String(value)
        if (disk.condition === 'full' && text.length > before.length)
          throw new DOMException('Full.', 'QuotaExceededError')
        disk.local.set(String(key), text)
        if (ledger.unheld.has(disk.browser) && grantIn(before) !== grantIn(text))
          ledger.grants.delete(grantIn(before))
        ledger.grants.add(grantIn(text))
      }),
    deleteProperty: (_, key) => write(() => disk.local.delete(String(key))),
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
    put: (batch: SavedBatch, key: unknown) =>
      answer(() => {
        if (disk.condition === 'full') {
          ledger.failed(disk.browser, batch)
          throw new DOMException('Full.', 'QuotaExceededError')
        }
        disk.batches.set(key, structuredClone(batch))
        ledger.persisted(tab(), batch)
      }),
    delete: (key: unknown) => answer(() => void disk.batches.delete(key)),
    clear: () => answer(() => disk.batches.clear()),
    getAll: () => answer(() => structuredClone([...disk.batches.values()])),
    get: (key: unknown) => answer(() => structuredClone(disk.batches.get(key))),
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
