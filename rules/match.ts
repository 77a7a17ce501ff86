import type { DateMatcher, Matcher, Range } from './bundle.ts'
import { daysToAnniversary } from './calendar.ts'
import type { Scalar } from './visitor.ts'

/** True, false, or `undefined`: it can't be told. */
export type Verdict = boolean | undefined

/** How texts compare: trimmed, lower case, canonical composition (NFC). */
export function fold(value: Scalar): string {
  if (typeof value === 'string' && isFolded(value)) return value
  const text = String(value).trim().toLowerCase()
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range is ASCII
  return /^[\u0000-\u007f]*$/.test(text) ? text : text.normalize('NFC')
}

/** Longer ones are no names. */
const NAME = 48
/** Whether a text is of printable ASCII without capitals and blanks at its ends, as ids, categories and brands are: nothing is left to fold. */
function isFolded(text: string): boolean {
  if (text.length > NAME || text.charCodeAt(0) === 32 || text.charCodeAt(text.length - 1) === 32) return false
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code < 32 || code > 126 || (code > 64 && code < 91)) return false
  }
  return true
}

/** Whether a value, or any value of a list, matches; texts in the matcher are folded already. */
export function matches(
  value: Scalar | Scalar[] | undefined,
  match: Matcher | DateMatcher,
  now: number,
): Verdict {
  if ('exists' in match) return (value !== undefined) === match.exists
  if (value === undefined) return undefined
  if (!Array.isArray(value)) return matchesOne(value, match, now)
  let verdict: Verdict = false
  for (const each of value) {
    const one = matchesOne(each, match, now)
    if (one === true) return true
    if (one === undefined) verdict = undefined
  }
  return verdict
}

/** Inclusive at both ends; an absent end is open. */
export const inRange = (n: number, { min, max }: Range): boolean =>
  (min === undefined || n >= min) && (max === undefined || n <= max)

function matchesOne(value: Scalar, match: Matcher | DateMatcher, now: number): Verdict {
  if ('is' in match) return match.is.includes(fold(value)) || match.is.includes(value)
  if ('under' in match) {
    const category = fold(value)
    return match.under.some((above) => category === above || category.startsWith(`${above}/`))
  }
  if ('contains' in match) {
    const text = fold(value)
    return match.contains.some((part) => text.includes(part))
  }
  if ('starts' in match) {
    const text = fold(value)
    return match.starts.some((start) => text.startsWith(start))
  }
  if ('date' in match || 'age' in match || 'anniversary' in match) return matchesDate(value, match, now)
  if ('min' in match || 'max' in match) {
    const n =
      typeof value === 'number'
        ? value
        : typeof value === 'string' && value.trim() !== ''
          ? Number(value)
          : Number.NaN
    return Number.isNaN(n) ? undefined : inRange(n, match)
  }
  return undefined // a matcher of a newer format
}

function matchesDate(value: Scalar, match: DateMatcher, now: number): Verdict {
  const time = typeof value === 'number' ? value : Date.parse(String(value))
  if (!Number.isFinite(time)) return undefined
  if ('date' in match)
    return inRange(time, {
      ...(match.date.from !== undefined && { min: match.date.from }),
      ...(match.date.to !== undefined && { max: match.date.to }),
    })
  if ('age' in match) return inRange(now - time, match.age)
  return inRange(daysToAnniversary(time, now, match.timezone), match.anniversary)
}
