import { canonical } from '../../edge/profile/record.ts'
import type { Bundle, Condition, Where } from '../bundle.ts'
import { references } from '../check/cycles.ts'
import type { Behaviour, BehaviourQuery, Visitor } from '../visitor.ts'

/** Gives equal `where`s of several bundles one object, so that they can be told by identity. */
export function intern(bundles: readonly Bundle[]): Bundle[] {
  const known = new Map<string, Where>()
  return bundles.map((bundle) =>
    JSON.parse(canonical(bundle), (key, value) => {
      if (key !== 'where') return value
      const text = canonical(value)
      const same = known.get(text)
      if (same) return same
      known.set(text, value)
      return value
    }),
  )
}

/** A visitor who answers each question once, whichever bundle asks; its bundles must be interned together. */
export function remembering(visitor: Visitor): Visitor {
  const known = new Map<Where, { query: BehaviourQuery; answer: Behaviour }[]>()
  return {
    ...visitor,
    behaviour(query) {
      const asked = known.get(query.where) ?? []
      if (asked.length === 0) known.set(query.where, asked)
      const before = asked.find(
        ({ query: q }) => q.event === query.event && q.from === query.from && q.to === query.to,
      )
      if (before) return before.answer
      const answer = visitor.behaviour(query)
      asked.push({ query, answer })
      return answer
    },
  }
}

/** Slots that can decide otherwise by one bundle than by the other: their own text, or that of anything they refer to. */
export function changedSlots(before: Bundle, after: Bundle): Set<string> {
  const names = new Set([...Object.keys(before.slots), ...Object.keys(after.slots)])
  return new Set([...names].filter((name) => closure(name, before) !== closure(name, after)))
}

function closure(slot: string, bundle: Bundle): string {
  const experiments = Object.entries(bundle.experiments ?? {}).filter(
    ([, experiment]) => experiment.slot === slot,
  )
  const found = new Map<string, unknown>(
    experiments.map(([name, experiment]) => [`experiments ${name}`, experiment]),
  )
  const queue = [
    ...(bundle.slots[slot]?.show ?? []).map((choice) => choice.when),
    ...experiments.map(([, experiment]) => experiment.when),
  ]
  while (queue.length > 0) {
    for (const name of references(queue.pop())) {
      if (found.has(name)) continue
      const [section, key] = name.split(' ') as [string, string]
      const definition = section === 'segments' ? bundle.segments[key] : bundle.experiments?.[key]
      found.set(name, definition ?? null)
      queue.push(
        section === 'segments' ? (definition as Condition | undefined) : bundle.experiments?.[key]?.when,
      )
    }
  }
  return canonical([
    bundle.slots[slot] ?? null,
    bundle.settings.timezone,
    [...found].sort(([a], [b]) => (a < b ? -1 : 1)),
  ])
}
