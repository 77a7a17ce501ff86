import type { Range } from './bundle.ts'
import { suggest } from './suggest.ts'

/** What a text such as "at least 3" says; `null`: it says nothing. */
export type Read<T> =
  | { ok: true; value: T }
  | { ok: false; code: 'bad-quantity' | 'bad-duration' | 'unknown-unit'; why: string; fix: string }
const said = <T>(value: T): Read<T> => ({ ok: true, value })
const unsaid = (
  why: string,
  fix: string,
  code: 'bad-quantity' | 'bad-duration' | 'unknown-unit' = 'bad-quantity',
): Read<never> => ({ ok: false, code, why, fix })

export const SECOND = 1000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR
/** A month is 30 days and a year 365: a window of time, not a date of the calendar. */
export const UNITS: Readonly<Record<string, number>> = {
  second: SECOND,
  minute: MINUTE,
  hour: HOUR,
  day: DAY,
  week: 7 * DAY,
  month: 30 * DAY,
  year: 365 * DAY,
}

const NUMBER = '[-+]?\\d+(?:[.,_]\\d+)*'

/** "30 days", "an hour" → ms. */
export function readDuration(text: string | number): Read<number> {
  const match = isShort(text) ? /^\s*(\S+)\s+(\p{L}+)\s*$/u.exec(String(text)) : null
  const amount = match && (/^(a|an|one)$/i.test(match[1]!) ? 1 : numberOf(match[1]!))
  if (!match || amount === null || amount < 0)
    return unsaid(
      `'${text}' is no length of time`,
      'write a number and a unit, such as `30 days` or `2 hours`.',
      'bad-duration',
    )
  const unit = UNITS[match[2]!.toLowerCase().replace(/s$/, '')]
  if (unit !== undefined) return said(Math.round(amount * unit))
  const units = Object.keys(UNITS).map((name) => `${name}s`)
  return unsaid(`'${match[2]}' is no unit of time`, suggest(match[2]!, units, 'unit'), 'unknown-unit')
}

/** "5%" or 0.05 → 0.05. */
export function readShare(text: string | number): Read<number> {
  const match = typeof text === 'string' ? /^\s*(\d+(?:\.\d+)?)\s*%\s*$/.exec(text) : null
  const share = match ? Number(match[1]) / 100 : typeof text === 'number' ? text : Number.NaN
  if (!(share >= 0 && share <= 1))
    return unsaid(`'${text}' is no share of the visitors`, 'write a percentage from 0% to 100%.')
  return said(share)
}

/** How a number of some kind is read: one unit → a number; `step` is the smallest difference ("more than 3" is 3 + step). */
export interface Kind {
  noun: string
  example: string
  read(text: string): number | null
  step(n: number): number
  /** Why a text says nothing; absent: by the noun and the example. */
  why?(text: string): Read<unknown>
}

/** No quantity needs more: what is longer is never matched, so that no text can make matching slow. */
export const isShort = (text: string | number): boolean => String(text).length <= 80

const float = (n: number) => Math.max(Math.abs(n) * Number.EPSILON, Number.MIN_VALUE)
const numberOf = (text: string): number | null =>
  /^[-+]?\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : null
export const COUNT: Kind = {
  noun: 'count',
  example: 'at least 3',
  read: (t) => (/^\d+$/.test(t.trim()) ? Number(t) : null),
  step: () => 1,
}
export const PLAIN_NUMBER: Kind = { noun: 'number', example: 'at least 3', read: numberOf, step: float }
export const DURATION: Kind = {
  noun: 'age',
  example: 'more than 3 days',
  read: (t) => {
    const read = readDuration(t)
    return read.ok ? read.value : null
  },
  step: () => 1,
  why: readDuration,
}
/** Amounts in the shop's currency, as minor units with `digits` decimals. */
export const money = (digits: number): Kind => ({
  noun: 'amount',
  example: 'at least 50',
  read: (t) => {
    const n = numberOf(t)
    return n === null ? null : Math.round(n * 10 ** digits)
  },
  step: () => 1,
})

/** "at least 3", "more than 3", "at most", "less than", "2 to 5", "exactly 3", "3", "never" → an inclusive range. */
export function readRange(text: string | number, kind: Kind, bare: 'min' | 'exact'): Read<Range> {
  if (!isShort(text))
    return unsaid(
      `'${String(text).slice(0, 30)}…' is no ${kind.noun}`,
      `write, for instance, \`${kind.example}\`.`,
    )
  const whole = String(text)
    .trim()
    .toLowerCase()
    .replace(/\s+ago$/, '')
  if (whole === 'never' && kind === COUNT) return said({ max: 0 })
  const between =
    /^(?:between\s+)?(\S.*?)\s+(?:to|and|–)\s+(\S.*)$/.exec(whole) ??
    new RegExp(`^(${NUMBER})\\s*[-–]\\s*(${NUMBER})$`).exec(whole)
  if (between) {
    // "2 to 5 days": the unit stands once
    const unit = /\p{L}+$/u.exec(between[2]!)?.[0]
    const low = kind.read(between[1]!) ?? (unit ? kind.read(`${between[1]} ${unit}`) : null)
    const high = kind.read(between[2]!)
    if (low === null || high === null)
      return unsaid(`'${text}' is no ${kind.noun}`, `write, for instance, \`${kind.example}\`.`)
    if (low > high)
      return unsaid(
        `'${text}' starts above its end, so nothing is within it`,
        `write \`${between[2]} to ${between[1]}\`.`,
      )
    return said({ min: low, max: high })
  }
  const phrase =
    /^(at least|at most|more than|less than|under|over|fewer than|exactly|from|up to|no more than)\s+(.+)$/.exec(
      whole,
    )
  const n = kind.read(phrase ? phrase[2]! : whole)
  const why = n === null ? kind.why?.(phrase ? phrase[2]! : whole) : undefined
  if (why && !why.ok) return why
  if (n === null) return unsaid(`'${text}' is no ${kind.noun}`, `write, for instance, \`${kind.example}\`.`)
  switch (phrase?.[1]) {
    case 'at least':
    case 'from':
      return said({ min: n })
    case 'at most':
    case 'up to':
    case 'no more than':
      return said({ max: n })
    case 'more than':
    case 'over':
      return said({ min: n + kind.step(n) })
    case 'less than':
    case 'fewer than':
    case 'under':
      return said({ max: n - kind.step(n) })
    case 'exactly':
      return said({ min: n, max: n })
    default:
      return said(bare === 'min' ? { min: n } : { min: n, max: n })
  }
}
