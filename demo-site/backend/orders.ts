import { MOST, type Order, type OrderLine, orderId, sum } from '../order.ts'
import type { BackendOptions, Feed } from './options.ts'
import { announce } from './purchase.ts'
import { answer, bodyOf, type Route } from './route.ts'
import { sessionOf } from './session.ts'

const MOST_LINES = 50
const SIZE = /^[A-Z0-9]{1,4}$/

/** The lines that a page asks for, at the shop's own prices; `undefined` if one of them is nothing the shop sells. */
export function readLines(asked: unknown, { items }: Feed): OrderLine[] | undefined {
  if (!Array.isArray(asked) || asked.length === 0 || asked.length > MOST_LINES) return undefined
  const lines: OrderLine[] = []
  for (const line of asked as unknown[]) {
    const { id, quantity, size } = (line ?? {}) as Record<string, unknown>
    const item = items.find(({ item_id }) => item_id === id)
    if (item?.availability !== 'in_stock') return undefined
    if (!Number.isInteger(quantity) || (quantity as number) < 1 || (quantity as number) > MOST)
      return undefined
    if (size !== undefined && !(typeof size === 'string' && SIZE.test(size))) return undefined
    lines.push({
      id: item.item_id,
      name: item.item_name,
      brand: item.item_brand ?? '',
      category: item.item_category,
      price: item.price,
      quantity: quantity as number,
      ...(size !== undefined && { size }),
    })
  }
  return lines
}

/** Taking an order and listing a customer's orders. */
export function orderRoutes(options: BackendOptions): Record<string, Route> {
  const { catalogue, orders, sessionKey, now } = options
  return {
    'POST /shop/orders': async (request) => {
      const asked = await bodyOf(request)
      const lines = readLines(asked.lines, catalogue)
      if (!lines) return answer({ why: 'Something in the cart is not for sale any more.' }, 422)
      const session = await sessionOf(request, sessionKey, now())
      const { delivery, total } = sum(lines, asked.delivery === 'express')
      const order: Order = {
        id: orderId(crypto.getRandomValues(new Uint8Array(10))),
        at: now(),
        email: String(asked.email ?? '').slice(0, 200),
        lines,
        delivery,
        total,
      }
      await orders.add(order, session?.customer)
      const told = await announce(order, request, asked, session, options)
      return answer({ order, told }, 201)
    },
    'GET /shop/orders': async (request) => {
      const session = await sessionOf(request, sessionKey, now())
      return session
        ? answer({ orders: await orders.of(session.customer) })
        : answer({ why: 'Nobody is signed in.' }, 401)
    },
  }
}
