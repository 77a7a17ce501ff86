import { type Capsule, open } from '../../../edge/identity/capsule.ts'
import type { Session } from '../../../edge/recommend/sessions.ts'
import type { CollectResponse, DecideResponse, Decision, Event } from '../../../snippet/wire.ts'
import { collectOf, decideOf, type TestEdge, testKeys } from '../../support/edge.ts'
import { signedVisitor, storedId } from '../../support/identity.ts'
import { itemOf, SLOTS } from './world.ts'

/** A slot that was decided otherwise from D1, and why. */
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
  /** Requests whose capsule held all that is read. */
  whole: number
  /** Capsules sealed, the characters of all of them and of the longest. */
  capsules: number
  bytes: number
  longest: number
}

const HOUR = 3_600_000
const DAY = 24 * HOUR

/**
 * Plays a visitor's sessions, so many hours from the begin of one to the next, page by page: decides as the snippet asks (the capsule of the page
 * before and this page's events pending), collects, and decides again from D1 alone.
 */
export async function compareVisitor(
  edge: TestEdge,
  sessions: readonly Session[],
  apart: number,
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
        base + visit * apart * HOUR + Math.max(at * 1000, Math.min(DAY, (times[at] ?? 0) - (times[0] ?? 0)))
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
      const cause = before ? causeOf(before) : 'no capsule came along'
      if (before?.size === 0) into.whole++
      if (collected.capsule !== undefined) {
        into.bytes += collected.capsule.length
        into.capsules++
        into.longest = Math.max(into.longest, collected.capsule.length)
      }
      const differing = SLOTS.filter((slot) => said(carried[slot]) !== said(stored[slot]))
      if (differing.length) into.differing++
      for (const slot of differing)
        into.differences.push({
          visitor,
          request: into.requests,
          slot,
          capsule: said(carried[slot]),
          d1: said(stored[slot]),
          cause,
        })
    }
}

/** A decision without what is new each time. */
const said = (decision: Decision | undefined): string => {
  const { list_id: _, ...rest } = decision ?? { block: null }
  return JSON.stringify(rest)
}

/** What may have made a capsule answer otherwise than the journal. */
const causeOf = ({ size }: Capsule): string =>
  size > 0 ? `what is read did not fit: cut to size ${size}` : 'all that is read was there'

/** Visitors of `each` sessions in turn. */
export function visitorsOf(sessions: readonly Session[], each: number): Session[][] {
  const visitors: Session[][] = []
  for (let at = 0; at < sessions.length; at += each) visitors.push(sessions.slice(at, at + each))
  return visitors
}

/** Compares all visitors, each with a clock of their own. */
export async function compareAll(
  edge: TestEdge,
  visitors: readonly Session[][],
  apart = 48,
): Promise<Compared> {
  const compared: Compared = {
    requests: 0,
    differing: 0,
    differences: [],
    whole: 0,
    capsules: 0,
    bytes: 0,
    longest: 0,
  }
  const start = edge.clock.now
  for (const sessions of visitors) {
    edge.clock.now = start
    await compareVisitor(edge, sessions, apart, compared)
  }
  return compared
}
