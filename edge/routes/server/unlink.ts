import type { Handler } from 'hono'
import * as z from 'zod'
import { readVisitor } from '../../identity/visitor.ts'
import { readJson } from '../../intake/body.ts'
import { parse } from '../../intake/schema.ts'
import type { Deps, Env } from '../deps.ts'
import { problem } from '../errors.ts'
import { orUnavailable } from '../read.ts'
import { serverSite } from './auth.ts'

/** What `unlink` takes. */
export const unlinkRequest = z.object({
  site: z.string().max(64),
  person: z.string().min(1).max(1024),
  /** Wire ids; absent means all of the person's. */
  visitors: z.array(z.string().max(64)).max(200).exactOptional(),
  /** Who asked, for the ledger. */
  by: z.string().max(64).default('operator'),
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
