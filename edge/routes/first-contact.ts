import type { Context } from 'hono'
import type { CollectResponse, Consent } from '../../snippet/wire.ts'
import { deriveVisitor } from '../identity/visitor.ts'
import type { CollectEnvelope } from '../intake/schema.ts'
import type { Site } from '../intake/site.ts'
import { keepGrant } from './consent.ts'
import type { Deps, Env } from './deps.ts'
import { giveVisitor } from './visitor.ts'

/**
 * A batch that comes with its visitor's consent before the edge has heard of either: keeps the grant with its receipt,
 * and says the id to go on with. `visitor` is whom the request is of so far. `undefined` if they were erased.
 */
export async function meet(
  deps: Deps,
  c: Context<Env>,
  site: Site,
  body: CollectEnvelope & { visitor: string },
  consent: Consent,
  visitor: string,
): Promise<{ id: string; given: Pick<CollectResponse, 'receipt' | 'visitor' | 'cookie'> } | undefined> {
  const keep = (id: string) => keepGrant(deps, c, site, body, consent, id)
  const derived = await deriveVisitor(site.id, body.visitor)
  // The cookie of who was erased may be left over; the page knows better that this is somebody new.
  const kept = (await keep(visitor)) ?? (derived === visitor ? undefined : await keep(derived))
  if (!kept) return undefined
  const receipt = JSON.parse(kept.recorded.body) as object
  return { id: kept.id, given: { receipt, ...(await giveVisitor(deps, c, site.id, kept.id)) } }
}
