import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BUNDLE_FORMAT, type Bundle, type Condition } from '../../../rules/bundle.ts'
import { chooseBlock } from '../../../rules/choose.ts'
import { indexSlots } from '../../../rules/compile/index.ts'
import { compile } from '../../../rules/compile.ts'
import type { Visitor } from '../../../rules/visitor.ts'
import { DAY, type Happened, NOW, visitorOf } from './visitor.ts'

const categories = ['shoes', 'shoes/trail', 'shoes/city', 'bags', 'bags/totes']
const under = fc.subarray(categories, { minLength: 1 }).map((list) => ({ under: list }))
const is = fc.subarray(['x', 'y', 'z'], { minLength: 1 }).map((list) => ({ is: list }))
const leaf: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({
    op: fc.constantFrom('trait' as const, 'fact' as const, 'context' as const),
    name: fc.constantFrom('p', 'q'),
    match: is,
  }),
  fc.record({ op: fc.constant('context' as const), name: fc.constant('category'), match: under }),
  fc.record({
    op: fc.constant('trait' as const),
    name: fc.constant('p'),
    match: fc.constant({ exists: false }),
  }),
  fc.record({
    op: fc.constant('did' as const),
    event: fc.constantFrom('view_item', 'purchase'),
    where: fc.oneof(
      under.map((category) => ({ category })),
      fc.constant({}),
    ),
    measure: fc.constant('count' as const),
    is: fc.constantFrom({ min: 1 }, { min: 2 }, { max: 0 }, { max: 1 }),
  }),
  fc.record({ op: fc.constant('in' as const), segment: fc.constantFrom('s0', 's1', 'absent') }),
)
const tree = fc.letrec<{ node: Condition }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3 },
    leaf,
    tie('node').map((of): Condition => ({ op: 'not', of })),
    fc.array(tie('node'), { maxLength: 3 }).map((of): Condition => ({ op: 'all', of })),
    fc.array(tie('node'), { maxLength: 3 }).map((of): Condition => ({ op: 'any', of })),
  ),
})).node

const word = fc.constantFrom('x', 'Y ', 'w')
const someone = fc.record({
  events: fc.array(
    fc.record({
      event: fc.constantFrom('view_item', 'purchase'),
      category: fc.constantFrom(...categories, 'hats'),
      time: fc.integer({ min: NOW - 9 * DAY, max: NOW }),
    }),
    { maxLength: 5 },
  ),
  traits: fc.dictionary(fc.constantFrom('p', 'q'), fc.oneof(word, fc.array(word, { maxLength: 2 }))),
  facts: fc.dictionary(fc.constantFrom('p', 'q'), word),
  context: fc.dictionary(fc.constantFrom('p', 'q'), word),
  category: fc.option(fc.constantFrom(...categories), { nil: undefined }),
})

function listing(visitor: Visitor, events: Happened[]): Visitor {
  return {
    ...visitor,
    values: (event, dimension) =>
      events
        .filter((e) => e.event === event)
        .flatMap((e) => (e[dimension] === undefined ? [] : [String(e[dimension])])),
  }
}

describe('the index of a slot', () => {
  it('[R90] never changes what is decided, whether a visitor can be looked up or not', () => {
    fc.assert(
      fc.property(
        fc.array(tree, { minLength: 8, maxLength: 14 }),
        tree,
        someone,
        (conditions, segment, { category, ...known }) => {
          const plain: Bundle = {
            format: BUNDLE_FORMAT,
            hash: '',
            settings: { currency: 'USD', locale: 'en', timezone: 'UTC' },
            segments: {
              s0: segment,
              s1: {
                op: 'any',
                of: [
                  { op: 'in', segment: 's0' },
                  { op: 'trait', name: 'q', match: { is: ['x'] } },
                ],
              },
            },
            blocks: {},
            slots: { s: { show: conditions.map((when, i) => ({ block: `b${i}`, when })) } },
          }
          const indexed = structuredClone(plain)
          indexSlots(indexed)
          const visitor = visitorOf({
            ...known,
            context: { ...known.context, ...(category && { category }) },
          })
          const expected = chooseBlock('s', visitor, plain)
          expect(chooseBlock('s', visitor, indexed)).toEqual(expected)
          expect(chooseBlock('s', listing(visitor, known.events), indexed)).toEqual(expected)
        },
      ),
      { numRuns: 600 },
    )
  })

  it('[R90] lets a decision look at few of many choices', () => {
    const many = Array.from(
      { length: 500 },
      (_, i) =>
        `      - { block: b, when: { visitor: { plan: plan${i} }, did: view_item, where: { category: shelf${i % 50} } } }\n`,
    ).join('')
    const { bundle, ok } = compile({
      'a.yaml': `traits: { plan: text }\nblocks: { b: { template: <p>b</p> } }\nslots:\n  s:\n    fallback: none\n    show:\n${many}`,
    })
    expect(ok).toBe(true)
    let asked = 0
    const visitor = visitorOf({
      traits: { plan: 'plan321' },
      events: [{ event: 'view_item', category: 'shelf21', time: NOW }],
    })
    const counting: Visitor = {
      ...visitor,
      behaviour(query) {
        asked++
        return visitor.behaviour(query)
      },
    }
    expect(chooseBlock('s', counting, bundle)).toMatchObject({ block: 'b', choice: 321 })
    expect(asked).toBe(1)
  })
})
