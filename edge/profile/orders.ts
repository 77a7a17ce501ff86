import type { AcceptedEvent } from './event.ts'
import { toMinor } from './money.ts'
import { boundDict, canonical, type Dict, dict, mergeDicts } from './record.ts'

/** An order by its id; the shop's server and the browser may both tell of it, it counts once. */
export interface Order {
  time: number
  /** Minor units of `currency`. */
  value: number
  currency: string
  items: [item_id: string, quantity: number][]
  /** Told by the shop's own server; only then is it revenue. */
  trusted: boolean
}
export type Orders = Dict<Order>

/** Most orders kept, by id: a bound that no order of adding can change; nobody real reaches it. */
export const MAX_ORDERS = 512

/** The order in a `purchase` with a `transaction_id`; else none. */
export function ordersOf(event: AcceptedEvent): Orders {
  const orders = dict<Order>()
  if (event.name !== 'purchase' || event.transaction_id === undefined) return orders
  const currency = event.currency ?? ''
  const items = event.items ?? []
  const sum = items.reduce((total, item) => total + (item.price ?? 0) * (item.quantity ?? 1), 0)
  orders[event.transaction_id] = {
    time: event.time,
    value: toMinor(event.value ?? sum, currency),
    currency,
    items: items.map((item) => [item.item_id, item.quantity ?? 1]),
    trusted: event.trusted === true,
  }
  return orders
}

/** The orders of both; of two tellings of one order the trusted wins, then the later, then the larger text. */
export function addOrders(a: Orders, b: Orders): Orders {
  return boundDict(
    mergeDicts(a, b, (x, y) => (outranks(x, y) ? x : y)),
    MAX_ORDERS,
  )
}

function outranks(a: Order, b: Order): boolean {
  if (a.trusted !== b.trusted) return a.trusted
  if (a.time !== b.time) return a.time > b.time
  return canonical(a) >= canonical(b)
}
