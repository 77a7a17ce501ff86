import { createStore, promisifyRequest } from 'idb-keyval'
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

/** Batches in IndexedDB, one record each, so that two tabs never overwrite one another. Opens nothing until used. */
export function openStore(name: string): BatchStore {
  const open = () => createStore(name, 'outbox')
  let store = open()
  return async (mode, work) => {
    try {
      return await store(mode, (batches) => {
        const request = work(batches)
        // Without it a transaction begun while the page goes away is aborted.
        batches.transaction.commit()
        return promisifyRequest(request)
      })
    } catch {
      // Safari closes connections as it likes.
      store = open()
    }
  }
}
