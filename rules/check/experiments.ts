import type { Experiment } from '../bundle.ts'
import { suggest } from '../suggest.ts'
import type { Checked } from './checked.ts'

/** Two experiments on one slot must never share a visitor: disjoint times, or disjoint ranges of one namespace. */
export function checkExperiments({ bundle, definitions }: Pick<Checked, 'bundle' | 'definitions'>): void {
  checkSwaps({ bundle, definitions })
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

/** A swap of a block that the slot never shows changes nothing. */
function checkSwaps({ bundle, definitions }: Pick<Checked, 'bundle' | 'definitions'>): void {
  for (const [name, { slot, variants }] of Object.entries(bundle.experiments ?? {})) {
    const shown = bundle.slots[slot]?.show.map((choice) => choice.block)
    const definition = definitions.get(`experiments ${name}`)
    for (const variant of variants)
      for (const block of Object.keys(variant.swap ?? {}))
        if (shown && bundle.blocks[block] && !shown.includes(block))
          definition?.scope.report(
            'unreachable',
            [...definition.path, 'split', variant.name, 'swap', block],
            `The slot '${slot}' never shows '${block}', so this swap never happens.`,
            suggest(block, new Set(shown), 'block'),
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
