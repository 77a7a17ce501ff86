import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { OpenStore } from './stores.ts'

/** What a command came to; `code` is `undefined` where there is no such command. */
export interface Ran {
  code: number | undefined
  out: Uint8Array
  err: string
}
export type Run = (args: readonly string[]) => Promise<Ran>

/** A store that cannot be used, with what to do about it. */
export class RemoteFailed extends Error {}

const CONFIG = fileURLToPath(new URL('../../wrangler.toml', import.meta.url))

/** The deployed Worker's KV, through wrangler and the login that it keeps. */
export function remoteStore(run: Run = wranglerWith(CONFIG), binding = 'KV'): OpenStore {
  const kv = (...args: string[]) => run(['kv', 'key', ...args, '--binding', binding, '--remote'])
  return {
    store: {
      async get(key) {
        const ran = await kv('get', key)
        if (ran.code === 0) return ran.out
        if (/key not found|\b404\b/i.test(ran.err) && !/namespace not found/i.test(ran.err)) return undefined
        throw failure(ran, `read '${key}'`)
      },
      async put(key, value) {
        const folder = await mkdtemp(join(tmpdir(), 'acquaint-'))
        try {
          await writeFile(join(folder, 'value'), value)
          const ran = await kv('put', key, '--path', join(folder, 'value'))
          if (ran.code !== 0) throw failure(ran, `write '${key}'`)
        } finally {
          await rm(folder, { recursive: true })
        }
      },
    },
    close: async () => {},
  }
}

/** A store in which nothing is, and that says what would be run to write to it. */
export function dryStore(say: (line: string) => void, binding = 'KV'): OpenStore {
  return {
    store: {
      get: async () => undefined,
      async put(key, value) {
        const bytes = typeof value === 'string' ? new TextEncoder().encode(value).length : value.length
        say(`  wrangler kv key put ${key} --path <${bytes} bytes> --binding ${binding} --remote`)
      },
    },
    close: async () => {},
  }
}

const KNOWN: readonly [RegExp, string][] = [
  [
    /CLOUDFLARE_API_TOKEN|not logged in|not authenticated|authentication error|code: 10000\b/i,
    'Nobody is logged in to Cloudflare: run `npx wrangler login`, or set CLOUDFLARE_API_TOKEN.',
  ],
  [
    /namespace not found|invalid namespace|binding .*(not|isn't)|code: 1001[13]\b/i,
    'There is no such KV namespace yet: run `npm run deploy` once, or put the id of yours into wrangler.toml.',
  ],
  [
    /fetch failed|ENOTFOUND|ECONNREFUSED|ETIMEDOUT|EAI_AGAIN/,
    'Cloudflare cannot be reached from here: check the network, and try again. What was live still is.',
  ],
]

function failure({ code, err }: Ran, what: string): RemoteFailed {
  if (code === undefined)
    return new RemoteFailed(`Cannot ${what}: there is no wrangler here. Run \`npm ci\` in the project first.`)
  const fix = KNOWN.find(([pattern]) => pattern.test(err))?.[1]
  const said = err.replace(COLOURS, '').trim().slice(0, 1000)
  return new RemoteFailed(`Cannot ${what}. ${fix ?? `wrangler said:\n${said}`}`)
}
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what colours are made of
const COLOURS = /\u001b\[[\d;]*m/g

/** The project's wrangler; it never asks anything, since nobody may be there to answer. `show` lets what it says through. */
export const wranglerWith =
  (config: string, show = false): Run =>
  (args) =>
    new Promise((ran) => {
      const child = spawn('wrangler', [...args, '--config', config], {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, CI: 'true', WRANGLER_SEND_METRICS: 'false' },
      })
      const out: Buffer[] = []
      let err = ''
      child.stdout.on('data', (chunk: Buffer) => {
        out.push(chunk)
        if (show) process.stdout.write(chunk)
      })
      child.stderr.on('data', (chunk: Buffer) => {
        err += chunk
        if (show) process.stderr.write(chunk)
      })
      child.on('error', () => ran({ code: undefined, out: new Uint8Array(), err: '' }))
      child.on('close', (code) => ran({ code: code ?? 1, out: new Uint8Array(Buffer.concat(out)), err }))
    })
