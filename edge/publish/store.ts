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
const CACHE_TTL = 30

/** The store in Workers KV. */
export function kvStore(kv: KVNamespace): TidyStore {
  return {
    async get(key) {
      const value = await kv.get(key, { type: 'arrayBuffer', cacheTtl: CACHE_TTL })
      return value === null ? undefined : new Uint8Array(value)
    },
    put: (key, value) => kv.put(key, value),
    remove: (key) => kv.delete(key),
  }
}
