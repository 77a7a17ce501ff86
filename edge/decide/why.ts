import type { Bundle, Recommend } from '../../rules/bundle.ts'
import type { Question } from '../../rules/evaluate.ts'
import { type ExplainedSlot, explainSlot } from '../../rules/explain.ts'
import type { Purpose, Why } from '../../snippet/wire.ts'
import type { RankedItem } from '../recommend/question.ts'
import type { Draw } from './draw.ts'
import type { ListTrace } from './trace.ts'

/** What became of a choice on its way to the page. */
export interface Outcome {
  /** The list that was made, where the block recommends; its trace is made when somebody asks. */
  list?: { wanted: Recommend; ranked: readonly RankedItem[]; trace: () => ListTrace }
  /** What was drawn, where the slot or the list learns. */
  drawn?: Draw | undefined
  /** Why nothing could be shown although a choice held. */
  failed?: string
}

/** The reasons of one slot's decision: choices, conditions with their values, consent, holdout, experiments and the list. */
export function whyOf(
  slot: string,
  bundle: Bundle,
  asked: Question,
  granted: readonly Purpose[],
  outcome: Outcome,
): Why {
  const { subject } = asked
  const options = {
    granted,
    question: asked,
    ...(subject !== undefined && { subject }),
    pick: () => outcome.drawn?.at,
  }
  const { why, said, consent, choice, choices, holdout, experiments }: ExplainedSlot = explainSlot(
    slot,
    asked.visitor,
    bundle,
    options,
  )
  const { list, failed, drawn } = outcome
  return {
    rule: failed === undefined ? why : 'failed',
    said: failed ?? said,
    ...(choice !== undefined && { choice }),
    choices,
    consent: { ...consent, granted },
    ...(holdout && { holdout }),
    experiments,
    ...(drawn && { drawn: { arm: drawn.arm, propensity: drawn.propensity } }),
    ...(list && { list: { from: list.wanted.from, ...list.trace() } }),
  }
}

/** Where nothing is published. */
export const NO_RULES: Why = {
  rule: 'no-rules',
  said: 'no rules are published for this site',
  choices: [],
  consent: { granted: [] },
  experiments: [],
}
