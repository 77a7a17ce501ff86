import type { Handler } from 'hono'
import type { Deps, Env } from './deps.ts'
import { problem } from './errors.ts'

/** `GET /acquaint.js`, a short-lived alias, and `GET /acquaint.<hash>.js`, immutable. */
export const snippet =
  ({ snippet: { source, hash } }: Deps): Handler<Env> =>
  (c) => {
    const [, asked] = /^\/acquaint(?:\.([0-9a-f]+))?\.js$/.exec(new URL(c.req.url).pathname) ?? []
    if (asked !== undefined && asked !== hash)
      return problem(c, 'not_found', 'No such version of the snippet is served here.')
    const etag = `"${hash}"`
    const headers = {
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': asked
        ? 'public, max-age=31536000, immutable'
        : 'public, max-age=300, stale-while-revalidate=86400',
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
      etag,
    }
    if (c.req.header('if-none-match') === etag) return c.body(null, 304, headers)
    return c.body(source, 200, headers)
  }
