import type { Handler } from 'hono'
import { parseLogout } from '../intake/schema.ts'
import type { Deps, Env } from './deps.ts'
import { problem } from './errors.ts'
import { orUnavailable, readBody } from './read.ts'
import { freshVisitor, giveVisitor, visitorOf } from './visitor.ts'

/** `POST /v1/logout`: the device goes on under a new id that knows nothing; what it did stays with the person. */
export const logout =
  (deps: Deps): Handler<Env> =>
  async (c) => {
    const read = await readBody(deps, c, parseLogout)
    if ('refusal' in read) return read.refusal
    const { body, site } = read
    const visitor = await visitorOf(deps, c, site.id, body.visitor)
    if (visitor === undefined) return problem(c, 'visitor_unknown', 'The visitor id is not one of ours.')
    return orUnavailable(c, async () => {
      await deps.people(c).logout(site.id, visitor, deps.now())
      const { id } = await freshVisitor(deps, site.id, visitor)
      return c.json(await giveVisitor(deps, c, site.id, id))
    })
  }
