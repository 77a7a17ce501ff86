import type { Handler } from 'hono'
import * as v from 'valibot'
import { readVisitor } from '../../identity/visitor.ts'
import { readJson } from '../../intake/body.ts'
import { list, parse, text } from '../../shape.ts'
import type { Deps, Env } from '../deps.ts'
import { problem } from '../errors.ts'
import { orUnavailable } from '../read.ts'
import { serverSite } from './auth.ts'

/** What `unlink` takes. */
export const unlinkRequest = v.object({
  site: text(64),
  person: text(1024, 1),
  /** Wire ids; absent means all of the person's. */
  visitors: v.exactOptional(list(text(64), 200)),
  /** Who asked, for the ledger. */
  by: v.optional(text(64), 'operator'),
})

/** `POST /v1/server/unlink`: un-merges. Both sides are then what their own journals say, nothing is copied back. */
export const unlink =
  (deps: Deps): Handler<Env> =>
  async (c) => {
    const json = await readJson(c.req.raw)
    if (!json.ok) return problem(c, json.reason, json.detail)
    const parsed = parse(unlinkRequest, json.value)
    if (!parsed.ok) return problem(c, parsed.reason, parsed.detail)
    const { site: id, person, visitors, by } = parsed.value
    const site = await serverSite(deps, c, id, 'import')
    if (!site.ok) return problem(c, site.reason, site.detail)
    const chosen = visitors && (await Promise.all(visitors.map((wire) => storedOf(deps, id, wire))))
    return orUnavailable(c, async () => {
      const unlinked = await deps.people(c).unlink(id, person, chosen, deps.now(), `operator:${by}`)
      return c.json({ person, unlinked })
    })
  }

/** An operator may also name an id as the ledger and the export write it, without its signature. */
const storedOf = async (deps: Deps, site: string, id: string): Promise<string> =>
  (await readVisitor(deps.visitorKeys, site, id)) ?? id
