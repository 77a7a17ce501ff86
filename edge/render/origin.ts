/** Says that a request came through here once: an origin that is this Worker itself would be asked for ever. */
const PASSED = 'x-acquaint-render'

/** Whether a request comes back from the origin that it was sent to. */
export const isLoop = (request: Request): boolean => request.headers.has(PASSED)

/** The same request to the origin: method, headers and body as they came, redirects left to the browser. */
export function toOrigin(request: Request, origin: string): Request {
  const url = new URL(request.url)
  const forwarded = new Request(`${origin}${url.pathname}${url.search}`, request)
  const { headers } = forwarded
  headers.set(PASSED, '1')
  headers.set('x-forwarded-host', url.host)
  headers.set('x-forwarded-proto', url.protocol.slice(0, -1))
  return new Request(forwarded, { redirect: 'manual' })
}

/** The same request for the whole page, whatever of it the browser has. */
export function unconditional(request: Request): Request {
  const whole = new Request(request)
  for (const name of ['if-none-match', 'if-modified-since', 'if-range', 'range']) whole.headers.delete(name)
  return whole
}

/** The origin's answer as it is; only a redirect to the origin itself leads to the public host instead. */
export function fromOrigin(response: Response, request: Request, origin: string): Response {
  const location = response.headers.get('location')
  if (location === null) return response
  const target = URL.parse(location)
  if (target?.origin !== new URL(origin).origin) return response
  const headers = new Headers(response.headers)
  const { pathname, search, hash } = target
  headers.set('location', `${new URL(request.url).origin}${pathname}${search}${hash}`)
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers })
}
