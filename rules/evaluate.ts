import { bucketRanges, chooseVariation, hash, inNamespace } from './bucket.ts'
import type { Bundle, Condition, Range } from './bundle.ts'
import { inRange, matches, type Verdict } from './match.ts'
import { happenedInOrder } from './sequence.ts'
import type { Visitor } from './visitor.ts'

/** One visitor asked about one bundle; answers are remembered for the length of a decision. */
export interface Question {
  visitor: Visitor
  bundle: Bundle
  /** What experiments hash: the visitor's id. Without one nobody is in an experiment. */
  subject?: string
  /** Told from all others, by which segments know whether they were judged for it. */
  number: number
  segments: ReadonlyMap<string, Segment>
  /** What slots are looked up by, folded. */
  keys: Map<string, readonly string[] | undefined>
  variants: Map<string, string | undefined>
}

/** A segment with its verdict for the question that last asked: a map of verdicts would be made for each. */
interface Segment {
  condition: Condition
  askedBy: number
  verdict: Verdict
}

const segmentsOf = new WeakMap<Bundle, Map<string, Segment>>()
let questions = 0

/** Starts a decision: nothing is remembered from another one. */
export function ask(visitor: Visitor, bundle: Bundle, subject?: string): Question {
  let segments = segmentsOf.get(bundle)
  if (!segments) {
    segments = new Map()
    for (const [name, condition] of Object.entries(bundle.segments))
      segments.set(name, { condition, askedBy: 0, verdict: undefined })
    segmentsOf.set(bundle, segments)
  }
  return {
    visitor,
    bundle,
    ...(subject !== undefined && { subject }),
    number: ++questions,
    segments,
    keys: new Map(),
    variants: new Map(),
  }
}

/** Whether a condition holds; one that can't be told is off, also inside `not`. */
export function holds(condition: Condition, visitor: Visitor, bundle: Bundle, subject?: string): boolean {
  return judge(condition, ask(visitor, bundle, subject)) === true
}

/** Kleene's three-valued logic over a condition; total: a malformed or unknown condition can't be told. */
export function judge(condition: Condition, question: Question): Verdict {
  switch (condition.op) {
    case 'all': {
      let verdict: Verdict = true
      for (const each of cheapFirst(condition.of)) {
        const one = judge(each, question)
        if (one === false) return false
        if (one === undefined) verdict = undefined
      }
      return verdict
    }
    case 'any': {
      let verdict: Verdict = false
      for (const each of cheapFirst(condition.of)) {
        const one = judge(each, question)
        if (one === true) return true
        if (one === undefined) verdict = undefined
      }
      return verdict
    }
    case 'not': {
      const inner = judge(condition.of, question)
      return inner === undefined ? undefined : !inner
    }
    case 'in':
      return inSegment(condition.segment, question)
    case 'variant': {
      const variant = variantOf(condition.experiment, question)
      return variant === undefined ? undefined : condition.is.includes(variant)
    }
    case 'did':
    case 'age': {
      const n = actual(condition, question)
      return typeof n !== 'number' ? undefined : inRange(n, condition.is)
    }
    case 'sequence':
      return happenedInOrder(condition, question.visitor)
    case 'trait':
      return matches(question.visitor.trait(condition.name), condition.match, question.visitor.now)
    case 'fact':
      return matches(question.visitor.fact(condition.name), condition.match, question.visitor.now)
    case 'context': {
      const value = question.visitor.context(condition.name)
      if (value === undefined && ABSENT_IS_NONE.has(condition.name))
        return 'exists' in condition.match && !condition.match.exists
      return matches(value, condition.match, question.visitor.now)
    }
    default:
      return undefined
  }
}

// In three-valued logic the order changes no verdict, only the work: what is read off comes before what is counted.
const COST: Partial<Record<Condition['op'], number>> = { did: 2, age: 2, sequence: 3, in: 1, all: 1, any: 1 }
const costOf = (condition: Condition): number =>
  condition.op === 'not' ? costOf(condition.of) : (COST[condition.op] ?? 0)
const sorted = new WeakMap<Condition[], Condition[]>()
function cheapFirst(conditions: Condition[]): Condition[] {
  let cheap = sorted.get(conditions)
  if (!cheap) {
    cheap = [...conditions].sort((a, b) => costOf(a) - costOf(b))
    sorted.set(conditions, cheap)
  }
  return cheap
}

// A page without a category is in no category: that is known. A request without a country has one that we do not know.
const ABSENT_IS_NONE = new Set([
  'path',
  'title',
  'item',
  'category',
  'referrer',
  'utm_source',
  'utm_medium',
  'utm_campaign',
  'utm_term',
  'utm_content',
])

/** What a behaviour condition counted: times, products, minor units, or ms since; `undefined` when it can't be told. */
export function actual(
  condition: Extract<Condition, { op: 'did' | 'age' }>,
  { visitor }: Question,
): number | undefined {
  if (condition.op === 'age') {
    const { first, last } = visitor.behaviour({
      event: condition.event,
      where: condition.where,
      to: visitor.now,
    })
    const time = condition.of === 'first' ? first : last
    return time === undefined ? undefined : visitor.now - time
  }
  const from = windowStart(condition, visitor)
  if (from === null) return undefined
  const { event, where, to, measure } = condition
  return visitor.behaviour({ event, where, from, to })[measure]
}

function windowStart(
  { within, from }: { within?: number | 'visit'; from?: number },
  visitor: Visitor,
): number | undefined | null {
  let start: number | undefined
  if (within === 'visit') {
    const began = visitor.fact('visit_started_at')
    if (typeof began !== 'number') return null
    start = began
  } else if (within !== undefined) start = visitor.now - within
  return start === undefined ? from : from === undefined ? start : Math.max(start, from)
}

function inSegment(name: string, question: Question): Verdict {
  const segment = question.segments.get(name)
  if (!segment || segment.askedBy === question.number) return segment?.verdict
  segment.askedBy = question.number
  segment.verdict = undefined // a cycle that slipped past the compiler can't be told
  segment.verdict = judge(segment.condition, question)
  return segment.verdict
}

/** The variant that a visitor is dealt, `undefined` when they take no part. */
export function variantOf(name: string, question: Question): string | undefined {
  if (question.variants.has(name)) return question.variants.get(name)
  question.variants.set(name, undefined)
  const variant = deal(name, question)
  question.variants.set(name, variant)
  return variant
}

function deal(name: string, question: Question): string | undefined {
  const { bundle, subject, visitor } = question
  const experiment =
    bundle.experiments && Object.hasOwn(bundle.experiments, name) ? bundle.experiments[name] : undefined
  if (!experiment || subject === undefined) return undefined
  if (!inRange(visitor.now, rangeOf(experiment.from, experiment.to))) return undefined
  if (experiment.namespace && !inNamespace(subject, experiment.namespace)) return undefined
  if (experiment.when && judge(experiment.when, question) !== true) return undefined
  const n = hash(experiment.seed, subject, 2)!
  const weights = experiment.variants.map((variant) => variant.weight)
  return experiment.variants[chooseVariation(n, bucketRanges(weights.length, experiment.coverage, weights))]
    ?.name
}

/** Bounds that may be absent, as a range. */
export const rangeOf = (min: number | undefined, max: number | undefined): Range => ({
  ...(min !== undefined && { min }),
  ...(max !== undefined && { max }),
})
