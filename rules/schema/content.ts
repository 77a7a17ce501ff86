import * as z from 'zod'
import { LIST_KINDS, type ListKind } from '../bundle.ts'
import { list, map, must, oneOf, quantity, shape, text, words } from '../words.ts'
import { condition, value } from './condition.ts'

const KINDS = Object.keys(LIST_KINDS) as ListKind[]
const KINDS_SAID = `${KINDS.slice(0, -1).join(', ')} or ${KINDS.at(-1)}`

const recommend = shape(
  {
    from: z
      .union(
        [oneOf(KINDS, KINDS_SAID), list(oneOf(KINDS, KINDS_SAID))],
        must(`${KINDS_SAID}, or a list of these`),
      )
      .optional()
      .describe(
        `${KINDS.map((kind) => `${kind}: ${LIST_KINDS[kind]}`).join('; ')}. A list of these: what earns most is shown most.`,
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
    margin: quantity('a percentage such as 20%')
      .optional()
      .describe('Only with at least this margin, by the `cost` of the catalogue.'),
    boost: z
      .union(
        [z.lazy(() => boost), z.array(z.lazy(() => boost))],
        must('a map such as {brand: acme, by: 1.3}, or a list of these'),
      )
      .optional()
      .describe('Multiplies the rank of matching products; below 1 buries them.'),
    pin: z
      .union(
        [text(), z.array(text(), must('a list')), map(text(), 'a map of places')],
        must('an item id, a list of item ids, or a map of places such as {1: SKU-10, 3: SKU-2}'),
      )
      .optional()
      .describe('These come first, in this order; as a map, each at its place.'),
    diversify: oneOf(['category', 'brand'], 'category or brand')
      .optional()
      .describe('No two neighbours of one category (or brand) while others are left.'),
    'per-brand': z
      .number(must('a number of products'))
      .int(must('a whole number'))
      .min(1, must('at least 1'))
      .optional()
      .describe('Most products of one brand, while others are left.'),
    variety: quantity('a percentage such as 30%')
      .optional()
      .describe('0%: by rank alone; 100%: each as unlike those before as can be.'),
    fresh: quantity('a percentage such as 25%')
      .optional()
      .describe('Share of the places, up to 50%, for products too new to be ranked.'),
    'free-shipping': quantity('an amount such as 60')
      .optional()
      .describe('From which cart value delivery is free; of `from: companion`.'),
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

/** Content that slots show. */
export const block = shape(
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

/** A place on the pages. */
export const slot = shape(
  {
    show: list(choice, 'a list of choices, one a line starting with `- block:`')
      .optional()
      .describe('The first choice that holds is shown.'),
    choose: oneOf(['first', 'bandit'], 'first or bandit')
      .optional()
      .describe(
        'first: the first choice that holds; bandit: of all that hold, what earns most is shown most, and each now and then.',
      ),
    reward: oneOf(['click', 'purchase'], 'click or purchase')
      .optional()
      .describe('What `choose: bandit` learns from; click unless told.'),
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
