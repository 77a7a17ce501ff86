import { GrowthBook } from '@growthbook/growthbook'
// @ts-expect-error it comes without types
import jsonLogic from 'json-logic-js'
import { Engine } from 'json-rules-engine'
import { readProfile } from '../../../edge/profile/read.ts'
import type { Bundle } from '../../../rules/bundle.ts'
import { chooseBlock } from '../../../rules/choose.ts'
import { NOW, type Rule, type Someone } from './scene.ts'

/** Takes a visitor, gives the name of the block of the first rule that holds. */
export type Decide = (someone: Someone) => string | null | Promise<string | null>

/** Ours, from the profile on: what the Worker does for one slot. */
export const acquaint =
  (bundle: Bundle): Decide =>
  ({ profile, context }) =>
    chooseBlock('slot', readProfile(profile, context, NOW), bundle).block

const viewsOf = ({ views }: Rule) => `views_${views?.category}_${views?.days}`

/** A feature whose rules each force a value; attributes are counted beforehand. */
export function growthbook(rules: readonly Rule[]): Decide {
  const condition = (rule: Rule) => ({
    points: { $gte: rule.points },
    plan: { $in: rule.plan },
    ...(rule.views ? { [viewsOf(rule)]: { $gte: rule.views.count } } : { country: rule.country }),
  })
  const features = {
    slot: {
      defaultValue: 'none',
      rules: rules.map((rule, i) => ({ condition: condition(rule), force: `b${i}` })),
    },
  }
  // the faster of its two classes here: GrowthBookClient took far longer a question with as many rules
  const gb = new GrowthBook({ features })
  return ({ attributes }) => {
    gb.updateAttributes(attributes)
    return gb.evalFeature('slot').value as string
  }
}

/** One `if` with a branch a rule. */
export function logic(rules: readonly Rule[]): Decide {
  const condition = (rule: Rule) => ({
    and: [
      { '>=': [{ var: 'points' }, rule.points] },
      { in: [{ var: 'plan' }, rule.plan] },
      ...(rule.views
        ? [{ '>=': [{ var: viewsOf(rule) }, rule.views.count] }]
        : [{ '==': [{ var: 'country' }, rule.country] }]),
    ],
  })
  const program = { if: [...rules.flatMap((rule, i) => [condition(rule), `b${i}`]), 'none'] } as never
  return ({ attributes }) => jsonLogic.apply(program, attributes) as string
}

/** Rules by priority, stopped at the first that holds. */
export function rulesEngine(rules: readonly Rule[]): Decide {
  const engine = new Engine([], { allowUndefinedFacts: true })
  for (const [i, rule] of rules.entries()) {
    const all = [
      { fact: 'points', operator: 'greaterThanInclusive', value: rule.points },
      { fact: 'plan', operator: 'in', value: rule.plan },
      ...(rule.views
        ? [{ fact: viewsOf(rule), operator: 'greaterThanInclusive', value: rule.views.count }]
        : [{ fact: 'country', operator: 'equal', value: rule.country }]),
    ]
    engine.addRule({
      conditions: { all },
      event: { type: `b${i}` },
      priority: rules.length - i,
      onSuccess: () => engine.stop(),
    })
  }
  return async ({ attributes }) => (await engine.run(attributes)).events[0]?.type ?? 'none'
}
