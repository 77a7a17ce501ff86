import { createStore, promisifyRequest } from 'idb-keyval'
import type { Batch } from './wire.ts'

/** A frozen batch as it is kept: whose it is, when it was frozen (epoch ms), its size in bytes. */
export interface SavedBatch extends Batch {
  visitor: string
  at: number
  size: number
}

/** Keeps batches across pages; every method resolves even where storage is full or blocked. */
export interface BatchStore {
  all(): Promise<SavedBatch[]>
  put(batch: SavedBatch): void
  remove(id: string): void
  clear(): void
}

/** Batches in IndexedDB, one record each, so that two tabs never overwrite one another. Opens nothing until used. */
export function openStore(name: string): BatchStore {
  const use = createStore(name, 'outbox')
  const run = async <T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>) => {
    try {
      return await use(mode, (store) => {
        const request = work(store)
        // Without it a transaction begun while the page goes away is aborted.
        store.transaction.commit?.()
        return promisifyRequest(request)
      })
    } catch {}
  }
  return {
    async all() {
      return (await run<SavedBatch[]>('readonly', (store) => store.getAll())) || []
    },
    put: (batch) => void run('readwrite', (store) => store.put(batch, batch.batch)),
    remove: (id) => void run('readwrite', (store) => store.delete(id)),
    clear: () => void run('readwrite', (store) => store.clear()),
  }
}
