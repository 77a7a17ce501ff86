import type { MiddlewareHandler } from 'hono'
import type { Sites } from '../intake/site.ts'
import type { Env } from './deps.ts'

/**
 * CORS by exact allowlist: an origin some site lists is answered with its own name, any other with
 * nothing, and nobody where only the shop's own server may ask. Which site an origin may speak for is
 * checked with the body (intake/site.ts).
 *
 * @example app.use('/v1/*', cors(sites))
 */
export const cors = (sites: Sites): MiddlewareHandler<Env> => {
  const allowed = new Set([...sites.values()].flatMap((site) => site.origins))
  return async (c, next) => {
    const origin = c.req.header('origin')
    const known = origin !== undefined && allowed.has(origin) && !c.req.path.startsWith('/v1/server/')
    c.header('vary', 'Origin')
    if (known) {
      c.header('access-control-allow-origin', origin)
      c.header('access-control-expose-headers', 'retry-after')
    }
    if (c.req.method !== 'OPTIONS') return next()
    if (known) {
      c.header('access-control-allow-methods', 'GET, POST, DELETE')
      c.header('access-control-allow-headers', 'content-type, authorization')
      c.header('access-control-max-age', '86400')
    }
    return c.body(null, 204)
  }
}
