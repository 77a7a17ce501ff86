import type { TidyStore } from '../../edge/publish/store.ts'

export interface MemoryStore extends TidyStore {
  values: Map<string, Uint8Array>
  /** While set, every read fails. */
  down: boolean
  reads: number
}

/** An artefact store in memory. */
export function memoryStore(): MemoryStore {
  const store: MemoryStore = {
    values: new Map(),
    down: false,
    reads: 0,
    async get(key) {
      store.reads++
      if (store.down) throw new Error('down')
      return store.values.get(key)
    },
    async remove(key) {
      store.values.delete(key)
    },
    async put(key, value) {
      store.values.set(key, typeof value === 'string' ? new TextEncoder().encode(value) : value.slice())
    },
  }
  return store
}
