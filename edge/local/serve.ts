import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { D1Database, KVNamespace } from '@cloudflare/workers-types'
import { Log, LogLevel, Miniflare } from 'miniflare'
import type { TidyStore } from '../publish/store.ts'
import { kvStore } from '../publish/store.ts'
import { parseHeaders } from './headers.ts'
import { migrate } from './migrate.ts'
import { localKeys, localSecrets, newKeys } from './secrets.ts'

export const root = fileURLToPath(new URL('../..', import.meta.url))

const COMPATIBLE = '2026-07-30'

export interface ServeOptions {
  /** 0 takes any free port. */
  port?: number
  /** Folder for D1, KV and keys; absent keeps everything in memory. */
  state?: string
  /** Folder of static pages to serve beside the Worker. */
  assets?: string
  /** Site id → origins and form fields. */
  sites: Record<
    string,
    { origins?: string[]; form_fields?: string[]; identity?: object; retention?: object; render?: object }
  >
  /** Site id → server tokens and identify keys; absent gives every site a server token kept in `state`. */
  secrets?: Record<string, { server?: unknown[]; signing?: string[]; identity?: Record<string, string> }>
  /** How old published artefacts may be before they are looked up anew, ms. */
  refresh?: number
  /** Holds visitors and addresses to their budgets; off by default, since all load here comes from one place. */
  budgets?: boolean
  verbose?: boolean
  /** The site's own server side: answers paths such as `/shop/…` in this process, on the Worker's origin. */
  beside?: { routes: string[]; handle: (request: Request) => Promise<Response> }
  /** How many databases buckets may be dealt to; DATABASES in the environment, else one. */
  databases?: number
  /** Archives raw rows to an R2 bucket, as a deployment may. */
  archive?: boolean
  /** Another build of the Worker than dist/worker, path from the root. */
  script?: string
  /** Opens workerd's inspector on any free port, for benchmarks that look at the isolate's memory. */
  inspect?: boolean
}

/** A running Worker with its stores. */
export interface Served {
  url: URL
  db: D1Database
  /** All databases; the first is `db`. */
  databases: D1Database[]
  kv: KVNamespace
  store: TidyStore
  /** The keys and texts of what was archived. */
  archived(): Promise<Map<string, string>>
  /** Runs the scheduled handler now. */
  tick(): Promise<void>
  /** Once the Worker answers, also after its process was killed: Miniflare starts another by itself. */
  ready(): Promise<URL>
  /** Where the Worker's isolate is looked into; rejects unless `inspect` was asked for. */
  inspector(): Promise<URL>
  stop(): Promise<void>
}

/** Serves the built Worker (dist/worker) by Miniflare's API, D1 migrated. */
export async function serve(options: ServeOptions): Promise<Served> {
  const { state, databases = Number(process.env.DATABASES ?? 1) } = options
  const names = Array.from({ length: databases }, (_, n) => (n === 0 ? 'DB' : `DB_${n}`))
  const edge = {
    name: 'edge',
    rootPath: root,
    modulesRoot: root,
    modules: true,
    scriptPath: options.script ?? 'dist/worker/index.js',
    compatibilityDate: COMPATIBLE,
    compatibilityFlags: ['nodejs_compat'],
    d1Databases: Object.fromEntries(names.map((name) => [name, name.replace('DB', 'acquaint-local')])),
    kvNamespaces: { KV: 'acquaint-local' },
    ...(options.archive && {
      r2Buckets: { ARCHIVE: 'acquaint-archive' },
      queueProducers: { ARCHIVE_QUEUE: 'acquaint-archive' },
      queueConsumers: { 'acquaint-archive': { maxBatchTimeout: 0, maxRetries: 5 } },
    }),
    bindings: {
      SITES: JSON.stringify(options.sites),
      ACQUAINT_KEYS: state === undefined ? newKeys() : await localKeys(`${state}/acquaint-keys.json`),
      SITE_SECRETS: JSON.stringify(
        options.secrets ?? (state === undefined ? {} : await localSecrets(state, Object.keys(options.sites))),
      ),
      REFRESH_MS: String(options.refresh ?? 1000),
      BUDGETS: options.budgets ? 'on' : 'off',
    },
    ...(options.assets !== undefined && { assets: await assetsOf(options.assets) }),
  }
  const miniflare = new Miniflare({
    host: '127.0.0.1',
    port: options.port ?? 0,
    ...(options.inspect && { inspectorPort: 0 }),
    cf: false,
    log: new Log(options.verbose ? LogLevel.INFO : LogLevel.ERROR),
    unsafeTriggerHandlers: true,
    // Options of all Workers together; paths where wrangler keeps them too: `wrangler dev` sees the same data.
    d1Persist: state === undefined ? false : `${state}/state/v3/d1`,
    kvPersist: state === undefined ? false : `${state}/state/v3/kv`,
    workers: [edge, ...(options.beside ? [besideOf(options.beside)] : [])],
  })
  const url = await miniflare.ready
  const all = (await Promise.all(
    names.map((name) => miniflare.getD1Database(name)),
  )) as unknown as D1Database[]
  const [db] = all as [D1Database]
  const kv = (await miniflare.getKVNamespace('KV')) as unknown as KVNamespace
  for (const each of all) await migrate(each)
  return {
    url,
    db,
    databases: all,
    kv,
    store: kvStore(kv),
    async archived() {
      const bucket = await miniflare.getR2Bucket('ARCHIVE')
      const { objects } = await bucket.list()
      const texts = await Promise.all(objects.map(async ({ key }) => (await bucket.get(key))?.text() ?? ''))
      return new Map(objects.map(({ key }, at) => [key, texts[at] as string]))
    },
    async tick() {
      const answer = await miniflare.dispatchFetch(new URL('/cdn-cgi/handler/scheduled', url))
      if (!answer.ok) throw new Error(`The scheduled handler failed: ${await answer.text()}`)
    },
    ready: () => miniflare.ready,
    inspector: async () => new URL('/core:user:edge', await miniflare.getInspectorURL()),
    stop: () => miniflare.dispose(),
  }
}

/** A Worker in front of a function of this process. */
const besideOf = ({ routes, handle }: NonNullable<ServeOptions['beside']>) => ({
  name: 'beside',
  modules: true,
  script: 'export default { fetch: (request, { HERE }) => HERE.fetch(request) }',
  compatibilityDate: COMPATIBLE,
  routes,
  serviceBindings: { HERE: handle as never },
})

async function assetsOf(directory: string) {
  const headers = `${directory}/_headers`
  return {
    directory,
    routerConfig: { has_user_worker: true },
    assetConfig: {
      html_handling: 'auto-trailing-slash' as const,
      not_found_handling: 'none' as const,
      ...(existsSync(headers) && { headers: parseHeaders(await readFile(headers, 'utf8')) }),
    },
  }
}
