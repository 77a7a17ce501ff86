import type { D1Database, KVNamespace } from '@cloudflare/workers-types'
import { Miniflare } from 'miniflare'
import { type ArtefactStore, kvStore } from '../../edge/publish/store.ts'

/** An open store; close it when done. */
export interface OpenStore {
  store: ArtefactStore
  close(): Promise<void>
}

/** The local Worker's KV, also while it runs: both read and write the same files under `state`. */
export async function localStore(state: string): Promise<OpenStore> {
  const miniflare = localMiniflare(state)
  const kv = (await miniflare.getKVNamespace('KV')) as unknown as KVNamespace
  return { store: kvStore(kv), close: () => miniflare.dispose() }
}

/** The local Worker's journal database. */
export async function localDatabase(state: string): Promise<{ db: D1Database; close(): Promise<void> }> {
  const miniflare = localMiniflare(state)
  return {
    db: (await miniflare.getD1Database('DB')) as unknown as D1Database,
    close: () => miniflare.dispose(),
  }
}

/** How the workbench reads the journal: nobody waits for it in a page. */
export const UNHURRIED = { deadline: 60_000, later: (work: Promise<unknown>) => void work.catch(() => {}) }

/** The names that edge/local/serve.ts gives its stores. */
function localMiniflare(state: string): Miniflare {
  return new Miniflare({
    modules: true,
    script: 'export default {}',
    compatibilityDate: '2026-07-30',
    cf: false,
    d1Databases: { DB: 'acquaint-local' },
    kvNamespaces: { KV: 'acquaint-local' },
    d1Persist: `${state}/state/v3/d1`,
    kvPersist: `${state}/state/v3/kv`,
  })
}
