import { rarely } from './rarely.ts'
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

/** Batches that localStorage did not take, in IndexedDB under the same key, one record each. Never rejects. */
export interface Far {
  put(key: string, batch: SavedBatch): Promise<unknown>
  drop(key: string, id: string): Promise<unknown>
  all(key: string): Promise<SavedBatch[] | undefined>
  clear(key: string): Promise<unknown>
}

/** Where batches wait for their acknowledgement. What no storage takes stays where it is, in memory. */
export interface BatchStore {
  _put(batch: SavedBatch): void
  _drop(id: string): void
  /** What all pages have put and not dropped. */
  _all(): Promise<SavedBatch[]>
  _clear(): void
}

/**
 * Batches in localStorage, which is open already, takes them while the page goes away and costs a tenth of a database;
 * each under a key of its own, so that two tabs never overwrite one another. What does not fit goes to `far`, and the
 * bare prefix becomes a key: it says so to later pages, which open no database without it.
 */
export function openStore(
  key: string,
  far: <T>(use: (store: Far) => T | Promise<T>) => Promise<T | undefined>,
): BatchStore {
  // No name of a site has a slash.
  const prefix = `${key}/`
  /** Storage that is blocked throws at every touch. */
  const safely = <T>(work: () => T): T | undefined => {
    try {
      return work()
    } catch {}
  }
  const spilt = () => safely(() => localStorage[prefix])
  const names = rarely(
    () => safely(() => Object.keys(localStorage).filter((name) => name.startsWith(prefix))) || [],
  )
  const forget = (name: string) => safely(() => delete localStorage[name])

  return {
    _put(batch) {
      const name = prefix + batch.batch
      try {
        localStorage[name] = JSON.stringify(batch)
      } catch {
        safely(
          rarely(() => {
            // What is there already stays as it was: a second version elsewhere would be another batch.
            if (localStorage[name]) return
            localStorage[prefix] = 1
            far((store) => store.put(key, batch))
          }),
        )
      }
    },
    _drop(id) {
      forget(prefix + id)
      if (spilt()) far(rarely((store) => store.drop(key, id)))
    },
    _all: rarely(async () => {
      const near = names().map((name) => safely(() => JSON.parse(localStorage[name])))
      const more = spilt() && (await far((store) => store.all(key)))
      return [...near, ...(more || [])].filter((batch) => batch?.batch)
    }),
    _clear: rarely(() => {
      if (spilt()) far((store) => store.clear(key))
      names().forEach(forget)
    }),
  }
}
