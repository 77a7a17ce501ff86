import type { DateMatcher, Matcher, Range } from '../bundle.ts'
import { readMoment } from '../calendar.ts'
import type { Kind } from '../fields.ts'
import { fold } from '../match.ts'
import type { Path } from '../parse.ts'
import {
  COUNT,
  DURATION,
  money,
  PLAIN_NUMBER,
  type Kind as Quantity,
  readDuration,
  readRange,
} from '../quantities.ts'
import type { RawMatcher, RawValue } from '../schema.ts'
import { suggest } from '../suggest.ts'
import type { Scope } from './scope.ts'

/** One thing asked of a value; all of a list must hold. */
export interface Test {
  match: Matcher | DateMatcher
  not?: true
}
type Word = string | number | boolean

/** Reads what a field is compared with; complaints go to the scope. */
export function readValue(raw: RawValue, kind: Kind, path: Path, scope: Scope): Test[] {
  if (Array.isArray(raw)) {
    if (!isQuantity(kind) || raw.every((word) => typeof word === 'number'))
      return [equal(raw, kind, path, scope)]
    scope.report(
      'bad-quantity',
      path,
      'This is a number; a list of texts is compared with words.',
      'write a range such as `2 to 5`.',
    )
    return []
  }
  if (typeof raw === 'object') return readMap(raw, kind, path, scope)
  if (kind === 'date') return onDay(raw, path, scope)
  if (isQuantity(kind)) return range(raw, quantityOf(kind, scope), path, scope, 'exact')
  return [equal([raw], kind, path, scope)]
}

function onDay(raw: Word, path: Path, scope: Scope): Test[] {
  const { timezone } = scope.names.settings
  const from = readMoment(String(raw), timezone)
  const to = readMoment(String(raw), timezone, true)
  if (from !== null && to !== null) return [{ match: { date: { from, to } } }]
  scope.report(
    'bad-date',
    path,
    `'${raw}' is no date.`,
    'write it as 2026-12-31, or say {after: 2026-01-01} or {age: less than 30 days}.',
  )
  return []
}

const isQuantity = (kind: Kind) => kind === 'number' || kind === 'count' || kind === 'money'
const quantityOf = (kind: Kind, scope: Scope): Quantity =>
  kind === 'money' ? money(scope.names.digits) : kind === 'count' ? COUNT : PLAIN_NUMBER

function range(raw: Word, quantity: Quantity, path: Path, scope: Scope, bare: 'min' | 'exact'): Test[] {
  const read = readRange(typeof raw === 'boolean' ? String(raw) : raw, quantity, bare)
  if (read.ok) return [{ match: read.value }]
  scope.report('bad-quantity', path, `${read.why}.`, read.fix)
  return []
}

/** Equal to one of these words, each checked against what exists. */
function equal(words: readonly Word[], kind: Kind, path: Path, scope: Scope): Test {
  const at = (index: number): Path => (words.length === 1 ? path : [...path, index])
  if (kind === 'category')
    return {
      match: { under: words.map((word, i) => known(word, 'category', scope.names.categories, at(i), scope)) },
    }
  if (kind === 'path' && words.some((word) => String(word).endsWith('*')))
    return {
      match:
        words.length === 1
          ? { starts: [fold(String(words[0]).slice(0, -1))] }
          : { starts: words.map((word) => fold(String(word).replace(/\*$/, ''))) },
    }
  const names =
    kind === 'brand'
      ? scope.names.brands
      : kind === 'item'
        ? scope.names.items
        : kind === 'slot'
          ? scope.names.slots
          : kind === 'block'
            ? scope.names.blocks
            : undefined
  return {
    match: {
      is: words.map((word, i) => {
        if (typeof kind === 'object') return oneOf(word, kind.one, at(i), scope)
        if (names) return known(word, kind as 'item', names, at(i), scope)
        if (kind === 'yes-no' && typeof word !== 'boolean')
          scope.report(
            'wrong-shape',
            at(i),
            `This must be true or false, and it is '${word}'.`,
            'write `true` or `false`.',
          )
        return typeof word === 'string'
          ? fold(word)
          : isQuantity(kind) && typeof word === 'number'
            ? word
            : fold(word)
      }),
    },
  }
}

function known(
  word: Word,
  noun: 'category' | 'brand' | 'item' | 'slot' | 'block',
  names: ReadonlySet<string> | ReadonlyMap<string, string> | undefined,
  path: Path,
  scope: Scope,
): string {
  const name = fold(word)
  const catalogued = noun === 'category' || noun === 'brand' || noun === 'item'
  if (names && !names.has(catalogued ? name : String(word)))
    scope.report(
      `unknown-${noun}`,
      path,
      `'${word}' is no ${noun} of the ${catalogued ? 'catalogue' : 'rules'}.`,
      suggest(String(word), names.values(), noun),
    )
  return name
}

function oneOf(word: Word, all: readonly string[], path: Path, scope: Scope): string {
  const name = fold(word)
  if (!all.includes(name))
    scope.report('unknown-value', path, `'${word}' is no value of this field.`, suggest(name, all, 'value'))
  return name
}

function readMap(raw: RawMatcher, kind: Kind, path: Path, scope: Scope): Test[] {
  const tests: Test[] = []
  const list = (value: Word | Word[]): Word[] => (Array.isArray(value) ? value : [value])
  const texts = (value: string | string[]) => list(value).map(fold)
  const { timezone } = scope.names.settings
  if (raw.is !== undefined)
    tests.push(
      ...(Array.isArray(raw.is)
        ? [equal(raw.is, kind, [...path, 'is'], scope)]
        : readValue(raw.is, kind, [...path, 'is'], scope)),
    )
  if (raw.not !== undefined) tests.push({ ...equal(list(raw.not), kind, [...path, 'not'], scope), not: true })
  if (raw.contains !== undefined) tests.push({ match: { contains: texts(raw.contains) } })
  if (raw['starts-with'] !== undefined) tests.push({ match: { starts: texts(raw['starts-with']) } })
  for (const [i, word] of (raw['includes-all'] ?? []).entries())
    tests.push(equal([word], kind, [...path, 'includes-all', i], scope))
  if (raw.exists !== undefined) tests.push({ match: { exists: raw.exists } })
  const span: Range = {}
  for (const [key, phrase] of [
    ['at-least', 'at least'],
    ['at-most', 'at most'],
    ['more-than', 'more than'],
    ['less-than', 'less than'],
  ] as const) {
    const n = raw[key]
    if (n !== undefined)
      for (const test of range(`${phrase} ${n}`, quantityOf(kind, scope), [...path, key], scope, 'exact'))
        Object.assign(span, test.match)
  }
  if (span.min !== undefined || span.max !== undefined) tests.push({ match: span })
  tests.push(...readDates(raw, kind, path, scope, timezone))
  if (Object.keys(raw).length === 0)
    scope.report('empty', path, 'Nothing is asked here.', 'write, for instance, `{contains: word}`.')
  return tests
}

function readDates(raw: RawMatcher, kind: Kind, path: Path, scope: Scope, timezone: string): Test[] {
  const tests: Test[] = []
  for (const key of ['before', 'after', 'age', 'anniversary'] as const) {
    const text = raw[key]
    if (text === undefined) continue
    const at = [...path, key]
    if (kind !== 'date') {
      scope.report(
        'not-a-date',
        at,
        `'${key}' asks for a date, and this field is none.`,
        'declare it under `traits:` with kind `date`, if it is one.',
        { part: 'key' },
      )
      continue
    }
    if (key === 'before' || key === 'after') {
      const time = readMoment(text, timezone, key === 'after')
      if (time === null) scope.report('bad-date', at, `'${text}' is no date.`, 'write it as 2026-12-31.')
      else tests.push({ match: { date: key === 'before' ? { to: time - 1 } : { from: time + 1 } } })
    } else if (key === 'age') {
      tests.push(...ageOf(text, at, scope).map((age): Test => ({ match: { age } })))
    } else {
      const read = readDuration(text.replace(/^(within|in)\s+/, ''))
      if (!read.ok) scope.report(read.code, at, `${read.why}.`, read.fix)
      else
        tests.push({ match: { anniversary: { min: 0, max: Math.floor(read.value / 86_400_000) }, timezone } })
    }
  }
  return tests
}

/** "less than 2 days ago" as a range of ages in ms. */
export function ageOf(text: string, path: Path, scope: Scope): Range[] {
  const read = readRange(text.replace(/^within\s+/, 'at most '), DURATION, 'exact')
  if (read.ok) return [read.value]
  scope.report(read.code, path, `${read.why}.`, read.fix)
  return []
}
