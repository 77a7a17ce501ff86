import { open } from '../../../edge/identity/capsule.ts'
import { accept } from '../../../edge/intake/accept.ts'
import { of, type Profile, sum } from '../../../edge/profile/profile.ts'
import { canonical } from '../../../edge/profile/record.ts'
import type { Session } from '../../../edge/recommend/sessions.ts'
import type { CollectResponse, DecideResponse, Decision, Event } from '../../../snippet/wire.ts'
import { collectOf, decideOf, GRANTED, type TestEdge, testKeys } from '../../support/edge.ts'
import { signedVisitor, storedId } from '../../support/identity.ts'
import { itemOf, SLOTS } from './world.ts'

/** A slot that was decided otherwise from D1, and where what the capsule knew was not what D1 knows. */
export interface Difference {
  visitor: string
  request: number
  slot: string
  capsule: string
  d1: string
  cause: string
}

export interface Compared {
  requests: number
  /** Requests in which any slot differed. */
  differing: number
  differences: Difference[]
  /** Requests whose capsule held all that D1 did. */
  whole: number
}

const DAY = 86_400_000

/**
 * Plays a visitor's sessions, two days apart, page by page: decides as the snippet asks (the capsule of the page
 * before and this page's events pending), collects, and decides again from D1 alone.
 */
export async function compareVisitor(
  edge: TestEdge,
  sessions: readonly Session[],
  into: Compared,
): Promise<void> {
  const visitor = await signedVisitor('shop', into.requests & 0xffff)
  const id = storedId(visitor)
  const ring = await testKeys('k1')
  const base = edge.clock.now
  let capsule: string | undefined
  for (const [visit, { items, times }] of sessions.entries())
    for (const [at, item_id] of items.entries()) {
      const now =
        base + visit * 2 * DAY + Math.max(at * 1000, Math.min(DAY, (times[at] ?? 0) - (times[0] ?? 0)))
      edge.clock.now = now
      const page = { path: `/p/${item_id}` }
      const events: Event[] = [
        { name: 'page_view', created_at: now, page },
        { name: 'view_item', created_at: now, items: [itemOf(item_id)], currency: 'USD' },
      ]
      const collect = collectOf(visitor, events, { sent_at: now })
      const asked = decideOf(SLOTS, { visitor, sent_at: now, page: { ...page, item_id } })
      const ask = async (rest: object) => {
        const response = await edge.post('/v1/decide', { ...asked, ...rest })
        return ((await response.json()) as DecideResponse).decisions
      }
      const carried = await ask({
        ...(capsule !== undefined && { capsule }),
        pending: [{ batch: collect.batch, events }],
      })
      const before = capsule === undefined ? undefined : await open(ring, 'shop', id, capsule, now)
      const collected = (await (await edge.post('/v1/collect', collect)).json()) as CollectResponse
      if (collected.ack !== collect.batch) throw new Error(`not acknowledged: ${JSON.stringify(collected)}`)
      capsule = collected.capsule
      const stored = await ask({})

      into.requests++
      const { profile } = await edge.journal.known('shop', id)
      const clocks = { sent_at: now, received_at: now }
      const accepted = accept(events, GRANTED, clocks, { formFields: [] }).events
      const cause = before
        ? causeOf(sum([before.profile, ...accepted.map((event) => of(event))]), profile)
        : 'no capsule came along'
      if (cause === '') into.whole++
      const differing = SLOTS.filter((slot) => said(carried[slot]) !== said(stored[slot]))
      if (differing.length) into.differing++
      for (const slot of differing)
        into.differences.push({
          visitor,
          request: into.requests,
          slot,
          capsule: said(carried[slot]),
          d1: said(stored[slot]),
          cause: cause || 'the profiles are the same',
        })
    }
}

/** A decision without what is new each time. */
const said = (decision: Decision | undefined): string => {
  const { list_id: _, ...rest } = decision ?? { block: null }
  return JSON.stringify(rest)
}

/** Which parts of the profile a capsule did not hold as D1 does; what no decision asks is left out. */
function causeOf(carried: Profile, stored: Profile): string {
  const parts = ['facts', 'activity', 'recent', 'orders', 'touches'] as const
  const differing = parts.filter((part) => canonical(carried[part]) !== canonical(stored[part]))
  return differing.length === 0 ? '' : `the capsule let go of some ${differing.join(', ')}`
}

/** Visitors of `each` sessions in turn. */
export function visitorsOf(sessions: readonly Session[], each: number): Session[][] {
  const visitors: Session[][] = []
  for (let at = 0; at < sessions.length; at += each) visitors.push(sessions.slice(at, at + each))
  return visitors
}

/** Compares all visitors, each with a clock of their own. */
export async function compareAll(edge: TestEdge, visitors: readonly Session[][]): Promise<Compared> {
  const compared: Compared = { requests: 0, differing: 0, differences: [], whole: 0 }
  const start = edge.clock.now
  for (const sessions of visitors) {
    edge.clock.now = start
    await compareVisitor(edge, sessions, compared)
  }
  return compared
}
