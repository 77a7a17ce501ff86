import { hash, inNamespace } from './bucket.ts'
import type { Bundle, Condition, Experiment, Slot } from './bundle.ts'
import { type ChooseOptions, type Chosen, chooseBlock, isOpen, isScheduled, views } from './choose.ts'
import { describe, durationText, factText, moneyText } from './describe.ts'
import { actual, ask, judge, type Question, rangeOf, variantOf } from './evaluate.ts'
import { inRange } from './match.ts'
import type { Visitor } from './visitor.ts'

/** A condition with what it asks, what is the case, and whether it holds. */
export interface Explained {
  asks: string
  /** `unknown` counts as off. */
  holds: 'yes' | 'no' | 'unknown'
  actual?: string
  parts?: Explained[]
}

/** One choice of a slot: the block, whether it was open, and why not. */
export interface ExplainedChoice {
  block: string
  taken: boolean
  notes: string[]
  when?: Explained
}

/** An experiment of a slot: the variant dealt, by which bucket, or why none. */
export interface ExplainedExperiment {
  name: string
  variant: string | null
  /** Where the visitor lies in [0, 1); absent without an id. */
  bucket?: number
  note?: string
  when?: Explained
}

export interface ExplainedSlot extends Chosen {
  slot: string
  /** The reason in words. */
  said: string
  /** Which purpose the slot needs, and what the visitor granted; `granted` absent: all. */
  consent: { needs?: string; granted?: readonly string[] }
  /** The share that is left alone, and where the visitor lies in [0, 1). */
  holdout?: { share: number; bucket?: number }
  choices: ExplainedChoice[]
  experiments: ExplainedExperiment[]
}

const WORD = { true: 'yes', false: 'no', undefined: 'unknown' } as const

/** A condition as a tree, each with its actual value; nothing is skipped. */
export function explain(condition: Condition, visitor: Visitor, bundle: Bundle, subject?: string): Explained {
  return explainIn(condition, ask(visitor, bundle, subject), 8)
}

function explainIn(condition: Condition, question: Question, depth: number): Explained {
  const value = actualText(condition, question)
  const inner = depth > 0 ? partsOf(condition, question) : []
  return {
    asks: describe(condition, question.bundle.settings),
    holds: WORD[String(judge(condition, question)) as keyof typeof WORD],
    ...(value !== undefined && { actual: value }),
    ...(inner.length > 0 && { parts: inner.map((part) => explainIn(part, question, depth - 1)) }),
  }
}

function partsOf(condition: Condition, { bundle }: Question): Condition[] {
  if (condition.op === 'all' || condition.op === 'any') return condition.of
  if (condition.op === 'not') return [condition.of]
  const segment =
    condition.op === 'in' && Object.hasOwn(bundle.segments, condition.segment)
      ? bundle.segments[condition.segment]
      : undefined
  return segment ? [segment] : []
}

function actualText(condition: Condition, question: Question): string | undefined {
  const { visitor, bundle } = question
  switch (condition.op) {
    case 'did': {
      const n = actual(condition, question)
      if (n === undefined) return 'when this visit began is not known'
      return condition.measure === 'value'
        ? moneyText(n, bundle.settings)
        : `${n} ${condition.measure === 'count' ? (n === 1 ? 'time' : 'times') : n === 1 ? 'product' : 'products'}`
    }
    case 'age': {
      const n = actual(condition, question)
      return n === undefined ? 'never' : `${durationText(n)} ago`
    }
    case 'trait':
    case 'fact':
    case 'context': {
      const value = visitor[condition.op](condition.name)
      return value === undefined ? 'not known' : factText(condition.name, value, bundle.settings)
    }
    case 'variant':
      return variantOf(condition.experiment, question) ?? 'takes no part'
    default:
      return undefined
  }
}

/** What a slot shows a visitor and why: every choice, every condition, every experiment. */
export function explainSlot(
  slot: string,
  visitor: Visitor,
  bundle: Bundle,
  options: ChooseOptions = {},
): ExplainedSlot {
  const question = options.question ?? ask(visitor, bundle, options.subject)
  const chosen = chooseBlock(slot, visitor, bundle, { ...options, question })
  const found: Slot = (Object.hasOwn(bundle.slots, slot) && bundle.slots[slot]) || { show: [] }
  const choices = found.show.map((choice, index): ExplainedChoice => {
    const seen = views(choice, slot, question)
    const notes = [
      ...(isScheduled(choice, question) ? [] : ['outside of its dates, weekdays or hours']),
      ...(choice.cap && seen >= choice.cap.views ? [`seen ${seen} times, at most ${choice.cap.views}`] : []),
      ...(index > (chosen.choice ?? Number.POSITIVE_INFINITY) && isOpen(choice, slot, question)
        ? ['would do, but one above was taken']
        : []),
    ]
    return {
      block: choice.block,
      taken: index === chosen.choice,
      notes,
      ...(choice.when && { when: explainIn(choice.when, question, 8) }),
    }
  })
  const experiments = Object.entries(bundle.experiments ?? {})
    .filter(([, experiment]) => experiment.slot === slot)
    .map(([name, experiment]) => explainExperiment(name, experiment, question))
  return {
    slot,
    ...chosen,
    said: REASONS[chosen.why],
    consent: {
      ...(found.needs && { needs: found.needs }),
      ...(options.granted && { granted: options.granted }),
    },
    ...(found.holdout !== undefined && {
      holdout: { share: found.holdout, ...bucketOf(`holdout/${slot}`, options.subject) },
    }),
    choices,
    experiments,
  }
}

function explainExperiment(name: string, experiment: Experiment, question: Question): ExplainedExperiment {
  const variant = variantOf(name, question) ?? null
  const note = variant === null ? whyNoPart(experiment, question) : undefined
  return {
    name,
    variant,
    ...bucketOf(experiment.seed, question.subject),
    ...(note !== undefined && { note }),
    ...(experiment.when && { when: explainIn(experiment.when, question, 8) }),
  }
}

const bucketOf = (seed: string, subject: string | undefined): { bucket?: number } =>
  subject === undefined ? {} : { bucket: hash(seed, subject, 2)! }

/** Why an experiment deals a visitor nothing; in the order in which it asks. */
function whyNoPart(
  { from, to, namespace, when, coverage }: Experiment,
  question: Question,
): string | undefined {
  const { subject, visitor } = question
  if (subject === undefined) return 'nobody takes part without a visitor id'
  if (!inRange(visitor.now, rangeOf(from, to))) return 'outside of its dates'
  if (namespace && !inNamespace(subject, namespace)) return `in another part of the namespace ${namespace[0]}`
  if (when && judge(when, question) !== true) return 'not whom it is for'
  return `not among the ${Math.round(coverage * 10_000) / 100}% that take part`
}

const REASONS: Record<Chosen['why'], string> = {
  matched: 'the first choice that holds',
  'none-holds': 'no choice holds',
  'held-out': 'in the holdout',
  'needs-consent': 'needs a consent that was not given',
  'unknown-slot': 'there is no such slot',
}
