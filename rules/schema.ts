import { z } from 'zod'
import { EVENT_NAMES } from '../snippet/wire.ts'

/**
 * The shape of a rule file. Its descriptions are the hover help of editors and its
 * `error` texts finish the sentence "This must be …", so it is the one source of the
 * JSON Schema, the shape check and their messages. What words mean (`at least 3`,
 * a category that exists) is for the compiler to say.
 */

const must = (error: string) => ({ error })
const text = (be = 'a text') => z.string(must(be))
const word = z.union([z.string(), z.number(), z.boolean()], must('a word, a number, true or false'))
const words = (be: string) =>
  z.union([z.string(), z.array(z.string(must('a word')), must('a list'))], must(be))
const quantity = (be: string) => z.union([z.string(), z.number()], must(be))
const list = <T extends z.ZodType>(of: T, be = 'a list, one entry a line starting with `- `') =>
  z.array(of, must(be)).min(1, must('a list with at least one entry'))
const map = <T extends z.ZodType>(of: T, be: string) => z.record(z.string(), of, must(be))
const shape = <T extends z.core.$ZodLooseShape>(fields: T, be: string) => z.strictObject(fields, must(be))

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
const value = z.union(
  [word, z.array(word), matcher],
  must('a word, a list of words, a range such as `at least 3`, or a map such as {contains: word}'),
)
const fields = map(value, 'a map of fields, such as {city: Berlin}')

const where = shape(
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

/** A word that editors complete; the compiler, not the shape, says which words exist. */
const oneOf = (known: readonly string[], be: string) => text(be).meta({ enum: [...known] })

const did = oneOf(EVENT_NAMES, `an event: ${EVENT_NAMES.join(', ')}`).describe(
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
const condition: z.ZodType<RawConditionShape> = z.lazy(() =>
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

const recommend = shape(
  {
    from: oneOf(['session', 'similar', 'bestsellers'], 'session, similar or bestsellers')
      .optional()
      .describe(
        'session: next best after what was looked at; similar: to the page’s product; bestsellers: popular now.',
      ),
    size: z
      .number(must('a number of products'))
      .int(must('a whole number'))
      .min(1, must('at least 1'))
      .max(48, must('at most 48'))
      .optional()
      .describe('How many products; 4 unless told.'),
    never: words('purchased, out-of-stock, in-cart, current, or a list of these')
      .optional()
      .describe('What is left out: purchased, out-of-stock, in-cart, current.'),
    category: words('a category or a list of categories')
      .optional()
      .describe('Only products under these categories.'),
    brand: words('a brand or a list of brands').optional().describe('Only these brands.'),
    price: quantity('a range such as `20 to 50`').optional().describe('Only within this price.'),
    boost: z
      .union(
        [z.lazy(() => boost), z.array(z.lazy(() => boost))],
        must('a map such as {brand: acme, by: 1.3}, or a list of these'),
      )
      .optional()
      .describe('Multiplies the score of matching products.'),
    pin: words('an item id or a list of item ids').optional().describe('These come first, in this order.'),
    diversify: oneOf(['category', 'brand'], 'category or brand')
      .optional()
      .describe('No two neighbours of one category (or brand) while others are left.'),
    otherwise: oneOf(['bestsellers', 'nothing'], 'bestsellers or nothing')
      .optional()
      .describe('When too little is known: bestsellers or nothing.'),
  },
  'a map such as {from: session, size: 4}',
)
const boost = shape(
  {
    item: value.optional(),
    category: value.optional(),
    brand: value.optional(),
    price: value.optional(),
    by: z
      .number(must('a factor such as 1.3'))
      .positive(must('a factor above 0'))
      .max(100, must('a factor up to 100')),
  },
  'a map such as {brand: acme, by: 1.3}',
)
export type RawRecommend = z.infer<typeof recommend>

const block = shape(
  {
    template: text('a text, or the name of a `.liquid` file beside this one')
      .optional()
      .describe('Liquid: `|` and text below, or the name of a `.liquid` file beside this one.'),
    text: map(map(text(), 'a map of words'), 'a map of languages, such as {en: {title: Hello}}')
      .optional()
      .describe('Words by language; printed as {{ text.title }}.'),
    recommend: recommend.optional().describe('Products the block lists.'),
  },
  'a block with a `template`',
)
export type RawBlock = z.infer<typeof block>

const choice = shape(
  {
    block: text('the name of a block').describe('Shows this block…'),
    when: condition.optional().describe('…when this holds.'),
    from: text('a date such as 2026-12-31, or with a time: 2026-12-31 18:00')
      .optional()
      .describe('From this day on, in the shop’s time zone.'),
    until: text('a date such as 2026-12-31, or with a time: 2026-12-31 18:00')
      .optional()
      .describe('To the end of this day, in the shop’s time zone.'),
    on: words('a weekday or a list of weekdays').optional().describe('Only on these weekdays.'),
    hours: text('hours such as `9 to 18`')
      .optional()
      .describe('Only in these hours of the shop’s time zone: `9 to 18`.'),
    'at-most': quantity('a cap such as `3 per day`')
      .optional()
      .describe('Shown at most so often to one visitor: `3 per day`, `1 per visit`, `5 ever`.'),
    priority: z
      .number(must('a number'))
      .optional()
      .describe('Higher comes first; 0 unless told. Equal ones keep their order.'),
  },
  'a choice such as {block: hero}',
)
export type RawChoice = z.infer<typeof choice>

const slot = shape(
  {
    show: list(choice, 'a list of choices, one a line starting with `- block:`')
      .optional()
      .describe('The first choice that holds is shown.'),
    recommend: recommend.optional().describe('A list of products, without a choice between blocks.'),
    template: text('a text, or the name of a `.liquid` file beside this one')
      .optional()
      .describe('Liquid for `recommend`; cards unless told.'),
    needs: oneOf(['personalization', 'marketing'], 'personalization or marketing')
      .optional()
      .describe(
        'Consent without which the slot keeps the site’s own content; needed to print personal data.',
      ),
    holdout: quantity('a percentage such as 5%')
      .optional()
      .describe('Share of visitors who keep the site’s own content, to measure against.'),
    fallback: oneOf(['none'], 'none')
      .optional()
      .describe('`none`: showing the site’s own content when nothing holds is meant.'),
  },
  'a slot with `show:` or `recommend:`',
)
export type RawSlot = z.infer<typeof slot>

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
const experiment = shape(
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

const goal = shape(
  {
    did,
    where: where.optional(),
    measure: oneOf(['count', 'items', 'sum'], 'count, items or sum').optional(),
  },
  'a goal such as {did: purchase}',
)
export type RawGoal = z.infer<typeof goal>

const told = z.looseObject(
  {
    times: z
      .number(must('a number of times'))
      .int(must('a whole number'))
      .min(1, must('at least 1'))
      .max(10_000, must('at most 10000'))
      .optional(),
    ago: text('a length of time such as `2 days`').optional(),
  },
  must('an event such as {view_item: {category: shoes}, ago: 2 days}'),
)
const test = shape(
  {
    name: text().describe('What this test shows, as a sentence.'),
    given: shape(
      {
        consent: words('a purpose or a list of purposes')
          .optional()
          .describe('Purposes the visitor granted; all unless told.'),
        now: text('a date such as 2026-12-31 18:00').optional().describe('The shop’s clock.'),
        id: text('a visitor id').optional().describe('Decides experiments and holdouts.'),
        events: z
          .array(told, must('a list of events'))
          .optional()
          .describe('What happened before: {view_item: {category: shoes}, times: 3, ago: 2 days}.'),
        visitor: map(z.union([word, z.array(word)]), 'a map such as {city: Berlin}').optional(),
        page: map(word, 'a map such as {path: /}').optional(),
        arrived: map(word, 'a map such as {campaign: summer}').optional(),
        visit: map(word, 'a map such as {country: de}').optional(),
      },
      'a map with `events`, `consent`, `visitor`, `page` …',
    ).optional(),
    expect: map(
      z.union([z.string(), z.array(z.string())], must('the name of a block, or `nothing`')),
      'a map of slots and blocks, such as {home-hero: back-to-shoes}',
    ).describe('Slot → block, `nothing`, or slot → [allowed blocks]; `in:` and `not-in:` name segments.'),
  },
  'a test with `name`, `given` and `expect`',
)
export type RawTest = z.infer<typeof test>

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
export { condition as conditionSchema }

/** JSON Schema of a rule file, for completion and help in editors. */
export const jsonSchema = () => ({
  ...z.toJSONSchema(ruleFile, { target: 'draft-7', io: 'input', reused: 'ref' }),
  title: 'Acquaint rules',
})
