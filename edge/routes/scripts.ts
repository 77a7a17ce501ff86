import type { Handler } from 'hono'
import type { Deps, Env } from './deps.ts'
import { problem } from './errors.ts'

/** The names of scripts with and without their hash, as a hono pattern. */
export const SCRIPT_PATH = '/:file{acquaint(?:\\.extra)?(?:\\.[0-9a-f]{16})?\\.js}'

/** Whether a path is one of those. */
export const isScript = (path: string): boolean => /^\/acquaint(\.extra)?(\.[0-9a-f]{16})?\.js$/.test(path)

/** `GET /acquaint.js`, a short-lived alias, and `GET /acquaint.<hash>.js`, immutable; likewise `acquaint.extra`. */
export const scripts =
  ({ scripts: served }: Deps): Handler<Env> =>
  (c) => {
    const [, name, asked] = /^\/(.+?)(?:\.([0-9a-f]{16}))?\.js$/.exec(c.req.path) ?? []
    const script = name !== undefined && Object.hasOwn(served, name) ? served[name] : undefined
    if (!script || (asked !== undefined && asked !== script.hash))
      return problem(c, 'not_found', 'No such version of the snippet is served here.')
    const etag = `"${script.hash}"`
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
    return c.body(script.source, 200, headers)
  }
