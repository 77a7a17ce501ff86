import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Bundle } from '../../../rules/bundle.ts'
import { wallClock } from '../../../rules/calendar.ts'
import { chooseBlock } from '../../../rules/choose.ts'
import { compile } from '../../../rules/compile.ts'
import { explainSlot } from '../../../rules/explain.ts'
import { explanationText } from '../../../rules/explanation.ts'
import { DAY, type Known, NOW, visitorOf } from './visitor.ts'

const HEAD = `shop: { currency: USD, locale: en-US, timezone: Asia/Hong_Kong }
blocks:
  a: { template: <p>A</p> }
  b: { template: <p>B</p> }
  c: { template: <p>C</p> }
`
function bundleOf(text: string): Bundle {
  const compiled = compile({ 'a.yaml': HEAD + text })
  expect(compiled.diagnostics.filter((d) => d.severity === 'error')).toEqual([])
  return compiled.bundle
}
const shown = (bundle: Bundle, known: Known = {}, subject?: string, granted?: string[]) =>
  chooseBlock('s', visitorOf(known), bundle, {
    ...(subject !== undefined && { subject }),
    ...(granted && { granted }),
  })
const ids = Array.from({ length: 4000 }, (_, i) => `visitor-${i}`)
const share = (bundle: Bundle, of: (chosen: ReturnType<typeof shown>) => boolean) =>
  ids.filter((id) => of(shown(bundle, {}, id))).length / ids.length

describe('a slot', () => {
  it('[R40] shows the first choice that holds, and nothing when none does', () => {
    const bundle = bundleOf(
      'slots: { s: { show: [{ block: a, when: { did: purchase } }, { block: b, when: { did: view_item } }] } }',
    )
    expect(shown(bundle, { events: [{ event: 'view_item', time: NOW }] })).toEqual({
      block: 'b',
      why: 'matched',
      choice: 1,
    })
    expect(shown(bundle)).toEqual({ block: null, why: 'none-holds' })
    expect(chooseBlock('toString', visitorOf(), bundle)).toEqual({ block: null, why: 'unknown-slot' })
  })

  it('[R41] that needs a consent keeps the site’s own content without it', () => {
    const bundle = bundleOf('slots: { s: { needs: personalization, show: [{ block: a }] } }')
    expect(shown(bundle, {}, undefined, ['analytics'])).toEqual({ block: null, why: 'needs-consent' })
    expect(shown(bundle, {}, undefined, ['personalization']).block).toBe('a')
  })

  it('[R42] stops showing a block that was seen as often as its cap says, for as long', () => {
    const bundle = bundleOf('slots: { s: { show: [{ block: a, at-most: 2 per day }, { block: b }] } }')
    const seen = (block: string, ...hours: number[]) => ({
      events: hours.map((h) => ({ event: 'block_view', slot: 's', block, time: NOW - h * 3_600_000 })),
    })
    expect(shown(bundle, seen('a', 1)).block).toBe('a')
    expect(shown(bundle, seen('a', 1, 2)).block).toBe('b')
    expect(shown(bundle, seen('a', 1, 25)).block).toBe('a')
    expect(shown(bundle, seen('b', 1, 2, 3)).block).toBe('a')
  })

  it('[R43] keeps its schedule by the shop’s clock', () => {
    const bundle = bundleOf(
      'slots: { s: { show: [{ block: a, from: 2026-12-24, until: 2026-12-26 }, { block: b, on: weekend, hours: 22 to 6 }, { block: c }] } }',
    )
    const at = (iso: string) => shown(bundle, { now: Date.parse(`${iso}+08:00`) }).block
    expect(at('2026-12-23T23:59')).toBe('c')
    expect(at('2026-12-24T00:00')).toBe('a')
    expect(at('2026-12-26T23:59')).toBe('a')
    expect(at('2026-12-27T00:00')).toBe('b') // a Sunday
    expect(at('2026-12-27T06:00')).toBe('c')
    expect(at('2026-12-28T23:00')).toBe('c')
  })

  it('[R43] a wall clock read back gives the moment it was set to, also around clock changes', async () => {
    const { fromWall } = await import('../../../rules/calendar.ts')
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2030, 0) }),
        fc.constantFrom('UTC', 'Asia/Hong_Kong', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe'),
        (time, zone) => {
          const w = wallClock(time, zone)
          const back = wallClock(fromWall(w.year, w.month, w.day, w.hour, w.minute, zone), zone)
          expect(back).toEqual(w)
        },
      ),
    )
  })
})

describe('holdouts and experiments', () => {
  const swap = `slots: { s: { show: [{ block: a, when: { did: login } }, { block: b }] } }
experiments:
  copy: { slot: s, goal: purchase, split: { plain: 50%, bold: { weight: 50%, swap: { b: c } } } }
`

  it('[R44] a holdout is the share it says, the same visitors every time, and never someone without an id', () => {
    const bundle = bundleOf('slots: { s: { holdout: 10%, show: [{ block: a }] } }')
    const held = share(
      bundle,
      (chosen) => chosen.why === 'held-out' && chosen.block === null && chosen.variant === 'holdout',
    )
    expect(held).toBeGreaterThan(0.085)
    expect(held).toBeLessThan(0.115)
    expect(shown(bundle, {}, 'visitor-7')).toEqual(shown(bundle, {}, 'visitor-7'))
    expect(shown(bundle).block).toBe('a')
  })

  it('[R45] a variant swaps its block, and only visitors who would see that block take part', () => {
    const bundle = bundleOf(swap)
    const seen = ids.map((id) => shown(bundle, {}, id))
    const bold = seen.filter((chosen) => chosen.variant === 'copy/bold')
    expect(bold.length / ids.length).toBeGreaterThan(0.47)
    expect(bold.length / ids.length).toBeLessThan(0.53)
    expect(bold.every((chosen) => chosen.block === 'c')).toBe(true)
    expect(
      seen.every(
        (chosen) =>
          chosen.variant === 'copy/bold' || (chosen.block === 'b' && chosen.variant === 'copy/plain'),
      ),
    ).toBe(true)
    const others = { events: [{ event: 'login', time: NOW }] }
    expect(shown(bundle, others, 'visitor-1')).toEqual({ block: 'a', why: 'matched', choice: 0 })
    expect(shown(bundle)).toEqual({ block: 'b', why: 'matched', choice: 1 })
  })

  it('[R46] coverage, targeting and dates leave visitors out', () => {
    const coverage = bundleOf(swap.replace('goal: purchase', 'goal: purchase, coverage: 20%'))
    expect(share(coverage, (chosen) => chosen.variant !== undefined)).toBeCloseTo(0.2, 1)
    const targeted = bundleOf(
      swap.replace('goal: purchase', 'goal: purchase, when: { visit: { country: de } }'),
    )
    expect(shown(targeted, {}, 'visitor-1').variant).toBeUndefined()
    expect(shown(targeted, { context: { country: 'de' } }, 'visitor-1').variant).toBeDefined()
    const over = bundleOf(swap.replace('goal: purchase', 'goal: purchase, until: 2026-11-01'))
    expect(share(over, (chosen) => chosen.variant !== undefined)).toBe(0)
  })

  it('[R47] experiments with disjoint ranges of one namespace never share a visitor', () => {
    const part = (name: string, from: number, to: number) =>
      `  ${name}: { slot: s, goal: purchase, split: { x: 50%, y: 50% }, namespace: { name: hero, from: ${from}%, to: ${to}% } }\n`
    const bundle = bundleOf(
      `slots: { s: { show: [{ block: a }] } }\nexperiments:\n${part('one', 0, 50)}${part('two', 50, 100)}segments:\n  in-one: { variant: { one: [x, y] } }\n  in-two: { variant: { two: [x, y] } }\n`,
    )
    const both = ids.filter((id) => {
      const { experiments } = explainSlot('s', visitorOf(), bundle, { subject: id })
      return experiments.filter(({ variant }) => variant !== null).length !== 1
    })
    expect(both).toEqual([])
  })
})

describe('explain', () => {
  it('[R50] says for every choice what it asks, what is the case, and why it was not taken', () => {
    const bundle = bundleOf(
      'segments:\n  fans: { all: [{ did: view_item, where: { category: shoes }, count: at least 3, within: 30 days }, { visitor: { lifetime-value: at least 50 } }, { not: { did: purchase, within: 2 weeks } }] }\nslots: { s: { show: [{ block: a, when: { in: fans } }, { block: b, at-most: 1 per day }, { block: c }] } }',
    )
    const visitor = visitorOf({
      events: [
        { event: 'view_item', category: 'shoes/trail', time: NOW - DAY },
        { event: 'block_view', slot: 's', block: 'b', time: NOW - 1000 },
      ],
      facts: { lifetime_value: 1234 },
    })
    expect(explanationText(explainSlot('s', visitor, bundle))).toBe(`s: c (the first choice that holds)
    a
      ✗ in segment fans
        ✗ all of these
          ✗ view_item where category is in shoes: at least 3 times within 30 days (1 time)
          ✗ lifetime-value is at least $50.00 ($12.34)
          ✓ not this
            ✗ purchase: at least 1 time within 14 days (0 times)
    b (no condition) — seen 1 times, at most 1
  → c (no condition)`)
  })

  it('[R51] never says otherwise than what is decided', () => {
    const bundle = bundleOf(
      'segments:\n  one: { any: [{ did: search, count: 2 }, { not: { in: two } }] }\n  two: { visitor: { city: bern } }\nslots: { s: { holdout: 20%, show: [{ block: a, when: { in: one }, at-most: 2 per day }, { block: b, when: { not: { in: two } } }, { block: c, when: { did: login } }] } }',
    )
    const events = fc.array(
      fc.record({
        event: fc.constantFrom('search', 'login', 'block_view'),
        slot: fc.constant('s'),
        block: fc.constantFrom('a', 'b'),
        time: fc.integer({ min: NOW - 2 * DAY, max: NOW }),
      }),
      { maxLength: 8 },
    )
    fc.assert(
      fc.property(
        events,
        fc.option(fc.constantFrom('bern', 'basel'), { nil: undefined }),
        fc.string(),
        (happened, city, subject) => {
          const visitor = visitorOf({ events: happened, traits: city ? { city } : {} })
          const chosen = chooseBlock('s', visitor, bundle, { subject })
          const explained = explainSlot('s', visitor, bundle, { subject })
          expect(explained.block).toBe(chosen.block)
          for (const choice of explained.choices)
            if (choice.taken) expect(choice.when === undefined || choice.when.holds === 'yes').toBe(true)
        },
      ),
    )
  })
})
