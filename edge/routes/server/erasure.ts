import type { Handler } from 'hono'
import { readVisitor } from '../../identity/visitor.ts'
import type { Subject } from '../../journal/people.ts'
import type { Deps, Env } from '../deps.ts'
import { problem } from '../errors.ts'
import { orUnavailable } from '../read.ts'
import { serverSite } from './auth.ts'

/**
 * `GET /v1/server/erasure?site=&id=&after=`: how many rows of each table, and lines of the archive where there is one,
 * still hold a visitor's or a person's id. `next` tells where reading the archive goes on.
 */
export const checkErasure =
  (deps: Deps): Handler<Env> =>
  async (c) => {
    const site = await serverSite(deps, c, c.req.query('site') ?? '', 'read')
    if (!site.ok) return problem(c, site.reason, site.detail)
    const asked = c.req.query('id') ?? ''
    if (asked === '') return problem(c, 'bad_request', '`id` names nobody.')
    const id = (await readVisitor(deps.visitorKeys, site.value.id, asked)) ?? asked
    return orUnavailable(c, async () => {
      const remains = await deps.people(c).remains(site.value.id, id)
      const archive = await deps.archived?.(site.value.id, id, c.req.query('after') ?? '')
      if (archive) remains.archive = archive.lines
      const next = archive?.next
      const erased = next === undefined && Object.values(remains).every((count) => count === 0)
      return c.json({ erased, remains, ...(next !== undefined && { next }) })
    })
  }

/** `DELETE /v1/server/people?site=&person=` (or `visitor=`): erases for somebody who asked the shop instead. */
export const erasePerson =
  (deps: Deps): Handler<Env> =>
  async (c) => {
    const site = await serverSite(deps, c, c.req.query('site') ?? '', 'erase')
    if (!site.ok) return problem(c, site.reason, site.detail)
    const subject = await subjectOf(deps, site.value.id, c.req.query('person'), c.req.query('visitor'))
    if (!subject) return problem(c, 'bad_request', 'Name a `person` or a `visitor`.')
    return orUnavailable(c, async () => {
      const removed = await deps.people(c).erase(site.value.id, subject, deps.now(), 'operator')
      return c.json({ erased: true, removed })
    })
  }

async function subjectOf(
  deps: Deps,
  site: string,
  person: string | undefined,
  visitor: string | undefined,
): Promise<Subject | undefined> {
  if (person) return { person }
  if (!visitor) return undefined
  return { visitor: (await readVisitor(deps.visitorKeys, site, visitor)) ?? visitor }
}
