import { describe, expect, it } from 'vitest'
import { compile } from '../../../rules/compile.ts'
import { readRules } from '../../../rules/folder.ts'
import { visitorOf } from '../../../rules/given/visitor.ts'
import { runTests } from '../../../rules/testing.ts'
import { catalogue } from './catalogue.ts'
import { NOW } from './visitor.ts'

const HEAD = `shop: { currency: USD, locale: en-US, timezone: Asia/Hong_Kong }
traits: { plan: text }
blocks:
  a: { template: <p>A</p> }
  b: { template: <p>B</p> }
`
function run(text: string) {
  const compiled = compile({ 'a.yaml': HEAD + text }, { catalogue, now: NOW })
  expect(compiled.diagnostics.filter((d) => d.severity === 'error')).toEqual([])
  return runTests(compiled, visitorOf, NOW)
}
const slot = (when: string) => `slots: { s: { show: [{ block: a, when: ${when} }, { block: b }] } }\n`
const passes = (when: string, given: string, expected = 'a') =>
  run(`${slot(when)}tests: [{ name: it, given: ${given}, expect: { s: ${expected} } }]\n`)[0]

describe('tests in rule files', () => {
  it.each([
    [
      '{ did: view_item, where: { category: shoes }, count: 3, within: 3 days }',
      '{ events: [{ view_item: { category: shoes/trail }, times: 3, ago: 2 days }] }',
    ],
    [
      '{ did: purchase, sum: at least 100 }',
      '{ events: [{ purchase: { item: SKU-1, price: 60, quantity: 2 }, ago: 1 hour }] }',
    ],
    [
      '{ did: view_item, items: 2 }',
      '{ events: [{ view_item: { item: SKU-1 } }, { view_item: { item: SKU-2 } }] }',
    ],
    [
      '{ did: view_item, last: less than 1 hour ago }',
      '{ events: [{ view_item: { item: SKU-1 }, ago: 30 minutes }] }',
    ],
    [
      '{ did: search, where: { term: { contains: boots } } }',
      '{ events: [{ search: { term: red boots } }] }',
    ],
    ['{ did: page_view, where: { path: /sale/* } }', '{ events: [{ page_view: { path: /sale/shoes } }] }'],
    [
      '{ sequence: [{ did: search }, { did: view_item }], within: 1 hour }',
      '{ events: [{ search: { term: x }, ago: 40 minutes }, { view_item: { item: SKU-1 }, ago: 20 minutes }] }',
    ],
    ['{ visitor: { plan: pro, lifecycle: loyal } }', '{ visitor: { plan: Pro, lifecycle: loyal } }'],
    [
      '{ page: { category: shoes }, arrived: { campaign: summer } }',
      '{ page: { category: shoes/city }, arrived: { campaign: Summer } }',
    ],
    [
      '{ visitor: { orders: 2 } }',
      '{ events: [{ purchase: { item: SKU-1 }, times: 1, ago: 3 days }, { purchase: { item: SKU-2 }, ago: 1 day }] }',
    ],
  ])('[R52] %s holds given %s, by the Worker’s own profile', (when, given) => {
    expect(passes(when, given)).toMatchObject({ passed: true, diagnostics: [] })
    expect(passes(when, '{}', 'b')).toMatchObject({ passed: true })
  })

  it('[R53] without consent to personalization nothing is known', () => {
    const events = 'events: [{ view_item: { item: SKU-1 } }]'
    expect(passes('{ did: view_item }', `{ consent: [analytics], ${events} }`, 'b')?.passed).toBe(true)
    expect(passes('{ did: view_item }', `{ consent: [personalization], ${events} }`)?.passed).toBe(true)
  })

  it('[R54] a test that fails says what is shown, where it was expected, and why', () => {
    const result = passes('{ did: purchase }', '{ events: [{ view_item: { item: SKU-1 } }] }')
    expect(result?.passed).toBe(false)
    expect(result?.diagnostics[0]).toMatchObject({
      code: 'test-failed',
      message: "'s' shows b, and a was expected.",
    })
    expect(result?.because[0]).toContain('✗ purchase: at least 1 time (0 times)')
  })

  it('[R55] a mistake in a test is a diagnostic with a place and a fix', () => {
    const [result] = run(`${slot('{ did: purchase }')}tests:
  - name: it
    given: { events: [{ veiw_item: {} }, { view_item: { categroy: shoes }, ago: 2 dais }], visitor: { plna: pro } }
    expect: { ss: a, s: c, in: nobody }
`)
    expect(result?.diagnostics.map((d) => [d.code, d.fix])).toEqual([
      ['unknown-event', "did you mean 'view_item'?"],
      ['unknown-key', "did you mean 'category'?"],
      ['unknown-unit', "did you mean 'days'?"],
      ['unknown-field', "did you mean 'plan'?"],
      ['unknown-slot', 'use one of: in, not-in, s.'],
      ['unknown-block', 'use one of: a, b, nothing.'],
      ['unknown-segment', 'there is no segment yet.'],
    ])
  })

  it('[R56] the demo shop’s own rules pass their tests, and every slot has a fallback', () => {
    const compiled = compile(readRules(new URL('../../../rules/shop', import.meta.url).pathname), {
      now: NOW,
    })
    expect(compiled.diagnostics).toEqual([])
    const results = runTests(compiled, visitorOf, NOW)
    expect(results.length).toBeGreaterThan(4)
    expect(results.filter((result) => !result.passed)).toEqual([])
    expect(Object.keys(compiled.bundle.slots).sort()).toEqual([
      'cart-companion',
      'home-hero',
      'picked-for-you',
      'product-note',
    ])
  })
})
