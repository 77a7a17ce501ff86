import { minorDigits } from '../edge/profile/money.ts'
import type { Bundle, Condition, DateMatcher, Matcher, Range, Where } from './bundle.ts'
import { DAY, HOUR, MINUTE } from './quantities.ts'

type Settings = Bundle['settings']
const hyphened = (name: string) => name.replaceAll('_', '-')

/** A condition in words, as a marketer would say it; parts of `all` and `any` are described by themselves. */
export function describe(condition: Condition, settings: Settings): string {
  switch (condition.op) {
    case 'all':
      return condition.of.length === 0 ? 'always' : 'all of these'
    case 'any':
      return condition.of.length === 0 ? 'never' : 'any of these'
    case 'not':
      return 'not this'
    case 'in':
      return `in segment ${condition.segment}`
    case 'variant':
      return `variant ${condition.is.join(' or ')} of ${condition.experiment}`
    case 'did': {
      const { event, where, within, from, to, measure, is } = condition
      const one = (is.max ?? is.min) === 1
      const what = measure === 'count' ? (one ? 'time' : 'times') : one ? 'product' : 'different products'
      const range =
        measure === 'value' ? rangeText(is, (n) => moneyText(n, settings)) : `${rangeText(is)} ${what}`
      return `${event}${whereText(where, settings)}: ${range}${windowText(within, from, to)}`
    }
    case 'age':
      return `${condition.of} ${condition.event}${whereText(condition.where, settings)}: ${rangeText(condition.is, durationText)} ago`
    case 'sequence': {
      const steps = condition.steps.map((step) => `${step.event}${whereText(step.where, settings)}`)
      return `${steps.join(', then ')}${condition.span === undefined ? '' : ` within ${durationText(condition.span)}`}`
    }
    case 'trait':
    case 'fact':
    case 'context':
      return `${hyphened(condition.name)} ${matchText(condition.match, (n) => factText(condition.name, n, settings))}`
    default:
      return 'a condition of a newer version'
  }
}

/** An inclusive range in words. */
export function rangeText({ min, max }: Range, text: (n: number) => string = number): string {
  if (min !== undefined && max !== undefined)
    return min === max ? `exactly ${text(min)}` : `${text(min)} to ${text(max)}`
  if (min !== undefined) return `at least ${text(min)}`
  return max === undefined ? 'any' : max === 0 ? 'never' : `at most ${text(max)}`
}

/** Milliseconds in the largest unit that says them well. */
export function durationText(ms: number): string {
  for (const [unit, size] of [
    ['day', DAY],
    ['hour', HOUR],
    ['minute', MINUTE],
    ['second', 1000],
  ] as const)
    if (Math.abs(ms) >= size || unit === 'second') {
      const n = Math.round((ms / size) * 10) / 10
      return `${n} ${unit}${n === 1 ? '' : 's'}`
    }
  return `${ms} ms`
}

/** Minor units as money of the shop. */
export function moneyText(minor: number, { currency, locale }: Settings): string {
  return new Intl.NumberFormat(locale, { style: 'currency', currency }).format(
    minor / 10 ** minorDigits(currency),
  )
}

const MONEY = new Set(['lifetime_value', 'average_order_value'])
/** A fact's value as a reader knows it. */
export const factText = (name: string, value: unknown, settings: Settings): string =>
  MONEY.has(name) && typeof value === 'number'
    ? moneyText(value, settings)
    : Array.isArray(value)
      ? value.join(', ')
      : String(value)

const number = (n: number) => String(Math.round(n * 1e6) / 1e6)

function windowText(
  within: number | 'visit' | undefined,
  from: number | undefined,
  to: number | undefined,
): string {
  const day = (time: number) => new Date(time).toISOString().slice(0, 16).replace('T', ' ')
  return [
    within === 'visit' ? ' in this visit' : within === undefined ? '' : ` within ${durationText(within)}`,
    from === undefined ? '' : ` since ${day(from)} UTC`,
    to === undefined ? '' : ` until ${day(to)} UTC`,
  ].join('')
}

function whereText(where: Where, settings: Settings): string {
  const parts = Object.entries(where).map(
    ([name, match]) =>
      `${name} ${matchText(match, (n) => (name === 'price' ? moneyText(n, settings) : number(n)))}`,
  )
  return parts.length === 0 ? '' : ` where ${parts.join(' and ')}`
}

function matchText(match: Matcher | DateMatcher, text: (n: number) => string): string {
  if ('is' in match) return `is ${match.is.join(' or ')}`
  if ('under' in match) return `is in ${match.under.join(' or ')}`
  if ('contains' in match) return `contains ${match.contains.join(' or ')}`
  if ('starts' in match) return `starts with ${match.starts.join(' or ')}`
  if ('exists' in match) return match.exists ? 'is known' : 'is not known'
  if ('date' in match) return `is a day${windowText(undefined, match.date.from, match.date.to)}`
  if ('age' in match) return `is ${rangeText(match.age, durationText)} old`
  if ('anniversary' in match) return `comes round in ${rangeText(match.anniversary)} days`
  return `is ${rangeText(match, text)}`
}
