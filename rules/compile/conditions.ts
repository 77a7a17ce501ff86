import type { Condition } from '../bundle.ts'
import type { Path } from '../parse.ts'
import type { RawCondition } from '../schema.ts'
import { suggest } from '../suggest.ts'
import { compileDid, compileSequence } from './did.ts'
import { compileFields } from './fields.ts'
import type { Scope } from './scope.ts'

/** Never holds: stands where a faulty condition was. */
const NEVER: Condition = { op: 'any', of: [] }
const MODIFIERS = ['where', 'count', 'items', 'sum', 'first', 'last'] as const

/** Compiles a condition; several heads in one map must all hold. */
export function compileCondition(raw: RawCondition, path: Path, scope: Scope): Condition {
  const parts: Condition[] = []
  for (const op of ['all', 'any'] as const) {
    const list = raw[op]
    if (list)
      parts.push(simplify({ op, of: list.map((each, i) => compileCondition(each, [...path, op, i], scope)) }))
  }
  if (raw.not) parts.push({ op: 'not', of: compileCondition(raw.not, [...path, 'not'], scope) })
  if (raw.in !== undefined) parts.push(compileIn(raw.in, [...path, 'in'], scope))
  if (raw.did !== undefined) parts.push(compileDid(raw, path, scope))
  if (raw.sequence) parts.push(compileSequence(raw, raw.sequence, path, scope))
  if (raw['came-by'])
    parts.push(
      compileSequence(
        raw,
        raw['came-by'].map((page) => ({ did: 'page_view', where: { path: page } })),
        path,
        scope,
      ),
    )
  for (const group of ['page', 'arrived', 'visit', 'visitor'] as const) {
    const fields = raw[group]
    if (fields) parts.push(...compileFields(group, fields, [...path, group], scope))
  }
  for (const [name, is] of Object.entries(raw.variant ?? {}))
    parts.push(compileVariant(name, is, [...path, 'variant', name], scope))
  strayModifiers(raw, path, scope)
  if (parts.length === 1) return parts[0]!
  if (parts.length > 1) return simplify({ op: 'all', of: parts })
  // a group whose fields are all faulty has been reported
  if (raw.page || raw.arrived || raw.visit || raw.visitor) return NEVER
  scope.report(
    'empty-condition',
    path,
    'This condition asks nothing.',
    'write, for instance, `did: view_item`, or leave `when` out to mean always.',
  )
  return NEVER
}

function strayModifiers(raw: RawCondition, path: Path, scope: Scope): void {
  if (raw.did !== undefined) return
  const timed = raw.sequence || raw['came-by']
  for (const key of [...MODIFIERS, ...(timed ? [] : (['within'] as const)), 'since', 'until'] as const)
    if (raw[key] !== undefined)
      scope.report(
        'misplaced-key',
        [...path, key],
        `'${key}' narrows a \`did\`, and there is none here.`,
        'put it beside the `did:` that it belongs to.',
        { part: 'key' },
      )
}

function compileIn(names: string | string[], path: Path, scope: Scope): Condition {
  const list = Array.isArray(names) ? names : [names]
  const of = list.map((name, i): Condition => {
    if (!scope.names.segments.has(name))
      scope.report(
        'unknown-segment',
        Array.isArray(names) ? [...path, i] : path,
        `There is no segment '${name}'.`,
        suggest(name, scope.names.segments, 'segment'),
      )
    return { op: 'in', segment: name }
  })
  return of.length === 1 ? of[0]! : { op: 'any', of }
}

function compileVariant(name: string, is: string | string[], path: Path, scope: Scope): Condition {
  const variants = scope.names.experiments.get(name)
  const wanted = Array.isArray(is) ? is : [is]
  if (!variants)
    scope.report(
      'unknown-experiment',
      path,
      `There is no experiment '${name}'.`,
      suggest(name, scope.names.experiments.keys(), 'experiment'),
      { part: 'key' },
    )
  else
    for (const variant of wanted)
      if (!variants.includes(variant))
        scope.report(
          'unknown-variant',
          path,
          `'${name}' has no variant '${variant}'.`,
          suggest(variant, variants, 'variant'),
        )
  return { op: 'variant', experiment: name, is: wanted }
}

/** A list of one is that one; a list in a list of the same kind is one list. */
function simplify(condition: Extract<Condition, { op: 'all' | 'any' }>): Condition {
  const of = condition.of.flatMap((each) => (each.op === condition.op ? each.of : [each]))
  return of.length === 1 ? of[0]! : { op: condition.op, of }
}
