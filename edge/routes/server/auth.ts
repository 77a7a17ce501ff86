import type { Context, Handler } from 'hono'
import { isServer, type Scope } from '../../identity/secrets.ts'
import { readJson } from '../../intake/body.ts'
import type { Site } from '../../intake/site.ts'
import { type Result, refuse } from '../../result.ts'
import { parse, type Shape } from '../../shape.ts'
import type { Deps, Env } from '../deps.ts'
import { problem } from '../errors.ts'
import { orUnavailable } from '../read.ts'

/** The site for which a backend may speak: one that holds a server token of it, for this scope. A browser's page never may. */
export async function serverSite(
  deps: Deps,
  c: Context<Env>,
  id: string,
  scope: Scope,
): Promise<Result<Site>> {
  const site = deps.sites.get(id)
  // An unknown site and a wrong token answer alike.
  const may = await isServer(deps.secrets, id, c.req.header('authorization') ?? null, scope)
  if (site && may) c.set('site', id)
  return site && may
    ? { ok: true, value: site }
    : refuse(
        'unauthorized',
        `No server token of this site with the scope \`${scope}\` came with the request.`,
      )
}

/** A route for backends: works for the site that `?site=` names, once a token of it with the scope came along; a body is read after that. */
export const forServer =
  (deps: Deps, scope: Scope, work: (c: Context<Env>, site: Site) => Promise<Response>): Handler<Env> =>
  async (c) => {
    const site = await serverSite(deps, c, c.req.query('site') ?? '', scope)
    if (!site.ok) return problem(c, site.reason, site.detail)
    return orUnavailable(c, () => work(c, site.value))
  }

/** The same for a JSON body. Whom it is about stands there and not in the address, which logs of requests keep. */
export const askedByServer = <T>(
  deps: Deps,
  scope: Scope,
  shape: Shape<T>,
  work: (c: Context<Env>, site: Site, asked: T) => Promise<Response>,
): Handler<Env> =>
  forServer(deps, scope, async (c, site) => {
    const json = await readJson(c.req.raw)
    const asked = json.ok ? parse(shape, json.value) : json
    return asked.ok ? work(c, site, asked.value) : problem(c, asked.reason, asked.detail)
  })
