import { type Condition, canonicalJson, type Matcher, type Range } from '../bundle.ts'
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
  if (canonicalJson(a) === canonicalJson(b)) return true
  if (a.op === 'did' && b.op === 'did' && canonicalJson(strip(a)) === canonicalJson(strip(b))) {
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

const strip = ({ is: _, within: __, ...rest }: Did) => rest
const sameQuestion = (a: Did, b: Did) =>
  a.within === b.within && canonicalJson(strip(a)) === canonicalJson(strip(b))
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
