import * as z from 'zod'

/** Names that resolve inside a network only (RFC 6761, RFC 6762, RFC 8375, ICANN's `internal`), and bare ones. */
const INNER = /^[^.]+$|\.(internal|local|localhost|home\.arpa|lan|intranet|test|invalid)\.?$/
const LOCAL = /^(127\.0\.0\.1|localhost)$/

/**
 * Where an issuer's keys may be fetched: https by a public name (an address of digits may be anybody's inside),
 * or this machine while developing. The URL parser spells `2130706433` and `[::1]` as the addresses they are.
 */
function isKeysUrl(text: string): boolean {
  const url = URL.parse(text)
  if (url?.username !== '' || url.password !== '') return false
  const { protocol, hostname } = url
  if (protocol === 'http:') return LOCAL.test(hostname)
  return protocol === 'https:' && !/^[\d.]+$|^\[/.test(hostname) && !INNER.test(hostname)
}
const keysUrl = z.string().refine(isKeysUrl, 'the https address of a JWKS, by a public name')

const issuer = z.object({
  /** Stands before the issuer's subjects (`google:…`), so that two issuers never name one person; empty for the shop's own. */
  name: z
    .string()
    .regex(/^[a-z0-9-]{0,32}$/, 'a-z, 0-9 and -')
    .default(''),
  /** `iss`, exactly. */
  issuer: z.string().min(1).max(512),
  /** `aud`: the client id that the issuer knows the shop by. */
  audience: z.string().min(1).max(512),
  jwks_uri: keysUrl,
  /** Claims that become traits. */
  traits: z.array(z.string().max(64)).max(16).default([]),
})

/** How a site learns who somebody is; secrets are kept apart (SITE_SECRETS). */
export const identityConfig = z.object({
  /** `aud` of the tokens that the shop's server signs; by default the site's id. */
  audience: z.string().min(1).max(512).exactOptional(),
  /** Most visitors of one person; the oldest links beyond are dropped. */
  max_visitors: z.number().int().min(1).max(200).default(20),
  issuers: z.array(issuer).max(16).default([]),
})

/** For how long raw events and profiles are kept, days. */
export const retentionConfig = z.object({
  journal_days: z.number().int().min(1).max(3650).default(395),
  profile_days: z.number().int().min(1).max(3650).default(760),
})

export type IdentityConfig = z.infer<typeof identityConfig>
export type Issuer = z.infer<typeof issuer>
