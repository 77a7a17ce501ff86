import type { Context, Handler } from 'hono'
import { explain } from '../../rules/explain.ts'
import { contextOf } from '../decide/context.ts'
import { signVisitor, subjectOf } from '../identity/visitor.ts'
import { clientOf } from '../intake/client.ts'
import { admit, type Site } from '../intake/site.ts'
import type { Known } from '../journal/journal.ts'
import { portraitOf } from '../profile/classes.ts'
import { readProfile } from '../profile/read.ts'
import { conflictsOf } from '../profile/variants.ts'
import { hostsOf } from './decide.ts'
import type { Deps, Env } from './deps.ts'
import { problem } from './errors.ts'
import { orUnavailable } from './read.ts'
import { overBudget, takeVisitor, visitorOf } from './visitor.ts'

/** Journal rows in one answer; `next` tells where the rest begins. */
const PAGE = 1000

/** `GET /v1/me?site=`: all that is kept of whoever asks, and of the person they are linked to. */
export const showMe =
  (deps: Deps): Handler<Env> =>
  async (c) => {
    const asks = await whoAsks(deps, c)
    if (asks instanceof Response) return asks
    const { site, visitor } = asks
    const after = Math.max(0, Math.trunc(Number(c.req.query('after') ?? 0)) || 0)
    return orUnavailable(c, async () => {
      const [dossier, known] = await Promise.all([
        deps.people(c).dossier(site.id, visitor, after, PAGE),
        deps.journal(c).known(site.id, visitor),
      ])
      const last = dossier.journal.at(-1)
      return c.json({
        visitor: await signVisitor(deps.visitorKeys, site.id, visitor),
        ...dossier,
        ...(dossier.journal.length === PAGE && last && { next: last.seq }),
        profile: known.profile,
        experiments_left_out: conflictsOf(known.profile.variants),
        ...(await meaningOf(deps, c, site, visitor, known)),
      })
    })
  }

/** `DELETE /v1/me?site=`: erases it all, and lists what was removed. */
export const eraseMe =
  (deps: Deps): Handler<Env> =>
  async (c) => {
    const asks = await whoAsks(deps, c)
    if (asks instanceof Response) return asks
    const { site, visitor } = asks
    return orUnavailable(c, async () => {
      const removed = await deps.people(c).erase(site.id, { visitor }, deps.now())
      takeVisitor(c, site.id)
      return c.json({ erased: true, removed })
    })
  }

/** The visitor's own proof: the cookie, or `Authorization: Bearer` with the visitor id; never in the address, which logs keep. */
async function whoAsks(deps: Deps, c: Context<Env>): Promise<{ site: Site; visitor: string } | Response> {
  const site = admit(deps.sites, c.req.query('site') ?? '', c.req.raw)
  if (!site.ok) return problem(c, site.reason, site.detail)
  const [, bearer] = /^Bearer (\S{1,64})$/i.exec(c.req.header('authorization') ?? '') ?? []
  const refusal = await overBudget(deps, c, site.value.id, bearer)
  if (refusal) return refusal
  const visitor = await visitorOf(deps, c, site.value.id, bearer)
  return visitor === undefined
    ? problem(c, 'visitor_unknown', 'The visitor id is not one of ours.')
    : { site: site.value, visitor }
}

/** What is made of it: the portrait by class, and every segment with what it asks and what is the case. */
async function meaningOf(
  deps: Deps,
  c: Context<Env>,
  site: Site,
  visitor: string,
  { profile, person }: Known,
) {
  const now = deps.now()
  const { bundle, catalogue } = await deps.library.published(site.id, (work) => deps.later(c, work))
  const shop = {
    hosts: hostsOf(c, site),
    known: person !== undefined,
    ...(catalogue && { bands: catalogue.bands }),
    ...(bundle && { timezone: bundle.settings.timezone }),
  }
  const portrait = portraitOf(profile, now, shop)
  if (!bundle) return { portrait, segments: {} }
  const place = { hosts: shop.hosts, timezone: bundle.settings.timezone }
  const context = contextOf({ path: '/' }, clientOf(c.req.raw), place, now)
  const reader = readProfile(profile, context, now, shop)
  const segments = Object.fromEntries(
    Object.entries(bundle.segments).map(([name, condition]) => {
      const why = explain(condition, reader, bundle, subjectOf(visitor))
      return [name, { in: why.holds === 'yes', why }]
    }),
  )
  return { portrait, segments }
}
