import type { Context } from 'hono'
import { readsOf } from '../decide/reads.ts'
import { seal } from '../identity/capsule.ts'
import type { Known } from '../journal/journal.ts'
import type { Reads } from '../profile/reads.ts'
import type { Published } from '../publish/published.ts'
import type { Deps, Env } from './deps.ts'

/** What the published rules and lists read of a profile; nothing is published, nothing is said. */
export const publishedReads = ({ bundle, catalogue }: Published): Reads | undefined =>
  bundle && readsOf(bundle, catalogue?.bands)

/** The visitor's profile, sealed for what is published; `undefined` if even the least does not fit. `now` is epoch ms. */
export async function sealFor(
  deps: Deps,
  c: Context<Env>,
  site: string,
  visitor: string,
  known: Known,
  now: number,
): Promise<string | undefined> {
  const published = await deps.library.published(site, (work) => deps.later(c, work))
  return seal(deps.capsuleKeys, site, visitor, known, now, publishedReads(published))
}
