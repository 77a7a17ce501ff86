import { Buffer } from 'node:buffer'
import { ok, type Result, refuse } from '../result.ts'

/** How far a signature's time may be from the edge's, seconds: within it a request that was overheard can be repeated, and changes nothing. */
export const SIGNATURE_WINDOW = 300
/** While a secret is being changed, a sender may sign with the old and the new. */
const MOST_SIGNATURES = 4

/**
 * Whether the shop's server signed these bytes: `t=<unix seconds>,v1=<hex>` is HMAC-SHA-256, by any of the
 * site's secrets, over the time, a dot and the body as it came. `now` is epoch ms.
 */
export async function verifySignature(
  secrets: readonly string[],
  header: string | null,
  body: Uint8Array,
  now: number,
): Promise<Result<undefined>> {
  if (secrets.length === 0)
    return refuse('signature_invalid', 'SITE_SECRETS lists no `signing` secret of this site.')
  const fields = (header ?? '').split(',').map((field) => field.trim().split('='))
  const [, time = ''] = fields.find(([name]) => name === 't') ?? []
  const given = fields.filter(([name, hex]) => name === 'v1' && hex?.length === 64).slice(0, MOST_SIGNATURES)
  if (!/^\d{1,12}$/.test(time) || given.length === 0)
    return refuse('signature_invalid', 'Acquaint-Signature is not `t=<unix seconds>,v1=<hex>`.')
  const signed = signedBytes(time, body)
  let holds = false
  for (const secret of secrets) {
    const key = await keyOf(secret)
    // `verify` takes a time that does not tell how much of a wrong signature is right; what is no hex is too short for it.
    for (const [, hex = ''] of given)
      holds = (await crypto.subtle.verify('HMAC', key, Buffer.from(hex, 'hex'), signed)) || holds
  }
  if (!holds) return refuse('signature_invalid', 'No secret of the site made this signature of this body.')
  if (Math.abs(now / 1000 - Number(time)) > SIGNATURE_WINDOW)
    return refuse(
      'signature_expired',
      `Its time is more than ${SIGNATURE_WINDOW} seconds away from the edge's.`,
    )
  return ok(undefined)
}

const keyOf = (secret: string): Promise<CryptoKey> =>
  crypto.subtle.importKey('raw', new TextEncoder().encode(secret), { name: 'HMAC', hash: 'SHA-256' }, false, [
    'verify',
  ])

function signedBytes(time: string, body: Uint8Array): Uint8Array<ArrayBuffer> {
  const head = new TextEncoder().encode(`${time}.`)
  return new Uint8Array(Buffer.concat([head, body]))
}
