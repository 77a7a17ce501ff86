import { createStore, promisifyRequest } from 'idb-keyval'
import type { Far, SavedBatch } from '../store.ts'

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

/** The database of this browser, opened at its first use. */
export const far: Far = {
  put: (key, batch) => run(key, 'readwrite', (batches) => batches.put(batch, batch.batch)),
  drop: (key, id) => run(key, 'readwrite', (batches) => batches.delete(id)),
  all: (key) => run(key, 'readonly', (batches) => batches.getAll() as IDBRequest<SavedBatch[]>),
  clear: (key) => run(key, 'readwrite', (batches) => batches.clear()),
}
