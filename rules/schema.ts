import * as z from 'zod'
import { condition } from './schema/condition.ts'
import { block, slot } from './schema/content.ts'
import { experiment, goal } from './schema/experiment.ts'
import { test } from './schema/test.ts'
import { map, must, shape, text } from './words.ts'

export type { RawCondition, RawFields, RawMatcher, RawValue, RawWhere } from './schema/condition.ts'
export type { RawBlock, RawChoice, RawRecommend, RawSlot } from './schema/content.ts'
export type { RawExperiment, RawGoal } from './schema/experiment.ts'
export type { RawTest } from './schema/test.ts'

/**
 * The shape of a rule file. Its descriptions are the hover help of editors and its
 * `error` texts finish the sentence "This must be …", so it is the one source of the
 * JSON Schema, the shape check and their messages. What words mean (`at least 3`,
 * a category that exists) is for the compiler to say.
 */

const trait = z.enum(
  ['text', 'number', 'date', 'list', 'yes-no', 'money'],
  must('text, number, date, list, yes-no or money'),
)

/** A whole rule file. */
export const ruleFile = shape(
  {
    shop: shape(
      {
        name: text().optional(),
        currency: text('an ISO 4217 code such as USD').describe('ISO 4217 code: USD.'),
        locale: text('a language tag such as en-US').describe('Language tag: en-US.'),
        timezone: text('an IANA name such as Asia/Hong_Kong').describe('IANA name: Asia/Hong_Kong.'),
      },
      'a map with `currency`, `locale` and `timezone`',
    )
      .optional()
      .describe('The shop; once in all files.'),
    traits: map(trait, 'a map of traits and their kinds, such as {birthday: date}')
      .optional()
      .describe(
        'What else is known about visitors, and of which kind it is: text, number, date, list, yes-no, money.',
      ),
    segments: map(condition, 'a map of segments').optional().describe('Named conditions.'),
    blocks: map(block, 'a map of blocks').optional().describe('Contents that slots show.'),
    slots: map(slot, 'a map of slots').optional().describe('Places on the pages.'),
    experiments: map(experiment, 'a map of experiments').optional(),
    goals: map(goal, 'a map of goals').optional(),
    tests: z
      .array(test, must('a list of tests'))
      .optional()
      .describe('What must be true before these rules are published.'),
  },
  'a map with keys such as `segments`, `blocks` and `slots`',
)
export type RuleFile = z.infer<typeof ruleFile>

/** JSON Schema of a rule file, for completion and help in editors. */
export const jsonSchema = () => ({
  ...z.toJSONSchema(ruleFile, { target: 'draft-7', io: 'input', reused: 'ref' }),
  title: 'Acquaint rules',
})
