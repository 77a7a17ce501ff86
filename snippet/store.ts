import type { Batch, Losses } from './wire.ts'

/** A frozen batch as it is kept: whose it is, when it was frozen (epoch ms), its size in UTF-16 units. */
export interface SavedBatch extends Batch {
  /** Absent until the device has an id, and where a cookie holds it. */
  visitor?: string | undefined
  /** Under which grant of consent it was frozen; never leaves the browser. */
  grant: number | undefined
  era: number | undefined
  at: number
  size: number
  /** How many events the outbox gave up before it froze this one. */
  lost?: Losses | undefined
}

/** Runs one request on the kept batches; resolves to `undefined` where storage is full or blocked. */
export type BatchStore = <T>(
  mode: IDBTransactionMode,
  work: (batches: Pick<IDBObjectStore, 'put' | 'delete' | 'clear' | 'getAll'>) => IDBRequest<T>,
) => Promise<T | undefined>

const done = <T>(request: IDBRequest<T>) =>
  new Promise<T>((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = reject
  })

/** Batches in IndexedDB, one record each, so that two tabs never overwrite one another. Opens nothing until used. */
export function openStore(name: string): BatchStore {
  let opened: Promise<IDBDatabase> | undefined
  const open = () => {
    const request = indexedDB.open(name)
    request.onupgradeneeded = () => request.result.createObjectStore('outbox')
    return done(request)
  }
  return async (mode, work) => {
    try {
      opened ||= open()
      const batches = (await opened).transaction('outbox', mode).objectStore('outbox')
      const request = work(batches)
      // Without it a transaction begun while the page goes away is aborted.
      batches.transaction.commit()
      return await done(request)
    } catch {
      // Safari closes connections as it likes.
      opened = undefined
    }
  }
}
