import { describe, expect, it } from 'vitest'
import type { Condition } from '../../../rules/bundle.ts'
import { compile } from '../../../rules/compile.ts'
import { decodeBundle } from '../../../rules/decode.ts'
import { encodeBundle } from '../../../rules/encode.ts'
import { catalogue } from './catalogue.ts'
import { DAY, NOW } from './visitor.ts'

const shop =
  'shop: { currency: USD, locale: en-US, timezone: Asia/Hong_Kong }\ntraits: { plan: text, points: number, joined: date, tags: list }\n'
const decode = (artefact: string) => decodeBundle(new TextEncoder().encode(artefact))
const rules = (text: string) => compile({ 'a.yaml': shop + text }, { catalogue, now: NOW })

/** The compiled form of one condition, written as YAML. */
function condition(yaml: string): Condition | undefined {
  const compiled = rules(`segments:\n  fans: { did: purchase }\n  it: ${yaml}\n`)
  expect(compiled.diagnostics).toEqual([])
  return compiled.bundle.segments.it
}
const did = { op: 'did', event: 'view_item', where: {}, measure: 'count' }

describe('conditions', () => {
  it.each([
    ['{ did: view_item }', { ...did, is: { min: 1 } }],
    ['{ did: view_item, count: 3 }', { ...did, is: { min: 3 } }],
    ['{ did: view_item, count: at least 3, within: 30 days }', { ...did, within: 30 * DAY, is: { min: 3 } }],
    ['{ did: view_item, count: more than 3 }', { ...did, is: { min: 4 } }],
    ['{ did: view_item, count: less than 3 }', { ...did, is: { max: 2 } }],
    ['{ did: view_item, count: 2 to 5 }', { ...did, is: { min: 2, max: 5 } }],
    ['{ did: view_item, count: exactly 2 }', { ...did, is: { min: 2, max: 2 } }],
    ['{ did: view_item, count: never }', { ...did, is: { max: 0 } }],
    [
      '{ did: view_item, items: at least 2 }',
      { ...did, where: { item: { exists: true } }, measure: 'items', is: { min: 2 } },
    ],
    [
      '{ did: purchase, sum: at least 99.50 }',
      { ...did, event: 'purchase', measure: 'value', is: { min: 9950 } },
    ],
    ['{ did: view_item, within: this visit }', { ...did, within: 'visit', is: { min: 1 } }],
    [
      '{ did: view_item, since: 2026-11-01, until: 2026-11-02 }',
      { ...did, from: Date.UTC(2026, 9, 31, 16), to: Date.UTC(2026, 10, 2, 16) - 1, is: { min: 1 } },
    ],
    [
      '{ did: view_item, where: { category: shoes, brand: Alder, price: 20 to 50 } }',
      {
        ...did,
        where: { category: { under: ['shoes'] }, brand: { is: ['alder'] }, price: { min: 2000, max: 5000 } },
        is: { min: 1 },
      },
    ],
    [
      '{ did: search, where: { term: { contains: Wanderschuhe } } }',
      { ...did, event: 'search', where: { term: { contains: ['wanderschuhe'] } }, is: { min: 1 } },
    ],
    [
      '{ did: page_view, where: { path: /sale/* } }',
      { ...did, event: 'page_view', where: { path: { starts: ['/sale/'] } }, is: { min: 1 } },
    ],
    [
      '{ did: view_item, last: less than 2 days ago }',
      { op: 'age', event: 'view_item', where: {}, of: 'last', is: { max: 2 * DAY - 1 } },
    ],
    [
      '{ did: view_item, first: more than 3 weeks ago }',
      { op: 'age', event: 'view_item', where: {}, of: 'first', is: { min: 21 * DAY + 1 } },
    ],
    [
      '{ sequence: [{ did: search }, { did: purchase }], within: 2 hours }',
      {
        op: 'sequence',
        steps: [
          { event: 'search', where: {} },
          { event: 'purchase', where: {} },
        ],
        span: 7_200_000,
      },
    ],
    [
      '{ came-by: [/sale, /cart] }',
      {
        op: 'sequence',
        steps: [
          { event: 'page_view', where: { path: { is: ['/sale'] } } },
          { event: 'page_view', where: { path: { is: ['/cart'] } } },
        ],
      },
    ],
    ['{ in: fans }', { op: 'in', segment: 'fans' }],
    ['{ not: { in: fans } }', { op: 'not', of: { op: 'in', segment: 'fans' } }],
    ['{ visitor: { city: Zürich } }', { op: 'trait', name: 'city', match: { is: ['zürich'] } }],
    ['{ visitor: { city: [Bern, Basel] } }', { op: 'trait', name: 'city', match: { is: ['bern', 'basel'] } }],
    [
      '{ visitor: { city: { not: Bern } } }',
      { op: 'not', of: { op: 'trait', name: 'city', match: { is: ['bern'] } } },
    ],
    [
      '{ visitor: { plan: { starts-with: pro } } }',
      { op: 'trait', name: 'plan', match: { starts: ['pro'] } },
    ],
    ['{ visitor: { plan: { exists: false } } }', { op: 'trait', name: 'plan', match: { exists: false } }],
    [
      '{ visitor: { points: { at-least: 10, less-than: 20 } } }',
      { op: 'trait', name: 'points', match: { min: 10, max: 20 - 20 * Number.EPSILON } },
    ],
    [
      '{ visitor: { tags: { includes-all: [vip, new] } } }',
      {
        op: 'all',
        of: [
          { op: 'trait', name: 'tags', match: { is: ['vip'] } },
          { op: 'trait', name: 'tags', match: { is: ['new'] } },
        ],
      },
    ],
    [
      '{ visitor: { joined: { age: less than 30 days } } }',
      { op: 'trait', name: 'joined', match: { age: { max: 30 * DAY - 1 } } },
    ],
    [
      '{ visitor: { birthday: { anniversary: within 7 days } } }',
      {
        op: 'trait',
        name: 'birthday',
        match: { anniversary: { min: 0, max: 7 }, timezone: 'Asia/Hong_Kong' },
      },
    ],
    [
      '{ visitor: { lifetime-value: at least 200 } }',
      { op: 'fact', name: 'lifetime_value', match: { min: 20_000 } },
    ],
    [
      '{ visitor: { lifecycle: [loyal, customer] } }',
      { op: 'fact', name: 'lifecycle', match: { is: ['loyal', 'customer'] } },
    ],
    ['{ page: { category: shoes } }', { op: 'context', name: 'category', match: { under: ['shoes'] } }],
    [
      '{ arrived: { class: search, campaign: { contains: summer } } }',
      {
        op: 'all',
        of: [
          { op: 'context', name: 'referrer_class', match: { is: ['search'] } },
          { op: 'context', name: 'utm_campaign', match: { contains: ['summer'] } },
        ],
      },
    ],
    [
      '{ visit: { hour: 18 to 23, weekday: [saturday, sunday], country: NO } }',
      {
        op: 'all',
        of: [
          { op: 'context', name: 'hour', match: { min: 18, max: 23 } },
          { op: 'context', name: 'weekday', match: { is: ['saturday', 'sunday'] } },
          { op: 'context', name: 'country', match: { is: ['no'] } },
        ],
      },
    ],
    [
      '{ in: fans, visit: { device: phone } }',
      {
        op: 'all',
        of: [
          { op: 'in', segment: 'fans' },
          { op: 'context', name: 'device', match: { is: ['phone'] } },
        ],
      },
    ],
  ])('[R30] %s', (yaml, expected) => {
    expect(condition(yaml)).toEqual(expected)
  })
})

describe('slots', () => {
  const slot = (yaml: string) => {
    const compiled = rules(
      `blocks:\n  a: { template: <p>A</p> }\n  b: { template: <p>B</p> }\nslots:\n  s: ${yaml}\n`,
    )
    expect(compiled.diagnostics.filter((d) => d.severity === 'error')).toEqual([])
    return compiled.bundle.slots.s
  }

  it('[R31] reads schedules in the shop’s time zone, caps, holdout and consent', () => {
    expect(
      slot(
        '{ needs: personalization, holdout: 5%, show: [{ block: a, from: 2026-12-01, until: 2026-12-24 18:00, on: weekend, hours: 22 to 6, at-most: 3 per day }, { block: b, at-most: 2 in 7 days }, { block: b }] }',
      ),
    ).toEqual({
      needs: 'personalization',
      holdout: 0.05,
      show: [
        {
          block: 'a',
          from: Date.UTC(2026, 10, 30, 16),
          to: Date.UTC(2026, 11, 24, 10),
          days: ['saturday', 'sunday'],
          hours: [22, 6],
          cap: { views: 3, per: DAY },
        },
        { block: 'b', cap: { views: 2, per: 7 * DAY } },
        { block: 'b' },
      ],
    })
  })

  it('[R32] puts higher priorities first and keeps the order of equal ones', () => {
    const blocks = slot(
      '{ show: [{ block: a, when: { did: search } }, { block: b, when: { did: purchase } }, { block: b, priority: 5, when: { did: login } }, { block: a, priority: -1 }] }',
    )!.show
    expect(
      blocks.map(({ block, when }) => [block, when && 'event' in when ? when.event : undefined]),
    ).toEqual([
      ['b', 'login'],
      ['a', 'search'],
      ['b', 'purchase'],
      ['a', undefined],
    ])
  })

  it('[R33] a slot that only recommends gets cards, with everything a list can say', () => {
    const { bundle, diagnostics } = rules(
      'slots:\n  next-best:\n    recommend: { from: session, size: 4, never: [purchased, out-of-stock], boost: { brand: Alder, by: 1.3 }, pin: [SKU-9], diversify: category, price: 20 to 50, otherwise: bestsellers }\n',
    )
    expect(diagnostics).toEqual([])
    expect(bundle.slots['next-best']).toEqual({ show: [{ block: 'next-best' }] })
    expect(bundle.blocks['next-best']?.template).toContain('data-acquaint-item="{{ item.item_id }}"')
    expect(bundle.blocks['next-best']?.recommend).toEqual({
      from: 'session',
      size: 4,
      never: ['purchased', 'out-of-stock'],
      price: { min: 2000, max: 5000 },
      boost: [{ where: { brand: { is: ['alder'] } }, by: 1.3 }],
      pin: ['SKU-9'],
      diversify: 'category',
      otherwise: 'bestsellers',
    })
  })
})

it('[R48] a swap of a block that its slot never shows is a mistake', () => {
  const { diagnostics } = rules(`blocks: { a: { template: <p>A</p> }, b: { template: <p>B</p> } }
slots: { s: { show: [{ block: a }] } }
experiments: { e: { slot: s, goal: purchase, split: { x: 50%, y: { weight: 50%, swap: { b: a } } } } }
`)
  expect(diagnostics.find((d) => d.severity === 'error')).toMatchObject({
    code: 'unreachable',
    message: "The slot 's' never shows 'b', so this swap never happens.",
  })
})

describe('the bundle', () => {
  const text = 'segments: { b: { did: search }, a: { did: purchase } }\n'

  it('[R10] one content has one hash, whatever the order of files and names', () => {
    const one = compile({ 'a.yaml': shop, 'b.yaml': text })
    const two = compile({
      'b.yaml': 'segments:\n  a: { did: purchase }\n  b:\n    did: search\n',
      'a.yaml': shop,
    })
    expect(one.bundle.hash).toBe(two.bundle.hash)
    expect(one.text).toBe(two.text)
    expect(one.bundle.hash).not.toBe(compile({ 'a.yaml': shop }).bundle.hash)
  })

  it('[R11] what is decoded is what was encoded; half a bundle, or an altered one, is refused', async () => {
    const { text: artefact, bundle } = rules(text)
    const decoded = await decode(artefact)
    expect(decoded).toMatchObject({ ok: true })
    expect(decoded.ok && decoded.bundle).toEqual(bundle)
    expect((await decode(artefact.slice(0, -1))).ok).toBe(false)
    expect((await decode(artefact.replace('purchase', 'sign_up '))).ok).toBe(false)
    for (const junk of ['', 'null', '{}', '[]', '{"hash":"x"}']) expect((await decode(junk)).ok).toBe(false)
    const other = encodeBundle({ ...bundle, format: 99 as never, hash: undefined } as never)
    expect(await decode(other.text)).toMatchObject({ ok: false, reason: 'format 99, this reads 1' })
  })

  it('[R12] names from files never reach a prototype', async () => {
    const { bundle } = rules(text)
    for (const map of [bundle.segments, bundle.blocks, bundle.slots])
      expect(Object.getPrototypeOf(map)).toBe(null)
    const decoded = await decode(rules(text).text)
    if (!decoded.ok) throw new Error(decoded.reason)
    for (const map of [decoded.bundle.segments, decoded.bundle.blocks, decoded.bundle.slots])
      expect(Object.getPrototypeOf(map)).toBe(null)
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })
})
