import type { Condition, Step } from './bundle.ts'
import type { Verdict } from './match.ts'
import type { Visitor } from './visitor.ts'

type Sequence = Extract<Condition, { op: 'sequence' }>

/** Whether steps happened one after another, within `span` ms from first to last and none older than `within`. */
export function happenedInOrder({ steps, span, within }: Sequence, visitor: Visitor): Verdict {
  if (steps.length === 0) return undefined
  const from = within === undefined ? undefined : visitor.now - within
  const times: number[][] = []
  for (const step of steps) {
    const known = timesOf(step, visitor, from)
    if (known.length === 0) return false
    times.push(known)
  }
  return shortestChain(times) <= (span ?? Number.MAX_SAFE_INTEGER)
}

/**
 * The length of the shortest strictly increasing choice of one time a step; Infinity: there is none.
 * For every start the earliest chain is greedy; starts only move forward, so each list is walked once.
 */
export function shortestChain(times: readonly (readonly number[])[]): number {
  const at = times.map(() => 0)
  let shortest = Number.POSITIVE_INFINITY
  for (const start of times[0] ?? []) {
    let time = start
    for (let step = 1; step < times.length; step++) {
      const list = times[step]!
      while (at[step]! < list.length && list[at[step]!]! <= time) at[step]!++
      const next = list[at[step]!]
      if (next === undefined) return shortest
      time = next
    }
    shortest = Math.min(shortest, time - start)
  }
  return shortest
}

function timesOf(step: Step, visitor: Visitor, from: number | undefined): number[] {
  const query = { ...step, to: visitor.now, ...(from !== undefined && { from }) }
  const exact = visitor.times?.(query)
  if (exact && exact.length > 0) return exact
  const { first, last } = visitor.behaviour(query)
  return first === undefined ? [] : last === undefined || last === first ? [first] : [first, last]
}
