import * as z from 'zod'
import { EVENT_NAMES } from '../../snippet/wire.ts'
import { list, map, must, oneOf, quantity, shape, text, word, words } from '../words.ts'

const matcher = shape(
  {
    is: z
      .union([word, z.array(word)], must('a word or a list of words'))
      .optional()
      .describe('Equal to this, or to one of these.'),
    not: z
      .union([word, z.array(word)], must('a word or a list of words'))
      .optional()
      .describe('Known, and none of these.'),
    contains: words('a text or a list of texts').optional().describe('Has this text in it (any of several).'),
    'starts-with': words('a text or a list of texts')
      .optional()
      .describe('Begins with this text (any of several).'),
    'includes-all': z
      .array(word, must('a list of words'))
      .optional()
      .describe('A list that has every one of these.'),
    'at-least': quantity('a number').optional(),
    'at-most': quantity('a number').optional(),
    'more-than': quantity('a number').optional(),
    'less-than': quantity('a number').optional(),
    exists: z.boolean(must('true or false')).optional().describe('Whether it is known at all.'),
    before: text('a date such as 2026-12-31').optional(),
    after: text('a date such as 2026-12-31').optional(),
    age: text('a length of time such as `less than 30 days`')
      .optional()
      .describe('How long ago the date is.'),
    anniversary: text('a length of time such as `within 7 days`')
      .optional()
      .describe('How soon the date comes round again, for birthdays.'),
  },
  'a map such as {contains: word}',
)
/** What a field is compared with. */
export const value = z.union(
  [word, z.array(word), matcher],
  must('a word, a list of words, a range such as `at least 3`, or a map such as {contains: word}'),
)
const fields = map(value, 'a map of fields, such as {city: Berlin}')

/** What narrows an event. */
export const where = shape(
  {
    item: value.optional().describe('Item id of the catalogue.'),
    category: value.optional().describe('Category of the catalogue; everything below it counts too.'),
    brand: value.optional().describe('Brand of the catalogue.'),
    price: value.optional().describe('Price of a piece in the shop’s currency: `20 to 50`.'),
    path: value.optional().describe('Path of the page; `/sale/*` for everything below.'),
    term: value.optional().describe('What was searched for.'),
    slot: value.optional().describe('Slot that showed a block.'),
    block: value.optional().describe('Block that was shown.'),
    form: value.optional().describe('Id of the form.'),
  },
  'a map such as {category: shoes}',
).describe('Narrows the event; everything named must match.')

/** The name of an event. */
export const did = oneOf(EVENT_NAMES, `an event: ${EVENT_NAMES.join(', ')}`).describe(
  `What happened: ${EVENT_NAMES.join(', ')}.`,
)
const step = shape(
  { did, where: where.optional() },
  'a step such as {did: view_item, where: {category: shoes}}',
)

const conditionFields = {
  get all() {
    return list(condition, 'a list of conditions, one a line starting with `- `')
      .optional()
      .describe('Every one of these holds.')
  },
  get any() {
    return list(condition, 'a list of conditions, one a line starting with `- `')
      .optional()
      .describe('At least one of these holds.')
  },
  get not() {
    return condition.optional().describe('This does not hold. What cannot be told is off, also here.')
  },
  in: words('the name of a segment, or a list of names')
    .optional()
    .describe('In this segment (any of several).'),
  did: did.optional(),
  where: where.optional(),
  count: quantity('a count such as `at least 3`')
    .optional()
    .describe('How often: `at least 3`, `2 to 5`, `never`. Without it: at least once.'),
  items: quantity('a count such as `at least 3`').optional().describe('How many different products.'),
  sum: quantity('an amount such as `at least 100`')
    .optional()
    .describe('Worth how much in all, in the shop’s currency.'),
  within: text('a length of time such as `30 days`, or `this visit`')
    .optional()
    .describe(
      'Counted back from now: `30 days`, `2 hours`, `this visit`. For a sequence: from its first step to its last.',
    ),
  since: text('a date such as 2026-12-31')
    .optional()
    .describe('Only from this day on, in the shop’s time zone.'),
  until: text('a date such as 2026-12-31')
    .optional()
    .describe('Only to the end of this day, in the shop’s time zone.'),
  first: text('an age such as `more than 30 days ago`').optional().describe('When it first happened.'),
  last: text('an age such as `less than 2 days ago`').optional().describe('When it last happened.'),
  sequence: z
    .array(step, must('a list of steps'))
    .min(2, must('a list of at least two steps'))
    .optional()
    .describe('These happened in this order.'),
  'came-by': z
    .array(text('a path'), must('a list of paths'))
    .min(1, must('a list of paths'))
    .optional()
    .describe('Saw these pages in this order; `/sale/*` for everything below.'),
  visitor: fields.optional().describe('What is known about the visitor: traits and named facts.'),
  page: fields.optional().describe('The page they are on: path, title, category, item.'),
  arrived: fields
    .optional()
    .describe('How they came: class, referrer, source, medium, campaign, term, content.'),
  visit: fields.optional().describe('This request: country, region, device, language, hour, weekday.'),
  variant: map(
    z.union([z.string(), z.array(z.string())], must('the name of a variant')),
    'a map such as {hero-copy: b}',
  )
    .optional()
    .describe('Dealt this variant of an experiment.'),
}
export type RawCondition = z.infer<typeof condition>
/** A condition; several keys in one map must all hold. */
export const condition: z.ZodType<RawConditionShape> = z.lazy(() =>
  shape(conditionFields, 'a condition such as {did: view_item, count: at least 3}').meta({ id: 'condition' }),
) as never

interface RawConditionShape {
  all?: RawConditionShape[]
  any?: RawConditionShape[]
  not?: RawConditionShape
  in?: string | string[]
  did?: string
  where?: RawWhere
  count?: string | number
  items?: string | number
  sum?: string | number
  within?: string
  since?: string
  until?: string
  first?: string
  last?: string
  sequence?: { did: string; where?: RawWhere }[]
  'came-by'?: string[]
  visitor?: RawFields
  page?: RawFields
  arrived?: RawFields
  visit?: RawFields
  variant?: Record<string, string | string[]>
}
export type RawMatcher = z.infer<typeof matcher>
export type RawValue = z.infer<typeof value>
export type RawFields = Record<string, RawValue>
export type RawWhere = z.infer<typeof where>
