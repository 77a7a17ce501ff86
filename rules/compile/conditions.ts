import { type Condition, type Dimension, FACTS, type Range, type Step, type Where } from '../bundle.ts'
import { readMoment } from '../calendar.ts'
import { nearest, suggest } from '../diagnostics.ts'
import type { Path } from '../parse.ts'
import { COUNT, money, readDuration, readRange } from '../quantities.ts'
import type { RawCondition, RawFields, RawWhere } from '../schema.ts'
import { carries, EVENTS } from './events.ts'
import { factKind, GROUPS, hyphened, type Kind, type Scope, underscored } from './scope.ts'
import { ageOf, readValue, type Test } from './values.ts'

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

/** An event that exists; complains otherwise. */
export function readEvent(name: string, path: Path, scope: Scope): string {
  if (!EVENTS.includes(name))
    scope.report(
      'unknown-event',
      path,
      `There is no event '${name}'.`,
      suggest(underscored(name), EVENTS, 'event'),
    )
  return name
}

function compileDid(raw: RawCondition, path: Path, scope: Scope): Condition {
  const event = readEvent(raw.did!, [...path, 'did'], scope)
  const where = raw.where ? compileWhere(raw.where, event, [...path, 'where'], scope) : {}
  const window = compileWindow(raw, path, scope)
  const parts: Condition[] = []
  const counted = [
    ['count', 'count', COUNT],
    ['items', 'items', COUNT],
    ['sum', 'value', money(scope.names.digits)],
  ] as const
  for (const [key, measure, kind] of counted) {
    const text = raw[key]
    if (text === undefined) continue
    const read = readRange(text, kind, 'min')
    if (!read.ok) scope.report('bad-quantity', [...path, key], `${read.why}.`, read.fix)
    else
      parts.push({
        op: 'did',
        event,
        where: measure === 'items' ? ofProducts(where) : where,
        ...window,
        measure,
        is: read.value,
      })
  }
  for (const end of ['first', 'last'] as const) {
    const text = raw[end]
    if (text !== undefined)
      for (const is of ageOf(text, [...path, end], scope))
        parts.push({ op: 'age', event, where, of: end, is })
  }
  const onlyAges = parts.every((part) => part.op === 'age')
  if (parts.length === 0 || (onlyAges && Object.keys(window).length > 0))
    parts.push({ op: 'did', event, where, ...window, measure: 'count', is: { min: 1 } })
  return parts.length === 1 ? parts[0]! : { op: 'all', of: parts }
}

/** Products are counted among what an event says of products, not of itself. */
const ofProducts = (where: Where): Where =>
  Object.keys(where).length > 0 ? where : { item: { exists: true } }

type Window = Pick<Extract<Condition, { op: 'did' }>, 'within' | 'from' | 'to'>
function compileWindow(raw: RawCondition, path: Path, scope: Scope): Window {
  const window: Window = {}
  if (raw.within !== undefined) {
    const within = readWithin(raw.within, [...path, 'within'], scope)
    if (within !== undefined) window.within = within
  }
  const { timezone } = scope.names.settings
  for (const [key, end] of [
    ['since', 'from'],
    ['until', 'to'],
  ] as const) {
    const text = raw[key]
    if (text === undefined) continue
    const time = readMoment(text, timezone, end === 'to')
    if (time === null)
      scope.report('bad-date', [...path, key], `'${text}' is no date.`, 'write it as 2026-12-31.')
    else window[end] = time
  }
  if (window.from !== undefined && window.to !== undefined && window.from > window.to)
    scope.report(
      'never-holds',
      [...path, 'until'],
      'This ends before it starts, so it can never hold.',
      'swap the two dates.',
    )
  return window
}

function readWithin(text: string, path: Path, scope: Scope): number | 'visit' | undefined {
  if (/^(this|the)\s+(visit|session)$/i.test(text.trim())) return 'visit'
  const read = readDuration(text.replace(/^the last\s+/, ''))
  if (read.ok) return read.value
  scope.report(read.code, path, `${read.why}.`, read.fix)
  return undefined
}

function compileSequence(
  raw: RawCondition,
  steps: { did: string; where?: RawWhere | undefined }[],
  path: Path,
  scope: Scope,
): Condition {
  const key = raw.sequence ? 'sequence' : 'came-by'
  const compiled = steps.map(({ did, where }, i): Step => {
    const event = readEvent(did, [...path, key, i, 'did'], scope)
    return {
      event,
      where: where
        ? compileWhere(
            where,
            event,
            key === 'came-by' ? [...path, key, i] : [...path, key, i, 'where'],
            scope,
          )
        : {},
    }
  })
  const span =
    raw.within === undefined || raw.did !== undefined
      ? undefined
      : readWithin(raw.within, [...path, 'within'], scope)
  return { op: 'sequence', steps: compiled, ...(typeof span === 'number' && { span }) }
}

const KINDS: Readonly<Record<Dimension, Kind>> = {
  item: 'item',
  category: 'category',
  brand: 'brand',
  price: 'money',
  path: 'path',
  term: 'text',
  slot: 'slot',
  block: 'block',
  form: 'text',
}

/** Compiles what narrows an event; each dimension is asked one thing. */
export function compileWhere(raw: RawWhere, event: string, path: Path, scope: Scope): Where {
  const where: Where = {}
  for (const [name, value] of Object.entries(raw) as [Dimension, NonNullable<RawWhere[Dimension]>][]) {
    const at = [...path, name]
    if (EVENTS.includes(event) && !carries(event).includes(name))
      scope.report(
        'never-holds',
        at,
        `A ${event} event has no ${name}, so this can never hold.`,
        `it can be narrowed by: ${carries(event).join(', ') || 'nothing'}.`,
        { part: 'key' },
      )
    const tests = readValue(value, KINDS[name], at, scope)
    const [test, ...more] = tests
    if (!test) continue
    if (
      more.length > 0 ||
      test.not ||
      'date' in test.match ||
      'age' in test.match ||
      'anniversary' in test.match
    ) {
      scope.report(
        'too-much-asked',
        at,
        `Here '${name}' can be asked one thing, and nothing negative.`,
        'write a second condition under `all:`, or put this one under `not:`.',
      )
      continue
    }
    where[name] = test.match as NonNullable<Where[Dimension]>
  }
  return where
}

function compileFields(
  group: 'page' | 'arrived' | 'visit' | 'visitor',
  fields: RawFields,
  path: Path,
  scope: Scope,
): Condition[] {
  return Object.entries(fields).flatMap(([field, value]): Condition[] => {
    const target = fieldOf(group, field, scope)
    if (!target) {
      unknownField(group, field, [...path, field], scope)
      return []
    }
    return readValue(value, target.kind, [...path, field], scope).map((test) => asCondition(target, test))
  })
}

type Target = { op: 'trait' | 'fact' | 'context'; name: string; kind: Kind }
/** What a field of a group stands for. */
export function fieldOf(
  group: 'page' | 'arrived' | 'visit' | 'visitor',
  field: string,
  scope: Pick<Scope, 'names'>,
): Target | undefined {
  const name = underscored(field)
  if (group !== 'visitor') {
    const found = Object.hasOwn(GROUPS[group], name) ? GROUPS[group][name] : undefined
    return found && { op: 'context', ...found }
  }
  const fact = factKind(name)
  if (fact) return { op: 'fact', name, kind: fact }
  const trait = scope.names.traits.get(name)
  return trait && { op: 'trait', name, kind: trait }
}

const asCondition = ({ op, name }: Target, { match, not }: Test): Condition =>
  not ? { op: 'not', of: { op, name, match } } : { op, name, match }

function unknownField(group: string, field: string, path: Path, scope: Scope): void {
  const own = [
    ...(group === 'visitor' ? visitorFields(scope) : Object.keys(GROUPS[group as keyof typeof GROUPS])),
  ]
  const other = (['page', 'arrived', 'visit', 'visitor'] as const).find(
    (each) => each !== group && fieldOf(each, field, scope),
  )
  const meant = nearest(hyphened(field), own)
  const fix = other
    ? `it is a field of \`${other}:\`.`
    : meant
      ? `did you mean '${meant}'?`
      : group === 'visitor'
        ? `declare it: \`traits: { ${field}: text }\`, or use one of: ${own.sort().slice(0, 8).join(', ')} …`
        : suggest(field, own, 'field')
  scope.report(
    'unknown-field',
    path,
    `'${field}' is nothing that is known of ${group === 'visitor' ? 'a visitor' : group === 'page' ? 'a page' : group === 'visit' ? 'a visit' : 'an arrival'}.`,
    fix,
    { part: 'key' },
  )
}

/** Every field of `visitor:`, as it is written. */
export const visitorFields = (scope: Pick<Scope, 'names'>): string[] =>
  [...FACT_NAMES, ...scope.names.traits.keys()].map(hyphened)
const FACT_NAMES = Object.keys(FACTS)

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
export function simplify(condition: Extract<Condition, { op: 'all' | 'any' }>): Condition {
  const of = condition.of.flatMap((each) => (each.op === condition.op ? each.of : [each]))
  return of.length === 1 ? of[0]! : { op: condition.op, of }
}

/** For messages: a range in words. */
export const rangeText = ({ min, max }: Range): string =>
  min !== undefined && max !== undefined
    ? min === max
      ? `exactly ${min}`
      : `${min} to ${max}`
    : min !== undefined
      ? `at least ${min}`
      : max !== undefined
        ? `at most ${max}`
        : 'any'
