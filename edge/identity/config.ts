import * as v from 'valibot'
import { list, matching, notList, text, whole } from '../shape.ts'

/** Names that resolve inside a network only (RFC 6761, RFC 6762, RFC 8375, ICANN's `internal`), and bare ones. */
const INNER = /^[^.]+\.?$|\.(internal|local|localhost|home\.arpa|lan|intranet|test|invalid)\.?$/
const LOCAL = /^(127\.0\.0\.1|localhost)$/

/**
 * Where an issuer's keys may be fetched: https by a public name (an address of digits may be anybody's inside),
 * or this machine while developing. The URL parser spells `2130706433` and `[::1]` as the addresses they are.
 */
function isKeysUrl(text: string): boolean {
  const url = URL.parse(text)
  if (url?.username !== '' || url.password !== '') return false
  return url.protocol === 'https:' ? isPublicName(url) : url.protocol === 'http:' && LOCAL.test(url.hostname)
}

/** Whether an address names its host publicly, and not by digits. */
export const isPublicName = ({ hostname }: URL): boolean =>
  !/^[\d.]+$|^\[/.test(hostname) && !INNER.test(hostname)

/** Whether an address is of this machine. */
export const isLocal = ({ hostname }: URL): boolean => LOCAL.test(hostname)

const keysUrl = v.pipe(
  v.string(),
  v.check(isKeysUrl, 'expected the https address of a JWKS, by a public name'),
)

const issuer = v.object({
  /** Stands before the issuer's subjects (`google:…`), so that two issuers never name one person; empty for the shop's own. */
  name: v.optional(matching(/^[a-z0-9-]{0,32}$/, 'a-z, 0-9 and -'), ''),
  /** `iss`, exactly. */
  issuer: text(512, 1),
  /** `aud`: the client id that the issuer knows the shop by. */
  audience: text(512, 1),
  jwks_uri: keysUrl,
  /** Claims that become traits. */
  traits: v.optional(list(text(64), 16), () => []),
})

/** How a site learns who somebody is; secrets are kept apart (SITE_SECRETS). */
export const identityConfig = v.pipe(
  notList,
  v.object({
    /** `aud` of the tokens that the shop's server signs; by default the site's id. */
    audience: v.exactOptional(text(512, 1)),
    /** Most visitors of one person; the oldest links beyond are dropped. */
    max_visitors: v.optional(whole(1, 200), 20),
    issuers: v.optional(list(issuer, 16), () => []),
  }),
)

/** For how long raw events and profiles are kept, days. */
export const retentionConfig = v.pipe(
  notList,
  v.object({
    journal_days: v.optional(whole(1, 3650), 395),
    profile_days: v.optional(whole(1, 3650), 760),
  }),
)

export type IdentityConfig = v.InferOutput<typeof identityConfig>
export type Issuer = v.InferOutput<typeof issuer>
