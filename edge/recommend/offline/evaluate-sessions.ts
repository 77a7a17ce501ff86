import type { Model } from '../model.ts'
import { recommend } from '../recommend.ts'
import type { Session } from '../sessions.ts'
import type { Method } from './methods.ts'
import type { Outcome } from './metrics.ts'

export const DEPTH = 20

export interface Evaluation {
  all: Outcome[]
  discovery: Outcome[]
  /** Share of the model's items that were ever in a list of DEPTH. */
  coverage: number
  /** Mean popularity of what was listed, the best-seller being 1. */
  popularity: number
  /** Sorted, ms. */
  latency: Float64Array
}

/** Iterative reveal: after each event of a test session the next one is asked for, over all targets and discoveries. */
export function evaluateSessions(
  model: Model,
  method: Method,
  test: readonly Session[],
  progress: (done: number) => void,
): Evaluation {
  const all: Outcome[] = []
  const discovery: Outcome[] = []
  const latency: number[] = []
  const listed = new Set<string>()
  let popularity = 0
  let items = 0
  test.forEach((session, number) => {
    for (let i = 1; i < session.items.length; i++) {
      const past = session.items.slice(0, i)
      const next = session.items[i]!
      const started = performance.now()
      const list = method(past, DEPTH, false)
      latency.push(performance.now() - started)
      all.push({ rank: list.indexOf(next) + 1, session: number })
      for (const id of list) {
        listed.add(id)
        popularity += model.popularity[model.ids.find(id)]!
        items++
      }
      if (!past.includes(next))
        discovery.push({ rank: method(past, DEPTH, true).indexOf(next) + 1, session: number })
    }
    if (number % 100 === 0) progress(number / test.length)
  })
  return {
    all,
    discovery,
    coverage: listed.size / model.meta.items,
    popularity: popularity / (items || 1),
    latency: Float64Array.from(latency).sort(),
  }
}

/** Asks with strict filters and counts what must never happen: an ineligible, repeated or excluded item, or a short list. */
export function countViolations(
  model: Model,
  test: readonly Session[],
  random: () => number,
  limit = 2000,
): number {
  let violations = 0
  const all = Array.from({ length: model.meta.items }, (_, i) => model.ids.name(i))
  for (const session of test.slice(0, limit)) {
    const share = random()
    const blocked = new Set(all.filter(() => random() < share))
    const past = session.items.slice(0, 1 + Math.floor(random() * (session.items.length - 1)))
    const discovery = random() < 0.5
    const eligible = (id: string) => !blocked.has(id)
    const list = recommend(
      model,
      { kind: 'session', session: past, now: model.meta.to },
      { size: DEPTH, eligible, discovery },
    )
    const excluded = new Set(discovery ? past : [])
    const possible = all.reduce((sum, id) => sum + Number(eligible(id) && !excluded.has(id)), 0)
    const ids = list.map(({ item_id }) => item_id)
    violations += ids.filter((id) => !eligible(id) || excluded.has(id)).length
    violations += ids.length - new Set(ids).size
    violations += Math.min(DEPTH, possible) - ids.length
  }
  return violations
}
