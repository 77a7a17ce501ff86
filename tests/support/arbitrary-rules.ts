import fc from 'fast-check'
import type { Bundle, Condition, ListKind, Recommend, Where } from '../../rules/bundle.ts'
import { LIST_KINDS } from '../../rules/bundle.ts'
import { FACTS } from '../../rules/visitor.ts'
import { NOW } from './arbitrary.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

const where: fc.Arbitrary<Where> = fc.oneof(
  fc.constant<Where>({}),
  fc.constant<Where>({ item: { exists: true } }),
  fc.constant<Where>({ path: { starts: ['/p/'] } }),
  fc.constant<Where>({ term: { contains: ['trail'] } }),
  fc.record<Where>(
    {
      item: fc.constantFrom({ is: ['a'] }, { is: ['b', 'constructor'] }),
      category: fc.constantFrom({ under: ['shoes'] }, { under: ['shoes/trail'] }, { is: ['hats'] }),
      brand: fc.constantFrom({ is: ['alder'] }, { exists: false }),
      price: fc.constantFrom({ min: 400 }, { max: 700 }),
    },
    { requiredKeys: [] },
  ),
)
const event = fc.constantFrom(
  'view_item',
  'view_item',
  'page_view',
  'add_to_cart',
  'purchase',
  'search',
  'engagement',
)
const range = fc.oneof(
  fc.integer({ min: 1, max: 6 }).map((min) => ({ min })),
  fc.integer({ min: 0, max: 3 }).map((max) => ({ max })),
)
const age = fc.integer({ min: 0, max: 40 * 24 }).map((hours) => ({ max: hours * HOUR }))
const within = fc.constantFrom(HOUR, 12 * HOUR, DAY, 3 * DAY, 7 * DAY, 30 * DAY, 120 * DAY, 'visit' as const)
const moment = fc.integer({ min: 0, max: 200 }).map((hours) => NOW - hours * HOUR)

const did = fc
  .record(
    {
      event,
      where,
      within,
      from: moment,
      to: moment,
      is: range,
      measure: fc.constantFrom('count', 'items', 'value'),
    },
    { requiredKeys: ['event', 'where', 'is', 'measure'] },
  )
  .map((of) => ({ op: 'did', ...of, ...(of.measure === 'value' && { is: { min: 900 } }) }) as Condition)

const fact = fc.constantFrom(...Object.keys(FACTS)).chain((name): fc.Arbitrary<Condition> => {
  const values = {
    lifecycle: ['prospect', 'customer', 'lapsing'],
    favourite_category: ['shoes', 'hats', 'shoes/trail'],
    favourite_brand: ['alder', 'brook'],
    price_band: ['low', 'high'],
    daypart: ['morning', 'evening'],
    first_referrer_class: ['search', 'other', 'direct'],
  } as Record<string, string[]>
  const match = values[name]
    ? fc.constantFrom(...values[name]).map((is) => ({ is: [is] }))
    : fc.integer({ min: 0, max: 40 }).map((min) => ({ min }))
  return match.map((match) => ({ op: 'fact', name, match }) as Condition)
})

const leaf: fc.Arbitrary<Condition> = fc.oneof(
  { arbitrary: did, weight: 6 },
  { arbitrary: fact, weight: 3 },
  fc
    .record({ event, where, of: fc.constantFrom('first', 'last'), is: age })
    .map((of) => ({ op: 'age', ...of }) as Condition),
  fc
    .record(
      {
        steps: fc.array(fc.record({ event, where }), { minLength: 1, maxLength: 3 }),
        span: fc.constantFrom(HOUR, DAY),
        within: fc.constantFrom(DAY, 30 * DAY),
      },
      { requiredKeys: ['steps'] },
    )
    .map((of) => ({ op: 'sequence', ...of }) as Condition),
  fc.constant<Condition>({ op: 'trait', name: 'country', match: { is: ['hk'] } }),
)

/** Any condition of what a visitor did and is. */
export const condition: fc.Arbitrary<Condition> = fc.oneof(
  { arbitrary: leaf, weight: 3 },
  leaf.map((of): Condition => ({ op: 'not', of })),
  fc.array(leaf, { minLength: 1, maxLength: 3 }).map((of): Condition => ({ op: 'any', of })),
)

const recommend: fc.Arbitrary<Recommend> = fc.record(
  {
    from: fc.constantFrom(...(Object.keys(LIST_KINDS) as ListKind[])),
    size: fc.integer({ min: 1, max: 4 }),
    never: fc.subarray(['purchased', 'in-cart', 'current'] as const).map((never) => [...never]),
    otherwise: fc.constantFrom('bestsellers' as const, 'nothing' as const),
    fresh: fc.constant(0.5),
    free_shipping: fc.constant(2000),
  },
  { requiredKeys: ['from', 'size', 'never', 'otherwise'] },
)

/** Any published rules: a slot for each of a few conditions, a capped block, and lists of any kind. */
export const bundle: fc.Arbitrary<Bundle> = fc
  .record({
    when: fc.array(condition, { minLength: 1, maxLength: 5 }),
    lists: fc.array(recommend, { maxLength: 2 }),
    per: fc.constantFrom(DAY, 'visit' as const, 'ever' as const),
  })
  .map(({ when, lists, per }) => {
    const named = <T>(prefix: string, each: readonly T[]): [string, T][] =>
      each.map((one, n) => [`${prefix}${n}`, one])
    const items = '{% for item in items %}{{ item.item_id }}:{{ item.reason }} {% endfor %}'
    return {
      format: 1,
      hash: 'h',
      settings: { currency: 'USD', locale: 'en-US', timezone: 'UTC' },
      segments: Object.fromEntries(named('s', when)),
      blocks: {
        yes: { template: 'yes' },
        no: { template: 'no' },
        ...Object.fromEntries(
          named('l', lists).map(([name, recommend]) => [name, { template: items, recommend }]),
        ),
      },
      slots: {
        ...Object.fromEntries(
          named('q', when).map(([name], n) => [
            name,
            { show: [{ block: 'yes', when: { op: 'in', segment: `s${n}` } as Condition }, { block: 'no' }] },
          ]),
        ),
        capped: { show: [{ block: 'yes', cap: { views: 2, per } }, { block: 'no' }] },
        ...Object.fromEntries(named('l', lists).map(([name]) => [name, { show: [{ block: name }] }])),
      },
    }
  })
