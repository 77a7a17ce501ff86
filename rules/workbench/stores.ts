import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
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

const run = promisify(execFile)

/** The deployed Worker's KV, through wrangler and the login that it keeps. */
export function remoteStore(binding = 'KV'): OpenStore {
  const kv = (...args: string[]) =>
    run('wrangler', ['kv', 'key', ...args, '--binding', binding, '--remote'], {
      encoding: 'buffer',
      maxBuffer: 64 * 1024 * 1024,
    })
  return {
    store: {
      async get(key) {
        try {
          return new Uint8Array((await kv('get', key)).stdout)
        } catch (error) {
          if (/not found/i.test(String((error as { stderr?: Buffer }).stderr))) return undefined
          throw error
        }
      },
      async put(key, value) {
        const folder = await mkdtemp(join(tmpdir(), 'acquaint-'))
        try {
          await writeFile(join(folder, 'value'), value)
          await kv('put', key, '--path', join(folder, 'value'))
        } finally {
          await rm(folder, { recursive: true })
        }
      },
    },
    close: async () => {},
  }
}
