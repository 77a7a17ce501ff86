import { join } from 'node:path'
import type { D1Database } from '@cloudflare/workers-types'
import { build } from 'esbuild'
import { Miniflare } from 'miniflare'
import { root } from '../../../edge/local/serve.ts'
import { dropState, newState } from './shop.ts'
import { workerds } from './workerd.ts'

/** The empty Worker, once it is built; path from the root. */
export const FLOOR = 'dist/bench-floor.js'

export interface Floor {
  url: URL
  pid: number
  stop(): Promise<void>
}

/** The floor: an empty hono route, and a bare insert into a D1 on disk, in a workerd with the shop's bindings. */
export async function serveFloor(): Promise<Floor> {
  const state = newState()
  await build({
    absWorkingDir: root,
    entryPoints: ['tests/bench/edge/floor.ts'],
    outfile: FLOOR,
    bundle: true,
    format: 'esm',
  })
  const before = new Set(workerds())
  const miniflare = new Miniflare({
    modules: true,
    rootPath: root,
    scriptPath: FLOOR,
    compatibilityDate: '2026-07-30',
    compatibilityFlags: ['nodejs_compat'],
    cf: false,
    inspectorPort: 0,
    d1Databases: ['DB'],
    d1Persist: join(state, 'd1'),
    kvNamespaces: ['KV'],
    kvPersist: join(state, 'kv'),
  })
  const url = await miniflare.ready
  const pid = workerds().find((each) => !before.has(each)) as number
  const db = (await miniflare.getD1Database('DB')) as unknown as D1Database
  await db.prepare('CREATE TABLE bare (id INTEGER PRIMARY KEY, body TEXT)').run()
  return {
    url,
    pid,
    async stop() {
      await miniflare.dispose()
      dropState(state)
    },
  }
}
