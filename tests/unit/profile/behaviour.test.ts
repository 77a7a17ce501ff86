import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { behaviourOf } from '../../../edge/profile/behaviour.ts'
import { cartOf } from '../../../edge/profile/cart.ts'
import type { AcceptedEvent } from '../../../edge/profile/event.ts'
import { sessionItems } from '../../../edge/profile/interest.ts'
import { pack, unpack } from '../../../edge/profile/pack.ts'
import { of, sum } from '../../../edge/profile/profile.ts'
import { readProfile } from '../../../edge/profile/read.ts'
import { DAY, HOUR, MINUTE } from '../../../edge/profile/time.ts'
import { NOW } from '../../support/arbitrary.ts'

const profileOf = (...events: AcceptedEvent[]) => sum(events.map(of))
const view = (item_id: string, ago: number, item_category = 'shoes/trail', price = 10): AcceptedEvent => ({
  name: 'view_item',
  time: NOW - ago,
  currency: 'USD',
  items: [{ item_id, item_category, item_brand: 'Alder', price }],
})

describe('what a profile answers', () => {
  test('[P7] counts events, distinct items, value, first and last, by any combination', () => {
    const profile = profileOf(
      view('a', 2 * DAY),
      view('a', DAY),
      view('b', HOUR),
      view('c', HOUR, 'hats', 99),
    )
    expect(behaviourOf(profile, { event: 'view_item', where: {} }).count).toBe(4)
    expect(
      behaviourOf(profile, {
        event: 'view_item',
        where: { category: { under: ['shoes'] }, brand: { is: ['alder'] }, price: { max: 2000 } },
      }),
    ).toEqual({ count: 3, items: 2, value: 3000, first: NOW - 2 * DAY, last: NOW - HOUR })
    expect(behaviourOf(profile, { event: 'view_item', where: { category: { under: ['hat'] } } }).count).toBe(
      0,
    )
  })

  test('[P7] a category is itself and all below it, and no other whose name begins alike', () => {
    const categories = ['a', 'A', 'a/b', 'A/b/c', 'a-b', 'a-b/c', 'a b', 'a0', 'b']
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...categories)),
        fc.constantFrom(...categories),
        (viewed, asked) => {
          const top = asked.toLowerCase()
          const profile = profileOf(...viewed.map((category, n) => view(`item-${n}`, n, category)))
          const below = viewed.filter((each) => `${each.toLowerCase()}/`.startsWith(`${top}/`))
          const query = { event: 'view_item', where: { category: { under: [top] } } }
          for (const each of [profile, unpack(pack(profile, NOW), NOW)])
            expect(behaviourOf(each, query).count).toBe(below.length)
        },
      ),
    )
  })

  test('[P8] a window is exact to the millisecond as far as the recent events reach', () => {
    const profile = profileOf(view('a', 3 * HOUR), view('a', 2 * HOUR), view('a', HOUR))
    const since = (ago: number) =>
      behaviourOf(profile, { event: 'view_item', where: {}, from: NOW - ago }).count
    expect([since(3 * HOUR), since(3 * HOUR - 1), since(2 * HOUR), since(HOUR - 1)]).toEqual([3, 2, 2, 0])
  })

  test('[P9] an order of three products is one purchase and three product lines', () => {
    const items = ['a', 'b', 'c'].map((item_id) => ({
      item_id,
      item_category: 'shoes',
      price: 5,
      quantity: 2,
    }))
    const profile = profileOf({ name: 'purchase', time: NOW, currency: 'USD', transaction_id: 't', items })
    expect(behaviourOf(profile, { event: 'purchase', where: {} })).toMatchObject({ count: 1, value: 3000 })
    expect(
      behaviourOf(profile, { event: 'purchase', where: { category: { under: ['shoes'] } } }),
    ).toMatchObject({
      count: 3,
      items: 3,
      value: 3000,
    })
  })

  test('[P10] what is folded still counts by event and category', () => {
    const profile = profileOf(view('a', 200 * DAY), view('b', 150 * DAY, 'hats'), view('c', 0))
    expect(behaviourOf(profile, { event: 'view_item', where: {} }).count).toBe(3)
    expect(
      behaviourOf(profile, { event: 'view_item', where: { category: { under: ['shoes'] } } }).count,
    ).toBe(2)
    expect(behaviourOf(profile, { event: 'view_item', where: { item: { is: ['a'] } } }).count).toBe(0)
  })

  test('[P11] the cart is what was put in, less what was taken out, until it is bought', () => {
    const put = (
      name: 'add_to_cart' | 'remove_from_cart' | 'purchase',
      item_id: string,
      ago: number,
      quantity = 1,
    ) => ({ name, time: NOW - ago, items: [{ item_id, quantity }] }) as AcceptedEvent
    const events = [
      put('add_to_cart', 'a', 9, 2),
      put('add_to_cart', 'b', 8),
      put('remove_from_cart', 'a', 7),
    ]
    expect([...cartOf(profileOf(...events))]).toEqual([
      ['a', 1],
      ['b', 1],
    ])
    expect([...cartOf(profileOf(...events, put('purchase', 'a', 6)))]).toEqual([])
  })

  test('[P12] the session is this visit’s products, or the last visit’s when this one has none', () => {
    const earlier = [view('a', DAY), view('b', DAY - MINUTE)]
    expect(sessionItems(profileOf(...earlier), NOW)).toEqual(['a', 'b'])
    expect(sessionItems(profileOf(...earlier, view('c', MINUTE)), NOW)).toEqual(['c'])
  })

  test('[P13] visits are pieces of activity with at most thirty minutes between events', () => {
    const visits = (...agos: number[]) =>
      readProfile(profileOf(...agos.map((ago) => view('a', ago))), {}, NOW).fact('visits')
    expect(visits(0, 29 * MINUTE)).toBe(1)
    expect(visits(0, 31 * MINUTE)).toBe(2)
    // A late event joins what looked like two visits.
    expect(visits(0, 40 * MINUTE, 20 * MINUTE)).toBe(1)
  })

  test('[P14] an unknown name of a trait, a fact or a context is unknown, even `constructor`', () => {
    const visitor = readProfile(profileOf(view('a', 0)), {}, NOW)
    for (const name of ['constructor', '__proto__', 'toString', 'nothing'])
      expect([visitor.trait(name), visitor.fact(name), visitor.context(name)]).toEqual([
        undefined,
        undefined,
        undefined,
      ])
  })
})
