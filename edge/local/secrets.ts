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

/** SITE_SECRETS of a local Worker: a server token, a signing secret and an identify key a site, made once. */
export async function localSecrets(state: string, sites: readonly string[]): Promise<SiteSecretsText> {
  const file = secretsFile(state)
  const known = await readFile(file, 'utf8').then(
    (text) => JSON.parse(text) as SiteSecretsText,
    () => ({}) as SiteSecretsText,
  )
  const secret = () => randomBytes(32).toString('base64url')
  const missing = sites.filter((site) => !known[site]?.signing)
  for (const site of missing)
    known[site] = { server: [secret()], identity: { local: secret() }, ...known[site], signing: [secret()] }
  if (missing.length) {
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, JSON.stringify(known), { mode: 0o600 })
  }
  return known
}

type SiteSecretsText = Record<
  string,
  { server: string[]; signing: string[]; identity: Record<string, string> }
>
