import type { Condition, Step, Where } from '../bundle.ts'
import { readMoment } from '../calendar.ts'
import { EVENTS } from '../events.ts'
import { underscored } from '../fields.ts'
import type { Path } from '../parse.ts'
import { COUNT, money, readDuration, readRange } from '../quantities.ts'
import type { RawCondition, RawWhere } from '../schema.ts'
import { suggest } from '../suggest.ts'
import type { Scope } from './scope.ts'
import { ageOf } from './values.ts'
import { compileWhere } from './where.ts'

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

/** Compiles `did:` with all that narrows it. */
export function compileDid(raw: RawCondition, path: Path, scope: Scope): Condition {
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

/** Compiles `sequence:` and `came-by:`. */
export function compileSequence(
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
