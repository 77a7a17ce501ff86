import fc from 'fast-check'
import { expect, test } from 'vitest'
import { open, seal } from '../../../edge/identity/capsule.ts'
import { behaviourOf } from '../../../edge/profile/behaviour.ts'
import type { AcceptedEvent } from '../../../edge/profile/event.ts'
import { PORTRAIT } from '../../../edge/profile/portrait.ts'
import { add, encode, of, type Profile, sum } from '../../../edge/profile/profile.ts'
import { DAY } from '../../../edge/profile/time.ts'
import { NOW } from '../../support/arbitrary.ts'
import { testKeys } from '../../support/edge.ts'

const ITEMS = ['mug', 'hat', 'shoe'].map((item_id, n) => ({
  item_id,
  item_category: 'shelf',
  price: n + 1,
  quantity: 2,
}))
/** One telling of an order: by whom, at which of their clocks. */
const telling = fc.record({ order: fc.nat(40), days: fc.nat(400), late: fc.nat(5000), server: fc.boolean() })
type Telling = typeof telling extends fc.Arbitrary<infer T> ? T : never

const eventOf = ({ order, days, late, server }: Telling): AcceptedEvent => ({
  name: 'purchase',
  transaction_id: `t${order}`,
  time: NOW - days * DAY - late,
  currency: 'EUR',
  items: ITEMS.slice(0, 1 + (order % 3)),
  ...(server && { trusted: true }),
})
const purchases = (profile: Profile, where: object = {}) =>
  behaviourOf(profile, { event: 'purchase', where }).count

test('[F19] an order is one purchase however often, by whom and under whose name it is told, in what order ever they come together', () => {
  fc.assert(
    fc.property(
      fc.array(telling, { maxLength: 30 }),
      fc.array(fc.nat(3), { minLength: 30, maxLength: 30 }),
      (told, names) => {
        // Every journal name sums its own rows; then the names of one person are added up.
        const under = [0, 1, 2, 3].map((name) =>
          sum(told.filter((_, n) => names[n] === name).map((each) => of(eventOf(each)))),
        )
        const profile = sum(under)
        expect(encode(under.reduceRight(add))).toBe(encode(profile))
        const ids = [...new Set(told.map(({ order }) => order))]
        expect(purchases(profile)).toBe(ids.length)
        expect(purchases(profile, { category: { under: ['shelf'] } })).toBe(
          ids.reduce((lines, id) => lines + 1 + (id % 3), 0),
        )
        expect(profile.recent).toHaveLength(ids.length)
        expect(PORTRAIT.orders!(profile, NOW, { hosts: [] })).toBe(ids.length)
      },
    ),
  )
})

test('[F19] a capsule that has no room for all orders still counts their purchases', async () => {
  const keys = await testKeys('k1')
  for (const count of [3, 30, 300]) {
    const profile = sum(
      Array.from({ length: count }, (_, order) => of(eventOf({ order, days: 0, late: order, server: true }))),
    )
    const sealed = await seal(keys, 'shop', 'v', { profile, batches: [] }, NOW)
    const opened = await open(keys, 'shop', 'v', sealed!, NOW)
    expect([count, purchases(opened!.profile)]).toEqual([count, count])
  }
})
