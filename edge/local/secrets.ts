import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'

/** The local ACQUAINT_KEYS, made once and kept in `file`: capsules stay valid across restarts, nobody writes an .env. */
export async function localKeys(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch {
    const keys = newKeys()
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, keys, { mode: 0o600 })
    return keys
  }
}

/** A key ring with one new random key, as the secret ACQUAINT_KEYS wants it. */
export const newKeys = (): string => JSON.stringify({ k1: randomBytes(32).toString('base64url') })

/** Where a local server token is kept, for the command line to find. */
export const secretsFile = (state: string): string => `${state}/acquaint-site-secrets.json`

/** SITE_SECRETS of a local Worker: a server token, a preview token, a signing secret and an identify key a site, made once. */
export async function localSecrets(state: string, sites: readonly string[]): Promise<SiteSecretsText> {
  const file = secretsFile(state)
  const known = await readFile(file, 'utf8').then(
    (text) => JSON.parse(text) as SiteSecretsText,
    () => ({}) as SiteSecretsText,
  )
  const secret = () => randomBytes(32).toString('base64url')
  const missing = sites.filter((site) => !known[site]?.signing || !previewToken(known, site))
  for (const site of missing) {
    const { server = [secret()], identity = { local: secret() }, signing = [secret()] } = known[site] ?? {}
    const preview = previewToken(known, site) ? [] : [{ token: secret(), scopes: ['preview'] }]
    known[site] = { server: [...server, ...preview], signing, identity }
  }
  if (missing.length) {
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, JSON.stringify(known), { mode: 0o600 })
  }
  return known
}

/** The token that opens previews of a site and nothing else: `npm start` prints a link with it. */
export function previewToken(secrets: SiteSecretsText, site: string): string | undefined {
  const found = secrets[site]?.server.find((each) => typeof each !== 'string')
  return typeof found === 'object' && found.scopes.includes('preview') ? found.token : undefined
}

export type SiteSecretsText = Record<
  string,
  {
    /** The first may do all; those with scopes only what they say. */
    server: (string | { token: string; scopes: string[] })[]
    signing: string[]
    identity: Record<string, string>
  }
>
