import type { PageContext } from '../../snippet/wire.ts'

/** What a request for a page tells of it: address, campaign, where it comes from. What the page is about, its body says. */
export function pageOf(request: Request): PageContext {
  const url = new URL(request.url)
  const page: PageContext = { path: url.pathname }
  for (const [name, value] of url.searchParams) {
    if (UTM.has(name)) page[name as 'utm_source'] = value
    if (/(clk?id|braid)$/.test(name)) page.click_id = name
  }
  const referrer = request.headers.get('referer')
  if (referrer) page.referrer = referrer
  return page
}

const UTM = new Set(['utm_source', 'utm_medium', 'utm_campaign', 'utm_term', 'utm_content'])

/** Whether a browser asks for a page to show; pictures, scripts and calls of an API are none of our business. */
export const wantsPage = (request: Request): boolean =>
  (request.method === 'GET' || request.method === 'HEAD') &&
  (request.headers.get('accept') ?? '').includes('text/html') &&
  !request.headers.has('upgrade')

/** Encodings that the runtime reads and writes by itself. */
const READABLE = /^(identity|gzip|br)?$/i

/**
 * Whether an answer is a page that blocks may be put into: a whole HTML document in UTF-8, or one
 * that may still say so in its head; not a download, and not one that forbids it (RFC 9111, `no-transform`).
 */
export function isPage({ status, headers }: Response): boolean {
  const type = headers.get('content-type') ?? ''
  const charset = charsetOf(type)
  return (
    status === 200 &&
    /^text\/html\b/i.test(type) &&
    (charset === undefined || isUtf8(charset)) &&
    READABLE.test(headers.get('content-encoding') ?? '') &&
    !/^attachment/i.test(headers.get('content-disposition') ?? '') &&
    !/no-transform/i.test(headers.get('cache-control') ?? '')
  )
}

/** The charset that a content type names. */
export const charsetOf = (type: string): string | undefined =>
  /charset\s*=\s*["']?([^"';\s]+)/i.exec(type)?.[1]

export const isUtf8 = (charset: string): boolean => /^utf-?8$/i.test(charset)

/** Headers that speak of the origin's bytes, or would have them kept for others. */
const OF_THE_ORIGINAL = [
  'content-length',
  'content-encoding',
  'content-md5',
  'content-digest',
  'repr-digest',
  'digest',
  'etag',
  'last-modified',
  'accept-ranges',
  'expires',
  'age',
  'cdn-cache-control',
  'cloudflare-cdn-cache-control',
  'surrogate-control',
]

/** The headers of a page with one visitor's blocks in it: never stored, never taken for the original. */
export function personalHeaders(original: Headers): Headers {
  const headers = new Headers(original)
  for (const name of OF_THE_ORIGINAL) headers.delete(name)
  headers.set('cache-control', 'private, no-store')
  return headers
}
