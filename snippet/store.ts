import { createStore, promisifyRequest } from 'idb-keyval'
import type { Batch } from './wire.ts'

/** A frozen batch as it is kept: whose it is, when it was frozen (epoch ms), its size in UTF-16 units. */
export interface SavedBatch extends Batch {
  visitor: string
  at: number
  size: number
  /** How many events the outbox gave up before it froze this one. */
  lost: number
}

/** Runs one request on the kept batches; resolves to `undefined` where storage is full or blocked. */
export type BatchStore = <T>(
  mode: IDBTransactionMode,
  work: (batches: Pick<IDBObjectStore, 'put' | 'delete' | 'clear' | 'getAll'>) => IDBRequest<T>,
) => Promise<T | undefined>

/** Batches in IndexedDB, one record each, so that two tabs never overwrite one another. Opens nothing until used. */
export function openStore(name: string): BatchStore {
  const use = createStore(name, 'outbox')
  return async (mode, work) => {
    try {
      return await use(mode, (store) => {
        const request = work(store)
        // Without it a transaction begun while the page goes away is aborted.
        store.transaction.commit?.()
        return promisifyRequest(request)
      })
    } catch {}
  }
}
