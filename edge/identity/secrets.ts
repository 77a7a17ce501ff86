import * as v from 'valibot'
import { ok, type Result, refuse } from '../result.ts'
import { map, matching, notList, oneOf, read, text } from '../shape.ts'
import { fromBase64Url } from './keys.ts'
import { equalBytes } from './visitor.ts'

const MIN_SECRET_BYTES = 32

/** What a server token may do. */
export type Scope = 'read' | 'publish' | 'import' | 'erase' | 'events' | 'preview' | 'operate'
const scope = oneOf(['read', 'publish', 'import', 'erase', 'events', 'preview', 'operate'])

const MAX_TOKEN = 512
/** What a bearer token may be made of (RFC 6750, `b64token`); another would be configured and never heard. */
const TOKEN = '[\\w.~+/=-]'
const serverToken = matching(
  new RegExp(`^${TOKEN}{${MIN_SECRET_BYTES},${MAX_TOKEN}}$`),
  'a bearer token of 32 to 512 letters, digits and -._~+/=',
)
const signingSecret = v.pipe(v.string(), v.minLength(MIN_SECRET_BYTES))
const schema = map(
  v.string(),
  v.pipe(
    notList,
    v.object({
      /** Bearer tokens of the shop's backend; several are valid at once, so that one can be changed for the next. Without scopes a token may do all. */
      server: v.optional(
        v.array(
          v.union([
            serverToken,
            v.object({ token: serverToken, scopes: v.pipe(v.array(scope), v.minLength(1)) }),
          ]),
        ),
        () => [],
      ),
      /** Secrets that sign server events; each of several is valid, so that one can be changed for the next. */
      signing: v.optional(v.array(signingSecret), () => []),
      /** HS256 keys of identify tokens: kid → base64url of at least 32 bytes. */
      identity: v.optional(map(text(64, 1), v.string()), {}),
    }),
  ),
)

export interface ServerToken {
  token: string
  /** Absent means all. */
  scopes?: readonly Scope[]
}

/** What a site and this Worker both know. */
export interface SiteSecrets {
  server: readonly ServerToken[]
  signing: readonly string[]
  identity: ReadonlyMap<string, Uint8Array<ArrayBuffer>>
}
export type Secrets = ReadonlyMap<string, SiteSecrets>

/** Reads SITE_SECRETS (JSON by site); absent means no server may speak and no site signs. */
export function readSecrets(secret: string | undefined): Result<Secrets> {
  let config: unknown = {}
  try {
    if (secret !== undefined) config = JSON.parse(secret)
  } catch {
    return refuse('misconfigured', 'SITE_SECRETS is not JSON.')
  }
  const parsed = read(schema, config)
  if (!parsed.ok) return refuse('misconfigured', `SITE_SECRETS: \`${parsed.path}\` is not as documented.`)
  const secrets = new Map<string, SiteSecrets>()
  for (const [site, { server, signing, identity }] of Object.entries(parsed.value)) {
    const keys = new Map<string, Uint8Array<ArrayBuffer>>()
    for (const [kid, text] of Object.entries(identity)) {
      const bytes = fromBase64Url(text)
      if (!bytes || bytes.length < MIN_SECRET_BYTES)
        return refuse(
          'misconfigured',
          `SITE_SECRETS.${site}.identity.${kid} is no base64url of 32 bytes or more.`,
        )
      keys.set(kid, bytes)
    }
    secrets.set(site, {
      server: server.map((each) => (typeof each === 'string' ? { token: each } : each)),
      signing,
      identity: keys,
    })
  }
  return ok(secrets)
}

const BEARER = new RegExp(`^Bearer (${TOKEN}{1,${MAX_TOKEN}})$`, 'i')

/** Whether a request carries a server token of the site for a scope. */
export function isServer(
  secrets: Secrets,
  site: string,
  authorization: string | null,
  scope: Scope,
): Promise<boolean> {
  const [, given = ''] = BEARER.exec(authorization ?? '') ?? []
  return holdsToken(secrets, site, given, scope)
}

/** Whether a text is a token of the site for a scope; compared by digest, in a time that tells nothing (dub#4415). */
export async function holdsToken(
  secrets: Secrets,
  site: string,
  given: string,
  scope: Scope,
): Promise<boolean> {
  const digest = await digestOf(given)
  let any = false
  for (const { token, scopes } of secrets.get(site)?.server ?? []) {
    const same = equalBytes(await digestOf(token), digest)
    any = (same && (scopes?.includes(scope) ?? true)) || any
  }
  return any
}

const digestOf = async (text: string): Promise<Uint8Array> =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))
