import { randomBytes } from 'node:crypto'
import type { Session } from '../../../edge/recommend/sessions.ts'
import type {
  Batch,
  CollectRequest,
  CollectResponse,
  Consent,
  DecideRequest,
  DecideResponse,
} from '../../../snippet/wire.ts'
import { BROWSER } from '../../support/agent.ts'
import { askVisitor } from '../../support/ids.ts'
import { SITE, SLOT } from './world.ts'

/** What the block listed when a visitor's next item was known: the items, best first. */
export type Listed = (target: string, items: string[]) => void
/** How long a route took, ms. */
export type Timed = (route: 'collect' | 'decide', ms: number) => void

const CONSENT: Consent = {
  analytics: 'granted',
  personalization: 'granted',
  marketing: 'denied',
  source: 'replay',
}
const newId = () => randomBytes(16).toString('base64url')

/**
 * Plays one recorded session as a consenting visitor: at each page the snippet's two requests,
 * decide (with the capsule of the page before and this page's events pending) and collect.
 */
export async function playSession(url: URL, session: Session, listed: Listed, timed: Timed): Promise<void> {
  const visitor = await askVisitor(url, SITE)
  let capsule: string | undefined
  for (let at = 0; at < session.items.length; at++) {
    const item_id = session.items[at] as string
    // The recorded clock travels along; the edge corrects it by `sent_at`.
    const sent_at = Math.round(session.times[at] ?? Date.now())
    const page = { path: `/p/${item_id}` }
    const batch: Batch = {
      batch: newId(),
      events: [
        { name: 'page_view', created_at: sent_at, page },
        {
          name: 'view_item',
          created_at: sent_at,
          items: [{ item_id, item_category: 'all', price: 1 }],
          currency: 'USD',
        },
      ],
    }
    const decide: DecideRequest = {
      site: SITE,
      visitor,
      ...(capsule !== undefined && { capsule }),
      pending: [batch],
      sent_at,
      consent: CONSENT,
      page: { ...page, item_id },
      slots: [SLOT],
    }
    const collect: CollectRequest = { site: SITE, visitor, ...batch, sent_at, consent: CONSENT }
    const [decided, collected] = await Promise.all([
      post<DecideResponse>(url, 'decide', decide, timed),
      post<CollectResponse>(url, 'collect', collect, timed),
    ])
    if (collected.ack !== batch.batch) throw new Error(`Batch ${batch.batch} was not acknowledged.`)
    capsule = collected.capsule
    const next = session.items[at + 1]
    if (next !== undefined)
      listed(
        next,
        (decided.decisions[SLOT]?.items ?? []).map(({ item_id }) => item_id),
      )
  }
}

async function post<T>(url: URL, route: 'collect' | 'decide', body: unknown, timed: Timed): Promise<T> {
  const started = performance.now()
  const answer = await fetch(new URL(`/v1/${route}`, url), {
    method: 'POST',
    headers: { 'content-type': 'text/plain', 'user-agent': BROWSER },
    body: JSON.stringify(body),
  })
  const text = await answer.text()
  timed(route, performance.now() - started)
  if (!answer.ok) throw new Error(`${route} answered ${answer.status}: ${text}`)
  return JSON.parse(text) as T
}
