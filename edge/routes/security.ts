import type { MiddlewareHandler } from 'hono'
import type { Env } from './deps.ts'

/**
 * Headers of every answer that is the Worker's own: what depends on a visitor is never stored by a cache, nothing
 * is sniffed, nothing is framed. An answer that says something else of caching or content keeps its word.
 */
export function harden(headers: Headers): void {
  if (!headers.has('cache-control')) headers.set('cache-control', 'private, no-store')
  headers.set('x-content-type-options', 'nosniff')
  headers.set('referrer-policy', 'no-referrer')
  headers.set('x-frame-options', 'DENY')
  if (!headers.has('content-security-policy'))
    headers.set('content-security-policy', "default-src 'none'; frame-ancestors 'none'")
  if (!headers.has('cross-origin-resource-policy'))
    headers.set('cross-origin-resource-policy', 'cross-origin')
}

/**
 * Hardens what comes after it, but for what `answer` has hardened already.
 *
 * @example app.use('*', security())
 */
export const security = (): MiddlewareHandler<Env> => async (c, next) => {
  await next()
  if (!c.get('answered')) harden(c.res.headers)
}
