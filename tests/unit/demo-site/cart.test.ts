import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Line, put, without, withQuantity } from '../../../demo-site/client/cart.ts'
import { MOST, orderId, sum } from '../../../demo-site/order.ts'
import { DELIVERY_FEE, EXPRESS_FEE, FREE_FROM } from '../../../demo-site/words/say.ts'

const line: fc.Arbitrary<Line> = fc
  .record({
    id: fc.constantFrom('boot', 'mug', 'fern'),
    size: fc.constantFrom(undefined, 'M', 'L'),
    quantity: fc.integer({ min: 1, max: 9 }),
  })
  .map(({ id, size, quantity }) => (size ? { id, size, quantity } : { id, quantity }))
const stock = fc.integer({ min: 1, max: 12 })
const key = (one: Line) => `${one.id}|${one.size}`
const fill = (lines: Line[], most: number) => lines.reduce<Line[]>((cart, one) => put(cart, one, most), [])

describe('the cart', () => {
  test('[D10] no line twice, none above the stock, none empty', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), stock, (lines, most) => {
        const cart = fill(lines, most)
        expect(new Set(cart.map(key)).size).toBe(cart.length)
        for (const one of cart) {
          expect(one.quantity).toBeGreaterThan(0)
          expect(one.quantity).toBeLessThanOrEqual(Math.min(MOST, most))
        }
        expect(new Set(cart.map(key))).toEqual(new Set(lines.map(key)))
      }),
    )
  })

  test('[D10] what is taken out is gone, and nothing else is', () => {
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 12 }), stock, (lines, most) => {
        const cart = fill(lines, most)
        const first = cart[0]!
        expect(without(cart, first)).toEqual(cart.slice(1))
        expect(withQuantity(cart, first, 2).map((one) => one.quantity)).toEqual([
          2,
          ...cart.slice(1).map((one) => one.quantity),
        ])
      }),
    )
  })

  test('[D10] total is subtotal and delivery; the gap closes exactly at the threshold', () => {
    const lines = fc.array(
      fc.record({ price: fc.integer({ min: 1, max: 300 }), quantity: fc.integer({ min: 1, max: 9 }) }),
    )
    fc.assert(
      fc.property(lines, fc.boolean(), (cart, express) => {
        const cost = sum(cart, express)
        expect(cost.subtotal).toBe(cart.reduce((all, one) => all + one.price * one.quantity, 0))
        expect(cost.total).toBe(cost.subtotal + cost.delivery)
        expect(cost.gap).toBe(Math.max(0, FREE_FROM - cost.subtotal))
        const standard = cost.gap === 0 ? 0 : DELIVERY_FEE
        expect(cost.delivery).toBe(cart.length === 0 ? 0 : express ? EXPRESS_FEE : standard)
      }),
    )
    expect(sum([{ price: FREE_FROM, quantity: 1 }])).toMatchObject({ delivery: 0, gap: 0 })
    expect(sum([{ price: FREE_FROM - 1, quantity: 1 }])).toMatchObject({ delivery: DELIVERY_FEE, gap: 1 })
  })

  test('[D10] an order id has ten letters that nobody confuses', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 10, maxLength: 16 }), (bytes) => {
        expect(orderId(bytes)).toMatch(/^HF-[2-9A-HJ-NP-Z]{10}$/)
      }),
    )
  })
})
