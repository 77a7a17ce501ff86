import type { KVNamespace } from '@cloudflare/workers-types'

/** Where published artefacts live: small immutable values and pointers. Rejects when it does not answer. */
export interface ArtefactStore {
  get(key: string): Promise<Uint8Array | undefined>
  put(key: string, value: string | Uint8Array): Promise<void>
}

/** A store that versions can be dropped from, once others have taken their place. */
export interface TidyStore extends ArtefactStore {
  remove(key: string): Promise<void>
}

/** Artefacts are immutable and pointers may be stale for a minute anyway: let the edge cache them, seconds. */
const CACHE = 30
/** KV refuses a shorter cache, and a shorter life of a key, seconds: developers.cloudflare.com/kv/api. */
export const LEAST_CACHE = 30
export const LEAST_LIFE = 60

export interface KvOptions {
  /** How long the edge may answer from its cache, seconds. */
  cache?: number
  /** How long a value is kept, seconds; absent: for good. */
  life?: number
}

/** The store in Workers KV. A time shorter than KV takes is made as short as it takes: a refused call would publish nothing. */
export function kvStore(kv: KVNamespace, { cache = CACHE, life }: KvOptions = {}): TidyStore {
  const cacheTtl = Math.max(LEAST_CACHE, cache)
  return {
    async get(key) {
      const value = await kv.get(key, { type: 'arrayBuffer', cacheTtl })
      return value === null ? undefined : new Uint8Array(value)
    },
    put: (key, value) =>
      life === undefined
        ? kv.put(key, value)
        : kv.put(key, value, { expirationTtl: Math.max(LEAST_LIFE, life) }),
    remove: (key) => kv.delete(key),
  }
}
