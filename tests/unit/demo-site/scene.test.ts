import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { givenOf, NOBODY, SCENES, type Scene } from '../../../demo-site/preview/scene.ts'
import { PRODUCTS } from '../../../demo-site/products/index.ts'
import { SHELVES } from '../../../demo-site/site.ts'
import { describeVisitor } from '../../../rules/given/describe.ts'
import { NOW } from '../../support/arbitrary.ts'

const SETTINGS = { currency: 'USD', locale: 'en-US', timezone: 'Asia/Hong_Kong' }
const read = (scene: Scene) => describeVisitor(givenOf(scene, PRODUCTS), SETTINGS, NOW)

const scene: fc.Arbitrary<Scene> = fc.record({
  who: fc.constantFrom('new', 'returning', 'customer', 'vip'),
  shelf: fc.constantFrom('', ...SHELVES),
  views: fc.integer({ min: 1, max: 8 }),
  ago: fc.constantFrom('1 hour', '1 day', '14 days'),
  cart: fc.constantFrom('', '2 hours', '1 day'),
  bought: fc.constantFrom('', '7 days', '70 days'),
  boughtFrom: fc.constantFrom(...SHELVES),
  from: fc.constantFrom('direct', 'search', 'social', 'email', 'assistant'),
  country: fc.constantFrom('hk', 'us'),
  device: fc.constantFrom('phone', 'tablet', 'desktop'),
  consent: fc.boolean(),
})

describe('a visitor described in the panel', () => {
  test('[D26] is one that the rules can read, whatever is chosen', () => {
    fc.assert(
      fc.property(scene, (chosen) => {
        const told = read(chosen)
        expect(told).toMatchObject({ ok: true })
        if (!told.ok) return
        const { events, granted, context } = told.described
        expect(events.filter(({ name }) => name === 'view_item')).toHaveLength(
          chosen.shelf ? chosen.views : 0,
        )
        expect(granted.length > 0).toBe(chosen.consent)
        expect(context).toMatchObject({ country: chosen.country, device: chosen.device })
      }),
      { numRuns: 300 },
    )
  })

  test('[D26] the first is the one of the brief: three shoes, a cart since yesterday, from Google, in Hong Kong, on a phone', () => {
    const told = read(SCENES.rescue!)
    expect(told.ok && told.described.context).toMatchObject({
      referrer_class: 'search',
      country: 'hk',
      device: 'phone',
    })
    const names = told.ok
      ? told.described.events.map(({ name, category }) => `${name} ${category ?? ''}`)
      : []
    expect(names.filter((name) => name.startsWith('view_item shoes/'))).toHaveLength(3)
    expect(names.filter((name) => name.startsWith('add_to_cart'))).toHaveLength(1)
    expect(read(NOBODY)).toMatchObject({ ok: true, described: { events: [] } })
  })
})
