import type { Bundle, Choice, Condition } from '../bundle.ts'
import { Above } from './above.ts'
import type { Checked } from './checked.ts'
import { contradicts, textOf } from './logic.ts'

/** Conditions that can never hold, choices that can never be taken, and slots without a fallback. */
export function checkReach({ bundle, definitions, now }: Checked): void {
  for (const [name, condition] of Object.entries(bundle.segments)) {
    const why = impossible(condition, bundle)
    const definition = definitions.get(`segments ${name}`)
    if (why)
      definition?.scope.report(
        'never-holds',
        definition.path,
        `This can never hold: ${why}.`,
        'use `any:` where either is meant, or delete one of the two.',
        { part: 'key' },
      )
  }
  for (const [name, experiment] of Object.entries(bundle.experiments ?? {})) {
    const why = experiment.when && impossible(experiment.when, bundle)
    const definition = definitions.get(`experiments ${name}`)
    if (why)
      definition?.scope.report(
        'never-holds',
        [...definition.path, 'when'],
        `This can never hold: ${why}.`,
        'use `any:` where either is meant, or delete one of the two.',
        { part: 'key' },
      )
  }
  for (const name of Object.keys(bundle.slots)) checkSlot(name, { bundle, definitions, now })
}

function checkSlot(
  name: string,
  { bundle, definitions, now }: Pick<Checked, 'bundle' | 'definitions' | 'now'>,
): void {
  const definition = definitions.get(`slots ${name}`)
  const slot = bundle.slots[name]!
  if (!definition || slot.show.length === 0) return
  const raw = definition.raw as {
    show?: { block: string; priority?: number | undefined }[]
    fallback?: string
  }
  // choices were sorted by priority: find each one's place in the file again
  const order = (raw.show ?? [])
    .map((choice, index) => ({ index, priority: choice.priority ?? 0 }))
    .sort((a, b) => b.priority - a.priority)
  const at = (index: number) =>
    order[index] ? [...definition.path, 'show', order[index].index, 'block'] : definition.path
  const atoms = slot.show.map(({ when }) => (when ? conjunction(when, bundle) : []))
  const above = new Above(slot.show.map(({ when }) => (when ? conjunction(when, bundle, false) : [])))
  for (const [index, choice] of slot.show.entries()) {
    const why = choice.when && impossible(choice.when, bundle)
    if (why)
      definition.scope.report(
        'never-holds',
        at(index),
        `'${choice.block}' is never shown: ${why}.`,
        'use `any:` where either is meant, or delete one of the two.',
      )
    if (now !== undefined && choice.to !== undefined && choice.to < now)
      definition.scope.report(
        'over',
        at(index),
        `The time of '${choice.block}' is over.`,
        'delete this choice, or change its `until`.',
        { severity: 'warning' },
      )
    // Where what earns most is drawn, none stands in the way of another.
    if (slot.learn) continue
    const earlier = above.first(atoms[index]!)
    if (!isLimited(choice)) above.add(index)
    if (earlier === undefined) continue
    const before = slot.show[earlier]!
    definition.scope.report(
      'unreachable',
      at(index),
      before.when
        ? `'${choice.block}' is never reached: whenever its condition holds, '${before.block}' above is taken.`
        : `'${choice.block}' is never reached: '${before.block}' above is always taken.`,
      before.when
        ? `put '${choice.block}' above '${before.block}'.`
        : `give '${before.block}' a \`when\`, or put it last.`,
    )
  }
  if (raw.fallback !== undefined && raw.fallback !== 'none')
    definition.scope.report(
      'unknown-value',
      [...definition.path, 'fallback'],
      `'${raw.fallback}' cannot stand here.`,
      'write `fallback: none`, or add a last choice without `when`.',
    )
  if (!slot.show.some((choice) => !choice.when && !isLimited(choice)) && raw.fallback !== 'none')
    definition.scope.report(
      'no-fallback',
      definition.path,
      'When no choice holds, the site’s own content stays.',
      'add a last choice without `when`, or say `fallback: none` if that is meant.',
      { part: 'key', severity: 'warning' },
    )
}

const isLimited = ({ from, to, days, hours, cap }: Choice) =>
  from !== undefined || to !== undefined || days !== undefined || hours !== undefined || cap !== undefined

/** How deep segments in segments are written out here: enough to find mistakes, too little to take long. */
const DEPTH = 6

/** What must all hold for a condition to hold; segments are written out, and stand there themselves if `named`. */
export function conjunction(condition: Condition, bundle: Bundle, named = true, depth = DEPTH): Condition[] {
  if (condition.op === 'all') return condition.of.flatMap((each) => conjunction(each, bundle, named, depth))
  const inner = condition.op === 'in' && depth > 0 ? bundle.segments[condition.segment] : undefined
  if (!inner) return [condition]
  return [...(named ? [condition] : []), ...conjunction(inner, bundle, named, depth - 1)]
}

/** Why a condition can never hold, or nothing. */
function impossible(condition: Condition, bundle: Bundle): string | undefined {
  const parts = conjunction(condition, bundle)
  if (parts.length > 200) return undefined // pairs of so many would take long and say little
  const texts = parts.map(textOf)
  for (const [i, part] of parts.entries()) {
    if (part.op === 'not' && texts.includes(textOf(part.of)))
      return 'it asks for a condition and for its opposite'
    for (let j = 0; j < i; j++) {
      const why = contradicts(part, parts[j]!)
      if (why) return why
    }
  }
  return undefined
}
