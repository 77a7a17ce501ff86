import { customerRoutes } from './customers.ts'
import { type Feed, type OrderBook, orderRoutes } from './orders.ts'
import { answer, type Route } from './route.ts'
import { type SocialLogin, socialRoutes } from './social.ts'

/** What the shop's own server side is started with: its secrets at the edge, its goods, its order book. */
export interface BackendOptions {
  /** The shop's site id at the edge. */
  site: string
  /** Speaks to the edge as the shop's server. */
  edge: (path: string, init: RequestInit) => Promise<Response>
  /** The edge's server token of this shop. */
  serverToken: string
  /** Signs what the shop's server tells the edge. */
  signingSecret: string
  /** The key that identify tokens are signed with, and its name at the edge. */
  identity: { kid: string; key: Uint8Array }
  /** Signs the shop's own session cookie. */
  sessionKey: Uint8Array
  catalogue: Feed
  orders: OrderBook
  /** Another house's login, by OpenID Connect. */
  social?: SocialLogin
  /** Lets a marketer see why; a shop that is open to everybody has none. */
  previewToken?: string
  now: () => number
  log: (message: string) => void
}

/** The shop's server side: `/shop/*` on the shop's own origin. Never rejects. */
export function createBackend(options: BackendOptions): (request: Request) => Promise<Response> {
  const routes: Record<string, Route> = {
    ...customerRoutes(options),
    ...orderRoutes(options),
    ...socialRoutes(options),
    'GET /shop/preview': async () =>
      options.previewToken === undefined
        ? answer({ why: 'This shop has no marketer’s panel.' }, 404)
        : answer({ token: options.previewToken }),
  }
  return async (request) => {
    const { origin, pathname } = new URL(request.url)
    const route = routes[`${request.method} ${pathname}`]
    if (!route) return answer({ why: 'The shop has no such address.' }, 404)
    // What changes something is asked for by the shop's own pages alone.
    if (request.method !== 'GET' && request.headers.get('origin') !== origin)
      return answer({ why: 'Only pages of this shop may ask that.' }, 403)
    try {
      return await route(request)
    } catch (error) {
      options.log(String(error))
      return answer({ why: 'Something failed at the shop; it is in its log.' }, 500)
    }
  }
}
