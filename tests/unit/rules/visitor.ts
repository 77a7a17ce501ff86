import { matches } from '../../../rules/match.ts'
import type { BehaviourQuery, Scalar, Visitor } from '../../../rules/visitor.ts'

export interface Happened {
  event: string
  time: number
  value?: number
  [dimension: string]: Scalar | undefined
}
export interface Known {
  now?: number
  events?: Happened[]
  traits?: Record<string, Scalar | Scalar[]>
  facts?: Record<string, Scalar>
  context?: Record<string, Scalar>
}

export const DAY = 86_400_000
export const NOW = Date.UTC(2026, 10, 22, 12)

/** The plainest visitor there can be: a list of events, read literally. */
export function visitorOf({
  now = NOW,
  events = [],
  traits = {},
  facts = {},
  context = {},
}: Known = {}): Visitor {
  const found = ({ event, where, from = -Infinity, to = Infinity }: BehaviourQuery) =>
    events.filter(
      (e) =>
        e.event === event &&
        e.time >= from &&
        e.time <= to &&
        Object.entries(where).every(([d, m]) => matches(e[d], m, now) === true),
    )
  return {
    now,
    behaviour(query) {
      const hits = found(query)
      const times = hits.map((e) => e.time)
      return {
        count: hits.length,
        items: new Set(hits.map((e) => e.item)).size,
        value: hits.reduce((sum, e) => sum + (e.value ?? 0), 0),
        ...(hits.length > 0 && { first: Math.min(...times), last: Math.max(...times) }),
      }
    },
    times: (query) =>
      found(query)
        .map((e) => e.time)
        .sort((a, b) => a - b),
    trait: (name) => traits[name],
    fact: (name) => facts[name],
    context: (name) => context[name],
  }
}
