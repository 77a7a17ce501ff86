import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Condition } from '../../../rules/bundle.ts'
import { Above } from '../../../rules/check/above.ts'
import { implies } from '../../../rules/check/logic.ts'
import { compile } from '../../../rules/compile.ts'

const range = fc.record(
  { min: fc.integer({ min: 0, max: 4 }), max: fc.integer({ min: 4, max: 8 }) },
  { requiredKeys: ['min'] },
)
const words = fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 2 })
const shelves = fc.uniqueArray(fc.constantFrom('shoes', 'shoes/trail', 'shoes/trail/low', 'bags'), {
  minLength: 1,
  maxLength: 2,
})
const condition: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({
    op: fc.constantFrom('trait' as const, 'context' as const),
    name: fc.constantFrom('plan', 'city'),
    match: fc.oneof(
      words.map((is) => ({ is })),
      shelves.map((under) => ({ under })),
      range,
      fc.boolean().map((exists) => ({ exists })),
    ),
  }),
  fc.record({
    op: fc.constant('did' as const),
    event: fc.constantFrom('view_item', 'purchase'),
    where: shelves.map((under) => ({ category: { under } })),
    within: fc.constantFrom(1, 2),
    measure: fc.constant('count' as const),
    is: range,
  }),
  fc.record({ op: fc.constant('in' as const), segment: fc.constantFrom('x', 'y') }),
)
const conjunction = fc.array(condition, { maxLength: 3 })

describe('choices that are never reached', () => {
  it('[R34] are found by their keys as by comparing each with each', () => {
    fc.assert(
      fc.property(fc.array(conjunction, { maxLength: 12 }), conjunction, (needs, atoms) => {
        const above = new Above(needs)
        for (const index of needs.keys()) above.add(index)
        const slow = needs.findIndex((all) => all.every((need) => atoms.some((have) => implies(have, need))))
        expect(above.first(atoms) ?? -1).toBe(slow)
      }),
      { numRuns: 3000 },
    )
  })

  it('[R34] are found at the end of a slot with thousands of choices', () => {
    const choices = Array.from(
      { length: 3000 },
      (_, i) => `{ block: b, when: { visitor: { city: city-${i} } } }`,
    )
    const show = [...choices, '{ block: b, when: { visitor: { city: city-1500 } } }', '{ block: b }']
    const { diagnostics } = compile({
      'a.yaml': `blocks: { b: { template: <p>B</p> } }\nslots:\n  s:\n    show:\n${show.map((each) => `      - ${each}\n`).join('')}`,
    })
    expect(diagnostics.map(({ code, line }) => [code, line])).toEqual([['unreachable', 3005]])
  })
})
