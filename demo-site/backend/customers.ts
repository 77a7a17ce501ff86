import { SignJWT } from 'jose'
import type { BackendOptions } from './options.ts'
import { answer, bodyOf, type Route } from './route.ts'
import { closeSession, openSession, type Session, sessionOf } from './session.ts'

/** A customer of the demonstration, with what the shop states of them: nothing that names them. */
interface Customer {
  id: string
  name: string
  email: string
  /** One line for the page on which one picks a customer, in both languages. */
  text: { en: string; zh: string }
  traits: Record<string, string | number | boolean | string[]>
}

/** The three demo customers; picking one is the whole password. */
export const CUSTOMERS: readonly Customer[] = [
  {
    id: 'c-1001',
    name: 'Ida Nordli',
    email: 'ida@example.com',
    text: { en: 'Walks the ridge above Bergen before work.', zh: '上班前走卑爾根的山脊。' },
    traits: { member_since: 2019, city: 'Bergen', newsletter: true, interests: ['walking', 'wool'] },
  },
  {
    id: 'c-1002',
    name: 'Mei Wong',
    email: 'mei@example.com',
    text: { en: 'Grows ferns on a balcony in Hong Kong.', zh: '在香港的露台上種蕨。' },
    traits: { member_since: 2022, city: 'Hong Kong', newsletter: true, interests: ['plants', 'tea'] },
  },
  {
    id: 'c-1003',
    name: 'Tom Okafor',
    email: 'tom@example.com',
    text: { en: 'Draws buildings in Leeds, by lamplight.', zh: '在列斯的燈下畫房子。' },
    traits: { member_since: 2024, city: 'Leeds', newsletter: false, interests: ['drawing', 'desks'] },
  },
]

const TOKEN_SECONDS = 300

/** The proof of who is signed in, for the edge: another house's ID token, or one that the shop signs. */
export async function identifyToken(session: Session, options: BackendOptions): Promise<string> {
  if (session.proof !== undefined) return session.proof
  const { site, identity, now } = options
  const seconds = Math.floor(now() / 1000)
  const traits = CUSTOMERS.find(({ id }) => id === session.customer)?.traits
  return new SignJWT({ ...(traits && { traits }) })
    .setProtectedHeader({ alg: 'HS256', kid: identity.kid })
    .setSubject(session.customer)
    .setAudience(site)
    .setIssuedAt(seconds)
    .setExpirationTime(seconds + TOKEN_SECONDS)
    .setJti(crypto.randomUUID())
    .sign(identity.key)
}

/** Signing in without a password, signing out, and the token that tells the edge who somebody is. */
export function customerRoutes(options: BackendOptions): Record<string, Route> {
  const { sessionKey, now } = options
  const signedIn = (request: Request) => sessionOf(request, sessionKey, now())
  const told = ({ customer, name }: Session) => ({
    id: customer,
    name,
    email: CUSTOMERS.find(({ id }) => id === customer)?.email,
  })
  return {
    'GET /shop/session': async (request) => {
      const session = await signedIn(request)
      return answer({
        customer: session ? told(session) : null,
        customers: CUSTOMERS.map(({ id, name, text }) => ({ id, name, text })),
        social: options.social !== undefined,
      })
    },
    'POST /shop/login': async (request) => {
      const { customer } = await bodyOf(request)
      const found = CUSTOMERS.find(({ id }) => id === customer)
      if (!found) return answer({ why: 'There is no such customer.' }, 404)
      const session = { customer: found.id, name: found.name }
      const cookie = await openSession(request, session, sessionKey, now())
      return answer({ customer: told(session), token: await identifyToken(session, options) }, 200, {
        'set-cookie': cookie,
      })
    },
    'POST /shop/token': async (request) => {
      const session = await signedIn(request)
      return session
        ? answer({ token: await identifyToken(session, options) })
        : answer({ why: 'Nobody is signed in.' }, 401)
    },
    'POST /shop/logout': async (request) => answer({}, 200, { 'set-cookie': closeSession(request) }),
  }
}
