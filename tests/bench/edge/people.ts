import { SignJWT } from 'jose'
import { fromBase64Url } from '../../../edge/identity/keys.ts'
import { mintVisitor } from '../../../edge/identity/visitor.ts'
import type { Batch, CollectResponse, Consent, Event } from '../../../snippet/wire.ts'
import { BROWSER } from '../../support/agent.ts'
import { randomId } from '../../support/ids.ts'
import { IDENTITY_KEY, type Shop, SITE } from './shop.ts'
import { itemOf } from './stock.ts'

export const CONSENT: Consent = { analytics: 'granted', personalization: 'granted', marketing: 'denied' }

/** A visitor with a history of 60 views in three days, and the capsule of it. */
export interface Known {
  visitor: string
  capsule: string
}

export const view = (n: number, ago = 0): Event => ({
  name: 'view_item',
  created_at: Date.now() - ago,
  currency: 'USD',
  items: [itemOf(n)],
})
/** Views of different products, a few of one category. */
export const views = (count: number): Event[] => Array.from({ length: count }, (_, n) => view(n * 13))

/** What a product page has to tell before the edge has acknowledged it: so the snippet asks on every page. */
export const arrival = (): Batch[] => [
  { batch: randomId(), events: [{ name: 'page_view', created_at: Date.now() }, view(7)] },
]

/** An id as the edge would give it, without asking. */
export const mint = async ({ visitorKeys }: Shop): Promise<string> =>
  (await mintVisitor(visitorKeys, SITE, (bytes) => crypto.getRandomValues(bytes))).wire

/** What the shop's server signs about who is logged in. */
export const tokenOf = (person: string): Promise<string> =>
  new SignJWT({ jti: randomId() })
    .setProtectedHeader({ alg: 'HS256', kid: 'bench' })
    .setSubject(person)
    .setAudience(SITE)
    .setIssuedAt()
    .setExpirationTime('1h')
    .sign(fromBase64Url(IDENTITY_KEY) as Uint8Array)

export async function known(shop: Shop): Promise<Known> {
  const visitor = await mint(shop)
  let capsule: string | undefined
  for (let visit = 0; visit < 6; visit++) {
    const batch: Batch = {
      batch: randomId(),
      events: Array.from({ length: 10 }, (_, n) => view(visit * 31 + n * 3, (6 - visit) * 43_200_000)),
    }
    const answer = await fetch(new URL('/v1/collect', shop.url), {
      method: 'POST',
      headers: { 'user-agent': BROWSER },
      body: JSON.stringify({ site: SITE, visitor, ...batch, sent_at: Date.now(), consent: CONSENT }),
    })
    if (!answer.ok) throw new Error(`/v1/collect: ${answer.status} ${await answer.text()}`)
    capsule = ((await answer.json()) as CollectResponse).capsule
  }
  // An empty profile would be measured instead, and look fast.
  if (capsule === undefined) throw new Error('The shop sealed no capsule.')
  return { visitor, capsule }
}
