import {
  createRemoteJWKSet,
  customFetch,
  decodeJwt,
  decodeProtectedHeader,
  errors,
  type JWTPayload,
  type JWTVerifyOptions,
  jwtVerify,
} from 'jose'
import type { TraitValue } from '../profile/event.ts'
import { type Dict, dict } from '../profile/record.ts'
import { DAY } from '../profile/time.ts'
import { ok, type Reason, type Result, refuse } from '../result.ts'
import type { IdentityConfig, Issuer } from './config.ts'
import { toBase64Url } from './keys.ts'
import { legalPerson } from './person.ts'
import type { Secrets } from './secrets.ts'
import { readTraits } from './stated.ts'

/** Who somebody is, proven. Times are epoch ms. */
export interface Proof {
  person: string
  /** Names the proof: a digest of what was signed, not of the signature, which ECDSA lets anybody respell. */
  digest: string
  /** 0 if the token does not say. */
  issued_at: number
  expires_at: number
  /** For the ledger: algorithm and key id, or the issuer's name. */
  by: string
  traits: Dict<TraitValue>
}

export interface VerifierOptions {
  secrets: Secrets
  /** Fetches JWKS of configured issuers. */
  fetch: (url: string, init: RequestInit) => Promise<Response>
}

export type Verify = (
  site: string,
  config: IdentityConfig,
  token: string,
  now: number,
) => Promise<Result<Proof>>

const MAX_TOKEN = 8192
const TOLERANCE_SECONDS = 30
/** A token is for one login; one that lives longer is somebody's mistake. */
const MAX_LIFE = DAY
const JWKS_TIMEOUT = 3000

/**
 * Verifies a JWT: HS256 by a shared key that its `kid` names, or ES256/RS256 by the JWKS of the
 * issuer that its `iss` names. The algorithm follows from the key, never from the token.
 */
export function createVerifier({ secrets, fetch }: VerifierOptions): Verify {
  const remote = new Map<string, ReturnType<typeof createRemoteJWKSet>>()
  const keysOf = ({ jwks_uri }: Issuer) => {
    const known = remote.get(jwks_uri)
    if (known) return known
    const set = createRemoteJWKSet(new URL(jwks_uri), {
      timeoutDuration: JWKS_TIMEOUT,
      [customFetch]: fetch,
    })
    remote.set(jwks_uri, set)
    return set
  }

  return async (site, config, token, now) => {
    const header = read(() => decodeProtectedHeader(token))
    const claims = read(() => decodeJwt(token))
    if (token.length > MAX_TOKEN || !header || !claims)
      return refuse('token_malformed', 'The token is no JWT in compact form.')
    const checks = {
      currentDate: new Date(now),
      clockTolerance: TOLERANCE_SECONDS,
      requiredClaims: ['sub', 'exp', 'aud'],
    }

    if (header.alg === 'HS256') {
      const key = secrets.get(site)?.identity.get(header.kid ?? '')
      if (!key) return refuse('token_key_unknown', 'No shared key of the site has this `kid`.')
      const options = { ...checks, algorithms: ['HS256'], audience: config.audience ?? site }
      const verified = await settle(() => jwtVerify(token, key, options))
      return verified.ok ? proofOf(token, verified.value, now, `HS256:${header.kid}`) : verified
    }

    if (header.alg !== 'ES256' && header.alg !== 'RS256')
      return refuse('token_algorithm', 'Only HS256, ES256 and RS256 are taken.')
    const issuer = config.issuers.find((each) => each.issuer === claims.iss)
    if (!issuer) return refuse('token_issuer', 'The site is not configured with the issuer in `iss`.')
    if (!header.kid) return refuse('token_key_unknown', 'The token names no `kid`.')
    const options: JWTVerifyOptions = {
      ...checks,
      algorithms: ['ES256', 'RS256'],
      issuer: issuer.issuer,
      audience: issuer.audience,
    }
    const verified = await settle(() => jwtVerify(token, keysOf(issuer), options))
    return verified.ok ? proofOf(token, verified.value, now, `oidc:${issuer.issuer}`, issuer) : verified
  }
}

async function proofOf(
  token: string,
  claims: JWTPayload,
  now: number,
  by: string,
  issuer?: Issuer,
): Promise<Result<Proof>> {
  const expires_at = (claims.exp as number) * 1000
  const issued_at = (claims.iat ?? 0) * 1000
  if (!Number.isFinite(issued_at) || expires_at - (issued_at || now) > MAX_LIFE + TOLERANCE_SECONDS * 1000)
    return refuse('token_claims', 'The token lives longer than a day.')
  // An issuer may name somebody from the future only within the tolerance of clocks.
  if (issued_at > now + TOLERANCE_SECONDS * 1000)
    return refuse('token_claims', 'The token was issued in the future.')
  const subject = legalPerson(String(claims.sub ?? ''))
  if (!subject.ok) return subject
  const person = legalPerson(issuer?.name ? `${issuer.name}:${subject.value}` : subject.value)
  if (!person.ok) return person
  const traits = readTraits(issuer ? pick(claims, issuer.traits) : claims.traits)
  if (!traits.ok) return traits
  const signed = token.slice(0, token.lastIndexOf('.'))
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(signed))
  const digest = toBase64Url(new Uint8Array(hash).subarray(0, 16))
  return ok({ person: person.value, digest, issued_at, expires_at, by, traits: traits.value })
}

function pick(claims: JWTPayload, names: readonly string[]): Dict<unknown> {
  const picked = dict<unknown>()
  for (const name of names) if (Object.hasOwn(claims, name)) picked[name] = claims[name]
  return picked
}

function read<T>(decode: () => T): T | undefined {
  try {
    return decode()
  } catch {
    return undefined
  }
}

/** jose's errors as our reasons. */
async function settle(verify: () => Promise<{ payload: JWTPayload }>): Promise<Result<JWTPayload>> {
  try {
    return ok((await verify()).payload)
  } catch (error) {
    const [reason, detail] = reasonOf(error)
    return refuse(reason, detail)
  }
}

function reasonOf(error: unknown): [Reason, string] {
  if (error instanceof errors.JWTExpired) return ['token_expired', 'The token has expired.']
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.claim === 'aud') return ['token_audience', 'The token is for another audience.']
    return ['token_claims', `The claim \`${error.claim}\` is missing or not as it must be.`]
  }
  if (error instanceof errors.JWSSignatureVerificationFailed)
    return ['token_signature', 'The signature is not of the key that the token names.']
  if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys)
    return ['token_key_unknown', "The issuer's JWKS has no one key with this `kid`."]
  if (error instanceof errors.JOSEAlgNotAllowed || error instanceof errors.JOSENotSupported)
    return ['token_algorithm', 'The key does not allow this algorithm.']
  if (error instanceof errors.JWSInvalid || error instanceof errors.JWTInvalid)
    return ['token_malformed', 'The token is no JWT in compact form.']
  return ['issuer_unreachable', "The issuer's keys could not be fetched."]
}
