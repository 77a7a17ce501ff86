import type { Handler } from 'hono'
import type { Deps, Env } from '../deps.ts'
import { forServer } from './auth.ts'

/** Under what the tally keeps what no site can be told of alone. */
const NO_SITE = ''

/**
 * `GET /v1/server/health?site=`, scope `read`: drops and refusals by reason and day, what was set
 * aside, how far each fold lags behind the journal, and which versions this isolate serves.
 */
export const health = (deps: Deps): Handler<Env> =>
  forServer(deps, 'read', async (c, { id }) => {
    const report = await deps.health(c).report(id, deps.now())
    const { days } = await deps.health(c).report(NO_SITE, deps.now())
    const published = await deps.library.published(id, (work) => deps.later(c, work))
    return c.json({
      ...report,
      // Refusals of requests that named no site, or one that is not theirs.
      of_no_site: days,
      // Counted by this isolate and not written down yet.
      counting: deps.tally.waiting(id),
      serves: {
        bundle: published.bundle?.hash ?? null,
        catalogue: published.catalogue?.hash ?? null,
        model: published.model?.hash ?? null,
      },
    })
  })
