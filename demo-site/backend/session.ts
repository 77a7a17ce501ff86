import { jwtVerify, SignJWT } from 'jose'
import { cookieOf, keepCookie } from './route.ts'

const COOKIE = 'hf_session'
const LIFE_SECONDS = 12 * 60 * 60

/** Who is signed in at the shop. */
export interface Session {
  /** The shop's own number of the customer, or `<provider>:<subject>`. */
  customer: string
  name: string
  /** The other house's ID token, where that is the proof of who this is. */
  proof?: string
}

/** Set-Cookie that signs somebody in: the session itself, signed by the shop. */
export async function openSession(
  request: Request,
  { customer, name, proof }: Session,
  key: Uint8Array,
  now: number,
): Promise<string> {
  const seconds = Math.floor(now / 1000)
  const token = await new SignJWT({ name, ...(proof !== undefined && { proof }) })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(customer)
    .setExpirationTime(seconds + LIFE_SECONDS)
    .sign(key)
  return keepCookie(request, COOKIE, token, LIFE_SECONDS)
}

/** Set-Cookie that signs out. */
export const closeSession = (request: Request): string => keepCookie(request, COOKIE, '', 0)

/** Whoever is signed in; a session that is spoilt, forged or too old is nobody's. */
export async function sessionOf(
  request: Request,
  key: Uint8Array,
  now: number,
): Promise<Session | undefined> {
  const token = cookieOf(request, COOKIE)
  if (!token) return undefined
  try {
    const { payload } = await jwtVerify(token, key, { algorithms: ['HS256'], currentDate: new Date(now) })
    const { sub, name, proof } = payload
    if (sub === undefined) return undefined
    return { customer: sub, name: String(name), ...(typeof proof === 'string' && { proof }) }
  } catch {
    return undefined
  }
}
