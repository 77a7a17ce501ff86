import { createHash } from 'node:crypto'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
}
const COMPRESS = { br: brotliCompressSync, gzip: gzipSync }

/** A plain static server for a folder, as a shop's origin is: content type, ETag, 304, compression. */
export async function staticServer(folder: string) {
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url ?? '/', 'http://x').pathname))
    const named = join(folder, path)
    const file = existsSync(named) && statSync(named).isDirectory() ? join(named, 'index.html') : named
    if (!existsSync(file))
      return void response.writeHead(404, { 'content-type': 'text/plain' }).end('Not here')
    const bytes = readFileSync(file)
    const etag = `"${createHash('sha256').update(bytes).digest('hex').slice(0, 16)}"`
    const accepted = request.headers['accept-encoding'] ?? ''
    const encoding = (Object.keys(COMPRESS) as (keyof typeof COMPRESS)[]).find((name) =>
      accepted.includes(name),
    )
    const body = encoding ? COMPRESS[encoding](bytes) : bytes
    const headers = {
      'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
      etag,
      'cache-control': 'public, max-age=0, must-revalidate',
      vary: 'accept-encoding',
    }
    if (request.headers['if-none-match'] === etag) return void response.writeHead(304, headers).end()
    response.writeHead(200, {
      ...headers,
      ...(encoding && { 'content-encoding': encoding }),
      'content-length': body.length,
    })
    response.end(request.method === 'HEAD' ? undefined : body)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise<void>((stopped) => {
        server.closeAllConnections()
        server.close(() => stopped())
      }),
  }
}
