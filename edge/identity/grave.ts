import { toBase64Url } from './keys.ts'

/**
 * The name under which the journal remembers that somebody was erased: a digest, so that the
 * id itself is gone, and yet a late batch that brings it is recognised.
 */
export async function graveOf(site: string, name: string): Promise<string> {
  const text = new TextEncoder().encode(`grave|${site}|${name}`)
  return `x:${toBase64Url(new Uint8Array(await crypto.subtle.digest('SHA-256', text)).subarray(0, 16))}`
}
