import type { Context } from 'hono'
import { isServer, type Scope } from '../../identity/secrets.ts'
import type { Site } from '../../intake/site.ts'
import { type Result, refuse } from '../../result.ts'
import type { Deps, Env } from '../deps.ts'

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
