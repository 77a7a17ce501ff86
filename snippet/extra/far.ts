import { createStore, promisifyRequest } from 'idb-keyval'
import type { SavedBatch } from '../store.ts'

/** Batches that localStorage did not take, in IndexedDB under the same key, one record each. Never rejects. */
export interface Far {
  put(key: string, batch: SavedBatch): Promise<unknown>
  drop(key: string, id: string): Promise<unknown>
  all(key: string): Promise<SavedBatch[] | undefined>
  clear(key: string): Promise<unknown>
}

const open = (key: string) => createStore(key, 'outbox')
let database: ReturnType<typeof open> | undefined

/** Runs one request on the kept batches; resolves to `undefined` where the database is full or blocked. */
async function run<T>(
  key: string,
  mode: IDBTransactionMode,
  work: (batches: IDBObjectStore) => IDBRequest<T>,
): Promise<T | undefined> {
  try {
    database ??= open(key)
    return await database(mode, (batches) => {
      const request = work(batches)
      // Without it a transaction begun while the page goes away is aborted.
      batches.transaction.commit()
      return promisifyRequest(request)
    })
  } catch {
    // Safari closes connections as it likes.
    database = undefined
  }
}

export const far: Far = {
  put: (key, batch) => run(key, 'readwrite', (batches) => batches.put(batch, batch.batch)),
  drop: (key, id) => run(key, 'readwrite', (batches) => batches.delete(id)),
  all: (key) => run(key, 'readonly', (batches) => batches.getAll() as IDBRequest<SavedBatch[]>),
  clear: (key) => run(key, 'readwrite', (batches) => batches.clear()),
}
