import * as z from 'zod'
import { map, must, oneOf, quantity, shape, text } from '../words.ts'
import { condition, did, where } from './condition.ts'

const variant = z.union(
  [
    z.string(),
    z.number(),
    shape(
      {
        weight: quantity('a percentage such as 50%'),
        swap: map(text('the name of a block'), 'a map such as {hero: other-hero}')
          .optional()
          .describe('Shows the second block where the first would be.'),
      },
      'a map such as {weight: 50%, swap: {hero: other-hero}}',
    ),
  ],
  must('a percentage such as 50%, or a map with `weight` and `swap`'),
)
/** Visitors dealt into variants. */
export const experiment = shape(
  {
    slot: text('the name of a slot').describe('Where it runs.'),
    split: map(variant, 'a map of variants and their shares, such as {a: 50%, b: 50%}').describe(
      'Variants and their shares; they add up to 100%.',
    ),
    goal: text('the name of a goal or of an event').describe('What counts as success.'),
    coverage: quantity('a percentage such as 20%')
      .optional()
      .describe('Share of the eligible who take part; 100% unless told.'),
    when: condition.optional().describe('Only for visitors for whom this holds.'),
    namespace: shape(
      { name: text(), from: quantity('a percentage'), to: quantity('a percentage') },
      'a map such as {name: hero, from: 0%, to: 50%}',
    )
      .optional()
      .describe('Experiments with disjoint ranges of one namespace never share a visitor.'),
    from: text('a date such as 2026-12-31').optional(),
    until: text('a date such as 2026-12-31').optional(),
    seed: text()
      .optional()
      .describe('Deals visitors; the experiment’s name unless told. Changing it deals them anew.'),
  },
  'an experiment with `slot`, `split` and `goal`',
)
export type RawExperiment = z.infer<typeof experiment>

/** What counts as success. */
export const goal = shape(
  {
    did,
    where: where.optional(),
    measure: oneOf(['count', 'items', 'sum'], 'count, items or sum').optional(),
  },
  'a goal such as {did: purchase}',
)
export type RawGoal = z.infer<typeof goal>
