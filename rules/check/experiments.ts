import type { Experiment } from '../bundle.ts'
import type { Checked } from './checked.ts'

/** Two experiments on one slot must never share a visitor: disjoint times, or disjoint ranges of one namespace. */
export function checkExperiments({ bundle, definitions }: Checked): void {
  const all = Object.entries(bundle.experiments ?? {})
  for (const [index, [name, experiment]] of all.entries())
    for (const [other, before] of all.slice(0, index)) {
      if (before.slot !== experiment.slot || apart(before, experiment)) continue
      const definition = definitions.get(`experiments ${name}`)
      definition?.scope.report(
        'overlapping-experiments',
        definition.path,
        `'${name}' and '${other}' both deal visitors of the slot '${experiment.slot}', so neither can be told from the other.`,
        `give both a \`namespace\` of one name and ranges that do not meet: {name: ${experiment.slot}, from: 0%, to: 50%} and {…, from: 50%, to: 100%}.`,
        { part: 'key' },
      )
    }
}

function apart(a: Experiment, b: Experiment): boolean {
  if (
    (a.to ?? Number.POSITIVE_INFINITY) < (b.from ?? Number.NEGATIVE_INFINITY) ||
    (b.to ?? Number.POSITIVE_INFINITY) < (a.from ?? Number.NEGATIVE_INFINITY)
  )
    return true
  const [one, two] = [a.namespace, b.namespace]
  return one !== undefined && two !== undefined && one[0] === two[0] && (one[2] <= two[1] || two[2] <= one[1])
}
