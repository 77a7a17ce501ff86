import { customerRoutes } from './customers.ts'
import type { BackendOptions } from './options.ts'
import { orderRoutes } from './orders.ts'
import { answer, type Route } from './route.ts'
import { socialRoutes } from './social.ts'

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
