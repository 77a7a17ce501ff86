import type { MiddlewareHandler } from 'hono'
import type { Deps, Env } from './deps.ts'

/**
 * Counts every refusal by its reason, under the site it was meant for, and keeps the sums behind
 * the answer. Aggregates only: no visitor, no address.
 *
 * @example app.use('/v1/*', tally(deps))
 */
export const tally =
  (deps: Deps): MiddlewareHandler<Env> =>
  async (c, next) => {
    await next()
    const refused = c.get('refused')
    if (refused !== undefined) deps.tally.add(c.get('site') ?? '', refused, 1)
    const now = deps.now()
    const counts = deps.tally.take(now)
    if (counts)
      deps.later(
        c,
        deps
          .health(c)
          .addDrops(counts, now)
          .catch(() => deps.tally.restore(counts)),
      )
  }
