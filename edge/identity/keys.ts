import { Buffer } from 'node:buffer'
import { ok, type Result, refuse } from '../result.ts'

/** Keys by id; the first makes what is new, all check what is old, so that a key can be rotated. */
export interface KeyRing {
  current: string
  keys: ReadonlyMap<string, CryptoKey>
}

/** What a key does: `seal` encrypts (AES-GCM), `sign` authenticates (HMAC-SHA-256). */
const KINDS = {
  seal: { algorithm: { name: 'AES-GCM', length: 256 }, usages: ['encrypt', 'decrypt'] },
  sign: { algorithm: { name: 'HMAC', hash: 'SHA-256', length: 256 }, usages: ['sign', 'verify'] },
} as const satisfies Record<string, { algorithm: object; usages: KeyUsage[] }>

/**
 * Reads ACQUAINT_KEYS: JSON of key id → 32 random bytes as base64url, newest first. Each use
 * derives a key of its own (HKDF, RFC 5869), so that no two uses share one.
 */
export async function readKeys(
  secret: string | undefined,
  use: string,
  kind: keyof typeof KINDS = 'seal',
): Promise<Result<KeyRing>> {
  let listed: [string, unknown][]
  try {
    listed = Object.entries(JSON.parse(secret ?? '') as Record<string, unknown>)
  } catch {
    return refuse('misconfigured', 'The secret ACQUAINT_KEYS is missing or not JSON.')
  }
  const keys = new Map<string, CryptoKey>()
  for (const [id, text] of listed) {
    const bytes = typeof text === 'string' ? fromBase64Url(text) : undefined
    if (!/^[a-z0-9]{1,8}$/.test(id) || bytes?.length !== 32)
      return refuse('misconfigured', 'ACQUAINT_KEYS maps short ids (a-z, 0-9) to 32 bytes as base64url.')
    keys.set(id, await deriveKey(bytes, use, kind))
  }
  const current = listed[0]?.[0]
  return current === undefined
    ? refuse('misconfigured', 'ACQUAINT_KEYS holds no key.')
    : ok({ current, keys })
}

async function deriveKey(
  bytes: Uint8Array<ArrayBuffer>,
  use: string,
  kind: keyof typeof KINDS,
): Promise<CryptoKey> {
  const base = await crypto.subtle.importKey('raw', bytes, 'HKDF', false, ['deriveKey'])
  const info = new TextEncoder().encode(`acquaint ${use} v1`)
  const { algorithm, usages } = KINDS[kind]
  return crypto.subtle.deriveKey(
    { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(32), info },
    base,
    algorithm,
    false,
    [...usages],
  )
}

/** Bytes as base64url without padding. */
export const toBase64Url = ({ buffer, byteOffset, byteLength }: Uint8Array): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString('base64url')

/** The bytes of a base64url text; `undefined` if it is none. */
export const fromBase64Url = (text: string): Uint8Array<ArrayBuffer> | undefined =>
  /^[\w-]*$/.test(text) ? new Uint8Array(Buffer.from(text, 'base64url')) : undefined
