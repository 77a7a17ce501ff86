import { addCells, type Cell, type Cells } from './cells.ts'
import type { AcceptedEvent } from './event.ts'
import { itemOfRow, rowsOf, tellsOrder } from './facts.ts'
import { toMinor } from './money.ts'
import { boundDict, canonical, type Dict, dict, mergeDicts } from './record.ts'
import { dayOf } from './time.ts'

/**
 * An order by its id; the shop's server and the browser may both tell of it, of a visitor and of the person they turn
 * out to be. It counts once: so its rows of the fact table are here, and not among those that are added up.
 */
export interface Order {
  time: number
  /** Minor units of `currency`. */
  value: number
  currency: string
  /** As in the fact table: one about the order, then one a product. */
  rows: [key: string, count: number, value: number][]
  /** Told by the shop's own server; only then is it revenue. */
  trusted: boolean
}
export type Orders = Dict<Order>

/** Most orders kept, by id: a bound that no order of adding can change; nobody real reaches it. */
export const MAX_ORDERS = 512

/** The order in a `purchase` with a `transaction_id`; else none. */
export function ordersOf(event: AcceptedEvent): Orders {
  const orders = dict<Order>()
  if (!tellsOrder(event)) return orders
  const currency = event.currency ?? ''
  const items = event.items ?? []
  const sum = items.reduce((total, item) => total + (item.price ?? 0) * (item.quantity ?? 1), 0)
  orders[event.transaction_id as string] = {
    time: event.time,
    value: toMinor(event.value ?? sum, currency),
    currency,
    rows: Object.entries(rowsOf(event)).map(([key, cells]) => {
      const [count, value] = cells[dayOf(event.time)] as Cell
      return [key, count, value]
    }),
    trusted: event.trusted === true,
  }
  return orders
}

/** The products of an order, each once. */
export const productsOf = ({ rows }: Order): string[] => [
  ...new Set(rows.flatMap(([key]) => itemOfRow(key) || [])),
]

/** The rows of the fact table of all these orders. */
export function rowsOfOrders(orders: readonly Order[], into: Dict<Cells> = dict()): Dict<Cells> {
  for (const { time, rows } of orders)
    for (const [key, count, value] of rows) {
      const cells = dict<Cell>()
      cells[dayOf(time)] = [count, value, time, time]
      into[key] = into[key] ? addCells(into[key], cells) : cells
    }
  return into
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
