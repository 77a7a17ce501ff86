import type { Bundle, Condition, Visitor } from './bundle.ts'
import { type Asking, type Chosen, chooseBlock, isOpen, isScheduled, views } from './choose.ts'
import { describe, durationText, factText, moneyText } from './describe.ts'
import { actual, ask, judge, type Question, variantOf } from './evaluate.ts'

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

export interface ExplainedSlot extends Chosen {
  slot: string
  choices: ExplainedChoice[]
  experiments: { name: string; variant: string | null; why?: Explained }[]
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
  asking: Asking = {},
): ExplainedSlot {
  const question = asking.question ?? ask(visitor, bundle, asking.subject)
  const chosen = chooseBlock(slot, visitor, bundle, { ...asking, question })
  const found = Object.hasOwn(bundle.slots, slot) ? bundle.slots[slot]! : { show: [] }
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
    .map(([name, experiment]) => ({
      name,
      variant: variantOf(name, question) ?? null,
      ...(experiment.when && { why: explainIn(experiment.when, question, 8) }),
    }))
  return { slot, ...chosen, choices, experiments }
}

const MARK = { yes: '✓', no: '✗', unknown: '?' } as const

/** An explanation as lines of text. */
export function explanationText(explained: ExplainedSlot): string {
  const { slot, block, why, variant, choices, experiments } = explained
  const lines = [
    `${slot}: ${block ?? 'the site’s own content'} (${REASONS[why]}${variant ? `, ${variant}` : ''})`,
  ]
  for (const choice of choices) {
    lines.push(
      `  ${choice.taken ? '→' : ' '} ${choice.block}${choice.when ? '' : ' (no condition)'}${choice.notes.map((note) => ` — ${note}`).join('')}`,
    )
    if (choice.when) lines.push(...tree(choice.when, '      '))
  }
  for (const { name, variant, why } of experiments) {
    lines.push(`  experiment ${name}: ${variant ?? 'takes no part'}`)
    if (why) lines.push(...tree(why, '      '))
  }
  return lines.join('\n')
}

/** A condition's tree as lines. */
export function tree({ asks, holds, actual, parts = [] }: Explained, indent: string): string[] {
  return [
    `${indent}${MARK[holds]} ${asks}${actual === undefined ? '' : ` (${actual})`}`,
    ...parts.flatMap((part) => tree(part, `${indent}  `)),
  ]
}

const REASONS: Record<Chosen['why'], string> = {
  matched: 'the first choice that holds',
  'none-holds': 'no choice holds',
  'held-out': 'in the holdout',
  'needs-consent': 'needs a consent that was not given',
  'unknown-slot': 'there is no such slot',
}
