import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Bundle, Condition } from '../../../rules/bundle.ts'
import { ask, holds, judge } from '../../../rules/evaluate.ts'
import { shortestChain } from '../../../rules/sequence.ts'
import { DAY, NOW, visitorOf } from './visitor.ts'

const bundle = (segments: Bundle['segments'] = {}): Bundle => ({
  format: 1,
  hash: '',
  settings: { currency: 'USD', locale: 'en', timezone: 'UTC' },
  segments,
  blocks: {},
  slots: {},
})
const viewed = (days: number, category = 'shoes', item = 'a') => ({
  event: 'view_item',
  time: NOW - days * DAY,
  category,
  item,
})
const did = (extra: Partial<Extract<Condition, { op: 'did' }>> = {}): Condition => ({
  op: 'did',
  event: 'view_item',
  where: {},
  measure: 'count',
  is: { min: 1 },
  ...extra,
})

const city = (is: string): Condition => ({ op: 'trait', name: 'city', match: { is: [is] } })
const unknown: Condition = { op: 'trait', name: 'nothing', match: { is: ['x'] } }
const yes: Condition = { op: 'all', of: [] }
const no: Condition = { op: 'any', of: [] }
const not = (of: Condition): Condition => ({ op: 'not', of })
const leaf = fc.constantFrom(yes, no, unknown)
const tree = fc.letrec<{ node: Condition }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4 },
    leaf,
    tie('node').map(not),
    fc.array(tie('node'), { maxLength: 3 }).map((of): Condition => ({ op: 'all', of })),
    fc.array(tie('node'), { maxLength: 3 }).map((of): Condition => ({ op: 'any', of })),
  ),
})).node

describe('three-valued logic', () => {
  const answer = (c: Condition) => judge(c, ask(visitorOf(), bundle()))

  it('[R1] a condition that cannot be told is off, also inside not', () => {
    expect(holds(unknown, visitorOf(), bundle())).toBe(false)
    expect(holds(not(unknown), visitorOf(), bundle())).toBe(false)
    expect(holds(not({ op: 'all', of: [yes, unknown] }), visitorOf(), bundle())).toBe(false)
    expect(holds({ op: 'nonsense' } as never, visitorOf(), bundle())).toBe(false)
    expect(holds(not({ op: 'nonsense' } as never), visitorOf(), bundle())).toBe(false)
  })

  it('[R1] what is known decides, whatever else is not', () => {
    expect(answer({ op: 'any', of: [unknown, yes] })).toBe(true)
    expect(answer({ op: 'all', of: [unknown, no] })).toBe(false)
    expect(answer(not({ op: 'all', of: [unknown, no] }))).toBe(true)
  })

  it('[R2] De Morgan and double negation hold for every condition', () => {
    fc.assert(
      fc.property(tree, tree, (a, b) => {
        expect(answer(not(not(a)))).toBe(answer(a))
        expect(answer(not({ op: 'all', of: [a, b] }))).toBe(answer({ op: 'any', of: [not(a), not(b)] }))
        expect(answer({ op: 'all', of: [a, b] })).toBe(answer({ op: 'all', of: [b, a] }))
      }),
    )
  })

  it('[R2] learning more never turns a told condition round', () => {
    const fill = (c: Condition, by: Condition): Condition =>
      c === unknown
        ? by
        : c.op === 'not'
          ? not(fill(c.of, by))
          : c.op === 'all' || c.op === 'any'
            ? { ...c, of: c.of.map((each) => fill(each, by)) }
            : c
    fc.assert(
      fc.property(tree, fc.constantFrom(yes, no), (c, by) => {
        const before = answer(c)
        if (before !== undefined) expect(answer(fill(c, by))).toBe(before)
      }),
    )
  })
})

describe('behaviour', () => {
  const visitor = visitorOf({
    events: [viewed(1), viewed(2), viewed(40, 'shoes', 'b'), viewed(3, 'bags', 'c')],
  })

  it('[R3] counts within a sliding window, by category', () => {
    const shoes = { category: { under: ['shoes'] } }
    expect(holds(did({ where: shoes, within: 30 * DAY, is: { min: 2, max: 2 } }), visitor, bundle())).toBe(
      true,
    )
    expect(holds(did({ where: shoes, is: { min: 3 } }), visitor, bundle())).toBe(true)
    expect(holds(did({ where: shoes, measure: 'items', is: { min: 2, max: 2 } }), visitor, bundle())).toBe(
      true,
    )
    expect(holds(did({ where: { category: { under: ['hats'] } }, is: { max: 0 } }), visitor, bundle())).toBe(
      true,
    )
  })

  it('[R3] a window of this visit is off when the visit is not known', () => {
    expect(holds(did({ within: 'visit' }), visitor, bundle())).toBe(false)
    expect(holds(not(did({ within: 'visit' })), visitor, bundle())).toBe(false)
    const here = visitorOf({ events: [viewed(0)], facts: { visit_started_at: NOW - 1000 } })
    expect(holds(did({ within: 'visit' }), here, bundle())).toBe(true)
  })

  it('[R4] asks how long ago the first and the last time was', () => {
    const age = (of: 'first' | 'last', is: { min?: number; max?: number }): Condition => ({
      op: 'age',
      event: 'view_item',
      where: {},
      of,
      is,
    })
    expect(holds(age('last', { max: 2 * DAY }), visitor, bundle())).toBe(true)
    expect(holds(age('first', { min: 39 * DAY }), visitor, bundle())).toBe(true)
    expect(
      holds(not({ ...age('last', { max: DAY }), event: 'purchase' } as Condition), visitor, bundle()),
    ).toBe(false)
  })

  it('[R5] finds A then B within a span, and only in that order', () => {
    const sequence = (span?: number): Condition => ({
      op: 'sequence',
      steps: [
        { event: 'search', where: {} },
        { event: 'view_item', where: {} },
        { event: 'purchase', where: {} },
      ],
      ...(span !== undefined && { span }),
    })
    const at = (event: string, minutes: number) => ({ event, time: NOW - minutes * 60_000 })
    const one = visitorOf({
      events: [
        at('search', 90),
        at('view_item', 80),
        at('search', 30),
        at('view_item', 20),
        at('purchase', 10),
      ],
    })
    expect(holds(sequence(20 * 60_000), one, bundle())).toBe(true)
    expect(holds(sequence(19 * 60_000), one, bundle())).toBe(false)
    expect(
      holds(
        sequence(),
        visitorOf({ events: [at('purchase', 30), at('view_item', 20), at('search', 10)] }),
        bundle(),
      ),
    ).toBe(false)
  })

  it('[R5] the shortest chain is that of trying every choice', () => {
    const times = fc
      .array(fc.integer({ min: 0, max: 30 }), { maxLength: 6 })
      .map((list) => [...list].sort((a, b) => a - b))
    const brute = (lists: number[][], after = -1): number[][] =>
      lists.length === 0
        ? [[]]
        : lists[0]!
            .filter((t) => t > after)
            .flatMap((t) => brute(lists.slice(1), t).map((rest) => [t, ...rest]))
    fc.assert(
      fc.property(fc.array(times, { minLength: 1, maxLength: 4 }), (lists) => {
        const lengths = brute(lists).map((chain) => chain.at(-1)! - chain[0]!)
        expect(shortestChain(lists)).toBe(lengths.length ? Math.min(...lengths) : Infinity)
      }),
    )
  })
})

describe('attributes and segments', () => {
  it('[R6] texts compare without case and blanks, in any script', () => {
    const visitor = visitorOf({ traits: { city: ' ZÜRICH ', tags: ['vip', 'new'] } })
    expect(holds(city('zürich'), visitor, bundle())).toBe(true)
    expect(
      holds(city('zu\u0308rich'.normalize('NFC')), visitorOf({ traits: { city: 'Zu\u0308rich' } }), bundle()),
    ).toBe(true)
    expect(holds({ op: 'trait', name: 'tags', match: { is: ['new'] } }, visitor, bundle())).toBe(true)
    expect(holds({ op: 'trait', name: 'city', match: { min: 3 } }, visitor, bundle())).toBe(false)
    expect(holds(not({ op: 'trait', name: 'city', match: { min: 3 } }), visitor, bundle())).toBe(false)
  })

  it('[R7] a page without a category is in none; a country that is not known is not another', () => {
    const on = (name: string): Condition => not({ op: 'context', name, match: { is: ['shoes'] } })
    expect(holds(on('category'), visitorOf(), bundle())).toBe(true)
    expect(holds(on('country'), visitorOf(), bundle())).toBe(false)
  })

  it('[R8] a segment is asked once a decision, and one that is missing or circular is off', () => {
    let asked = 0
    const trait = () => {
      asked++
      return 'x'
    }
    const visitor = { ...visitorOf(), trait }
    const rules = bundle({ a: city('x'), loop: not({ op: 'in', segment: 'loop' }) })
    const question = ask(visitor, rules)
    for (let i = 0; i < 5; i++) expect(judge({ op: 'in', segment: 'a' }, question)).toBe(true)
    expect(asked).toBe(1)
    // Somebody else's decision in between changes neither.
    const other = ask({ ...visitorOf(), trait: () => 'y' }, rules)
    for (let i = 0; i < 2; i++) {
      expect(judge({ op: 'in', segment: 'a' }, other)).toBe(false)
      expect(judge({ op: 'in', segment: 'a' }, question)).toBe(true)
    }
    for (const segment of ['loop', 'absent', 'constructor', '__proto__']) {
      expect(holds({ op: 'in', segment }, visitor, rules)).toBe(false)
      expect(holds(not({ op: 'in', segment }), visitor, rules)).toBe(false)
    }
  })
})
