import type { MiddlewareHandler } from 'hono'
import { networkOf } from '../intake/budget.ts'
import type { Deps, Env } from './deps.ts'
import { problem } from './errors.ts'

/**
 * Holds an address to its budget before its body is read; a visitor's own budget is asked once the
 * body says who it is (read.ts). A shop's backend shows a token instead and imports at its own pace.
 *
 * @example app.use('/v1/*', budget(deps))
 */
export const budget =
  (deps: Deps): MiddlewareHandler<Env> =>
  async (c, next) => {
    if (c.req.path.startsWith('/v1/server/')) return next()
    const network = networkOf(c.req.raw)
    if (network === undefined || (await deps.budgets.address(network))) return next()
    return problem(c, 'too_many', 'This address asked more often than pages do.')
  }
