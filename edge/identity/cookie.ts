import { DAY } from '../profile/time.ts'

/** Browsers keep no cookie longer than 400 days; thirteen months is what CNIL's guidelines allow. */
const LIFE_SECONDS = (395 * DAY) / 1000

/** The cookie of a site's visitor: `__Host-` so that no subdomain can toss one in. */
export const cookieName = (site: string): string => `__Host-acquaint-${site}`

/** Longer than any id we give: what is kept of a request, as its budget's key, is to stay small. */
const MOST_UNITS = 64

/**
 * The value of a cookie in a Cookie header; `undefined` if it is not there, `null` if it is there more than once
 * or too long to be ours, which no browser of good faith sends: then nobody is known.
 */
export function readCookie(header: string | null, name: string): string | null | undefined {
  if (!header?.includes(name)) return undefined
  const values = header
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1))
  return values.length > 1 || values.some(({ length }) => length > MOST_UNITS) ? null : values[0]
}

/**
 * Set-Cookie that keeps a visitor id where no script can read it. `Lax`: a page rendered for who comes by a link
 * from elsewhere knows them; the API believes the cookie of its own pages only (`isSameOrigin`).
 */
export const keepCookie = (site: string, value: string): string =>
  `${cookieName(site)}=${value}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=${LIFE_SECONDS}`

/** Set-Cookie that erases it. */
export const dropCookie = (site: string): string =>
  `${cookieName(site)}=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0`

/** Whether a page of the Worker's own origin asks: only then are its cookies believed and set. */
export function isSameOrigin(request: Request): boolean {
  const origin = request.headers.get('origin')
  if (origin !== null) return isOwn(origin, request)
  return request.headers.get('sec-fetch-site') === 'same-origin'
}

/** Whether an origin is the Worker's own. */
export const isOwn = (origin: string, { url }: Request): boolean =>
  url.startsWith(`${origin}/`) || new URL(url).origin === origin
