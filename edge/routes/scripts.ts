import { Buffer } from 'node:buffer'
import { brotliDecompressSync } from 'node:zlib'
import type { Handler, Hono } from 'hono'
import type { Deps, Env } from './deps.ts'

/**
 * `GET /acquaint.js`, a short-lived alias, and `GET /acquaint.<hash>.js`, immutable; likewise its parts, `acquaint.slots.js` …
 * Each path is spelled out: beside a pattern hono could not match the routes by one regular expression.
 */
export function addScripts(app: Hono<Env>, { scripts }: Deps): void {
  for (const [name, script] of Object.entries(scripts)) {
    app.get(`/${name}.js`, serve(script, 'public, max-age=300, stale-while-revalidate=86400'))
    app.get(`/${name}.${script.hash}.js`, serve(script, 'public, max-age=31536000, immutable'))
  }
}

/** Scripts as the build packs them: their sources by name as JSON, brotli, as base64. */
export interface PackedScripts {
  packed: string
  hashes: Record<string, string>
}

/** Packed scripts; they are unpacked when one is first asked for. */
export function unpacked({ packed, hashes }: PackedScripts): Deps['scripts'] {
  let sources: Record<string, string> | undefined
  const read = () => JSON.parse(brotliDecompressSync(Buffer.from(packed, 'base64')).toString())
  return Object.fromEntries(
    Object.entries(hashes).map(([name, hash]) => [
      name,
      {
        hash,
        get source() {
          sources ??= read() as Record<string, string>
          return sources[name] as string
        },
      },
    ]),
  )
}

/** Whether a path is one of a script, of whatever version. */
export const isScript = (path: string): boolean =>
  /^\/acquaint(\.(slots|watch|extra))?(\.[0-9a-f]{16})?\.js$/.test(path)

const serve =
  (script: Deps['scripts'][string], caching: string): Handler<Env> =>
  (c) => {
    const etag = `"${script.hash}"`
    const headers = {
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': caching,
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
      etag,
    }
    if (c.req.header('if-none-match') === etag) return c.body(null, 304, headers)
    return c.body(script.source, 200, headers)
  }
