/** Answers one address of the backend. */
export type Route = (request: Request) => Promise<Response>

/** JSON that no cache keeps. */
export const answer = (body: unknown, status = 200, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers },
  })

/** Sends the browser on. */
export const redirect = (to: string, cookies: string[] = []): Response => {
  const headers = new Headers({ location: to, 'cache-control': 'no-store' })
  for (const cookie of cookies) headers.append('set-cookie', cookie)
  return new Response(null, { status: 303, headers })
}

const MOST_BYTES = 16 * 1024

/** The JSON object that a page sent; anything else, and what is too long, reads as an empty one. */
export async function bodyOf(request: Request): Promise<Record<string, unknown>> {
  try {
    const body: unknown = JSON.parse(await textOf(request))
    return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

/** A body's text; no more of it is read than it may be long, whatever length it announces. */
async function textOf({ body }: Request): Promise<string> {
  let text = ''
  let bytes = 0
  const decoder = new TextDecoder()
  // Leaving the loop cancels the stream.
  for await (const chunk of body ?? []) {
    bytes += chunk.byteLength
    if (bytes > MOST_BYTES) return ''
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}

/** The value of a cookie, undecoded. */
export function cookieOf(request: Request, name: string): string | undefined {
  const pairs = (request.headers.get('cookie') ?? '').split(';').map((pair) => pair.trim())
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1)
}

/** Set-Cookie of a value that no script reads; Lax, so that it comes along when another house's login leads back here. */
export const keepCookie = (request: Request, name: string, value: string, seconds: number): string =>
  `${name}=${value}; Path=/shop/; HttpOnly; SameSite=Lax; Max-Age=${seconds}${request.url.startsWith('https:') ? '; Secure' : ''}`
