import { bucketOfName } from './bucket.ts'
import { toBase64Url } from './keys.ts'

/**
 * The name under which the journal remembers that somebody was erased: their bucket, so that it is
 * kept where they were, and a digest, so that the id itself is gone, and yet a late batch that brings
 * it is recognised.
 */
export async function graveOf(site: string, name: string): Promise<string> {
  const text = new TextEncoder().encode(`grave|${site}|${name}`)
  const digest = toBase64Url(new Uint8Array(await crypto.subtle.digest('SHA-256', text)).subarray(0, 16))
  return `x:${bucketOfName(site, name).toString(16).padStart(3, '0')}${digest}`
}
