import { canonical } from '../../edge/profile/record.ts'
import type { Condition, Matcher, Range } from '../bundle.ts'
import { rangeText } from '../describe.ts'

type Did = Extract<Condition, { op: 'did' }>
type Attribute = Extract<Condition, { op: 'trait' | 'fact' | 'context' }>
const isAttribute = (c: Condition): c is Attribute =>
  c.op === 'trait' || c.op === 'fact' || c.op === 'context'

/** Why two conditions can never hold together; nothing when they can, or when it is not clear. */
export function contradicts(a: Condition, b: Condition): string | undefined {
  if (a.op === 'did' && b.op === 'did')
    return sameQuestion(a, b) && disjoint(a.is, b.is)
      ? `${a.event} would have to happen ${rangeText(a.is)} times and ${rangeText(b.is)} times`
      : undefined
  if (!isAttribute(a) || !isAttribute(b) || a.op !== b.op || a.name !== b.name) return undefined
  if (a.op === 'trait') return undefined // a trait may be a list: two of its values can both match
  return exclusive(a.match as Matcher, b.match as Matcher)
    ? `${a.name.replaceAll('_', ' ')} would have to be two things at once`
    : undefined
}

/** Whether `b` holds whenever `a` does; false when that is not clear. */
export function implies(a: Condition, b: Condition): boolean {
  if (a.op !== b.op) return false
  if (textOf(a) === textOf(b)) return true
  if (a.op === 'did' && b.op === 'did' && questionOf(a) === questionOf(b)) {
    const longer =
      b.within === undefined ||
      (typeof a.within === 'number' && typeof b.within === 'number' && a.within <= b.within)
    if (a.within === b.within) return inside(a.is, b.is)
    return longer && inside(a.is, b.is) && b.is.max === undefined
  }
  if (isAttribute(a) && isAttribute(b) && a.op === b.op && a.name === b.name)
    return matcherImplies(a.match as Matcher, b.match as Matcher)
  return false
}

/** Written once a condition: many are compared with many. */
function written<T extends object>(write: (of: T) => string): (of: T) => string {
  const known = new WeakMap<T, string>()
  return (of) => {
    const before = known.get(of)
    if (before !== undefined) return before
    const text = write(of)
    known.set(of, text)
    return text
  }
}
/** A condition as one text; equal conditions give equal text. */
export const textOf = written<Condition>(canonical)
/** What is counted, whatever the window and the number. */
const questionOf = written<Did>(({ is: _, within: __, ...rest }) => canonical(rest))
const sameQuestion = (a: Did, b: Did) => a.within === b.within && questionOf(a) === questionOf(b)

/** Keys that a condition shares with every condition that implies it: who looks for those asks for `impliedBy`. */
export function keysOf(need: Condition): string[] {
  if (need.op === 'did') return [questionOf(need)]
  if (!isAttribute(need)) return [textOf(need)]
  const { match } = need
  if ('is' in match) return match.is.map((value) => `${need.op} ${need.name} is ${value}`)
  if ('under' in match) return match.under.map((value) => `${need.op} ${need.name} under ${value}`)
  return isRange(match as Matcher) ? [`${need.op} ${need.name}`] : [textOf(need)]
}

/** Of each condition that this one implies, at least one of its keys. */
export function impliedBy(have: Condition): string[] {
  if (!isAttribute(have) || !('under' in have.match)) return keysOf(have).slice(0, 1)
  const [first = ''] = have.match.under
  const levels = first.split('/')
  return levels.map((_, i) => `${have.op} ${have.name} under ${levels.slice(0, i + 1).join('/')}`)
}
const low = ({ min }: Range) => min ?? Number.NEGATIVE_INFINITY
const high = ({ max }: Range) => max ?? Number.POSITIVE_INFINITY
const disjoint = (a: Range, b: Range) => low(a) > high(b) || low(b) > high(a)
const inside = (a: Range, b: Range) => low(a) >= low(b) && high(a) <= high(b)
const isRange = (m: Matcher): m is Range => 'min' in m || 'max' in m

function exclusive(a: Matcher, b: Matcher): boolean {
  if (isRange(a) && isRange(b)) return disjoint(a, b)
  if ('is' in a && 'is' in b) return !a.is.some((word) => b.is.includes(word))
  if ('under' in a && 'under' in b)
    return !a.under.some((x) => b.under.some((y) => below(x, y) || below(y, x)))
  return false
}

function matcherImplies(a: Matcher, b: Matcher): boolean {
  if (isRange(a) && isRange(b)) return inside(a, b)
  if ('is' in a && 'is' in b) return a.is.every((word) => b.is.includes(word))
  if ('under' in a && 'under' in b) return a.under.every((x) => b.under.some((y) => below(x, y)))
  return false
}

const below = (category: string, ancestor: string) =>
  category === ancestor || category.startsWith(`${ancestor}/`)
