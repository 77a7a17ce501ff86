import type { Experiment, Goal, Variant } from '../bundle.ts'
import { EVENTS } from '../events.ts'
import type { Path } from '../parse.ts'
import type { RawExperiment, RawGoal } from '../schema.ts'
import { suggest } from '../suggest.ts'
import { compileCondition } from './conditions.ts'
import { readEvent } from './did.ts'
import type { Scope } from './scope.ts'
import { period, share } from './slots.ts'
import { compileWhere } from './where.ts'

/** Compiles an experiment. */
export function compileExperiment(name: string, raw: RawExperiment, path: Path, scope: Scope): Experiment {
  if (!scope.names.slots.has(raw.slot))
    scope.report(
      'unknown-slot',
      [...path, 'slot'],
      `There is no slot '${raw.slot}'.`,
      suggest(raw.slot, scope.names.slots, 'slot'),
    )
  if (!scope.names.goals.has(raw.goal) && !EVENTS.includes(raw.goal))
    scope.report(
      'unknown-goal',
      [...path, 'goal'],
      `'${raw.goal}' is neither a goal nor an event.`,
      suggest(raw.goal, [...scope.names.goals, ...EVENTS], 'goal'),
    )
  const { from, to } = period(raw, path, scope, 'never runs')
  return {
    slot: raw.slot,
    seed: raw.seed ?? name,
    variants: compileSplit(raw.split, [...path, 'split'], scope),
    coverage: raw.coverage === undefined ? 1 : share(raw.coverage, [...path, 'coverage'], scope),
    ...(raw.namespace && { namespace: namespaceOf(raw.namespace, [...path, 'namespace'], scope) }),
    ...(raw.when && { when: compileCondition(raw.when, [...path, 'when'], scope) }),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    goal: raw.goal,
  }
}

function compileSplit(split: RawExperiment['split'], path: Path, scope: Scope): Variant[] {
  const variants = Object.entries(split).map(([name, raw]): Variant => {
    const at = [...path, name]
    if (typeof raw !== 'object') return { name, weight: share(raw, at, scope) }
    for (const [from, to] of Object.entries(raw.swap ?? {}))
      for (const [block, part] of [
        [from, 'key'],
        [to, 'value'],
      ] as const)
        if (!scope.names.blocks.has(block))
          scope.report(
            'unknown-block',
            [...at, 'swap', from],
            `There is no block '${block}'.`,
            suggest(block, scope.names.blocks, 'block'),
            { part },
          )
    return {
      name,
      weight: share(raw.weight, [...at, 'weight'], scope),
      ...(raw.swap && { swap: { ...raw.swap } }),
    }
  })
  const sum = variants.reduce((total, { weight }) => total + weight, 0)
  if (variants.length < 2)
    scope.report(
      'lone-variant',
      path,
      'An experiment compares at least two variants.',
      'add another: `{a: 50%, b: 50%}`.',
    )
  else if (Math.abs(sum - 1) > 0.001)
    scope.report(
      'bad-split',
      path,
      `The shares add up to ${Math.round(sum * 1000) / 10}%, not 100%.`,
      `use \`coverage: ${Math.round(Math.min(sum, 1) * 100)}%\` to leave visitors out, and let the shares add up to 100%.`,
      { part: 'key' },
    )
  return variants
}

function namespaceOf(
  raw: NonNullable<RawExperiment['namespace']>,
  path: Path,
  scope: Scope,
): [string, number, number] {
  const [from, to] = [share(raw.from, [...path, 'from'], scope), share(raw.to, [...path, 'to'], scope)]
  if (from >= to)
    scope.report(
      'never-holds',
      path,
      'This part of the namespace is empty, so nobody takes part.',
      'let `from` be below `to`.',
    )
  return [raw.name, from, to]
}

/** Compiles a goal. */
export function compileGoal(raw: RawGoal, path: Path, scope: Scope): Goal {
  const event = readEvent(raw.did, [...path, 'did'], scope)
  const measures = { count: 'count', items: 'items', sum: 'value' } as const
  const measure = raw.measure ?? 'count'
  if (!Object.hasOwn(measures, measure))
    scope.report(
      'unknown-value',
      [...path, 'measure'],
      `'${measure}' is no measure.`,
      suggest(measure, Object.keys(measures), 'measure'),
    )
  return {
    event,
    where: raw.where ? compileWhere(raw.where, event, [...path, 'where'], scope) : {},
    measure: measures[measure as keyof typeof measures] ?? 'count',
  }
}
