import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { secretsFile } from '../secrets.ts'

/** How to reach a Worker as the shop's server. */
export interface Server {
  site: string
  call(path: string, init?: RequestInit): Promise<Response>
  /** Posts to a route under `/v1/server/`; whom it is about stands in the body. */
  ask(route: string, body: object): Promise<Response>
}

const OPTIONS = {
  site: { type: 'string', default: 'demo' },
  url: { type: 'string', default: process.env.ACQUAINT_URL ?? 'http://localhost:8787' },
  by: { type: 'string', default: 'cli' },
  to: { type: 'string' },
} as const

/** Reads the command line: what is left of it, and the Worker it means (`--url`, `--site`, ACQUAINT_TOKEN; locally the token that `npm start` made). */
export async function readCommand(): Promise<{ words: string[]; by: string; to?: string; server: Server }> {
  const { values, positionals } = parseArgs({ options: OPTIONS, allowPositionals: true })
  const { site, url, by, to } = values
  const token = process.env.ACQUAINT_TOKEN ?? (await localToken(site))
  const call = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const headers = { authorization: `Bearer ${token}` }
    return fetch(new URL(path, url), { ...init, headers }).catch(() =>
      fail(`Nothing answers at ${url}. Is it running? (npm start)`),
    )
  }
  const ask = (route: string, body: object) =>
    call(`/v1/server/${route}?site=${encodeURIComponent(site)}`, {
      method: 'POST',
      body: JSON.stringify(body),
    })
  return { words: positionals, by, ...(to !== undefined && { to }), server: { site, call, ask } }
}

async function localToken(site: string): Promise<string> {
  const state = fileURLToPath(new URL('../../../.wrangler', import.meta.url))
  const text = await readFile(secretsFile(state), 'utf8').catch(() =>
    fail('Set ACQUAINT_TOKEN to a server token of the site, or run `npm start` once for a local one.'),
  )
  const secrets = JSON.parse(text) as Record<string, { server: string[] }>
  return secrets[site]?.server[0] ?? fail(`There is no local token of the site \`${site}\`.`)
}

/** The answer's JSON; a refusal ends the command with its fix. */
export async function bodyOf<T>(response: Response): Promise<T> {
  const body = (await response.json()) as T & { title?: string; detail?: string; fix?: string }
  return response.ok ? body : fail(`${body.title}: ${body.detail}\n${body.fix}`)
}

/** Ends the command. */
export function fail(why: string): never {
  console.error(why)
  process.exit(1)
}
