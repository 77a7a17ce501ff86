import type { MiddlewareHandler } from 'hono'
import type { Sites } from '../intake/site.ts'
import type { Env } from './deps.ts'
import { harden } from './security.ts'

/**
 * CORS by exact allowlist: an origin some site lists is answered with its own name, any other with
 * nothing, and nobody where only the shop's own server may ask. Which site an origin may speak for is
 * checked with the body (intake/site.ts).
 *
 * @example app.use('/v1/*', cors(sites))
 */
export const cors = (sites: Sites): MiddlewareHandler<Env> => {
  const listed = [...sites.values()].flatMap((site) => site.origins)
  const ready = new Map(listed.map((origin) => [origin, readyFor(origin)]))
  const nobodys = readyFor(undefined)
  return async (c, next) => {
    const origin = c.req.header('origin')
    const headers = c.req.path.startsWith('/v1/server/') ? undefined : ready.get(origin ?? '')
    const known = headers && origin
    if (c.req.method === 'OPTIONS') return preflight(known)
    c.set('headers', headers ?? nobodys)
    await next()
    if (!c.get('answered')) allow(c.res.headers, known)
    return undefined
  }
}

/** What an answer in JSON to a page of an origin says, whatever it answers. */
function readyFor(origin: string | undefined): Headers {
  const headers = new Headers({ 'content-type': 'application/json' })
  harden(headers)
  allow(headers, origin)
  return headers
}

function allow(headers: Headers, origin: string | undefined): void {
  headers.set('vary', 'Origin')
  if (origin === undefined) return
  headers.set('access-control-allow-origin', origin)
  headers.set('access-control-expose-headers', 'retry-after')
}

function preflight(origin: string | undefined): Response {
  const response = new Response(null, { status: 204 })
  allow(response.headers, origin)
  if (origin === undefined) return response
  response.headers.set('access-control-allow-methods', 'GET, POST, DELETE')
  response.headers.set('access-control-allow-headers', 'content-type, authorization')
  response.headers.set('access-control-max-age', '86400')
  return response
}
