import { type Facts, noFacts } from '../facts.ts'
import { type Order, type Orders, rowsOfOrders } from '../orders.ts'
import type { Reads } from '../reads.ts'
import { dict } from '../record.ts'
import { DAY, dayOf } from '../time.ts'
import { classesOf, liveOf } from './classes.ts'
import type { Span } from './span.ts'

const OF_REVENUE = ['lifetime_value', 'average_order_value', 'rfm_monetary']

/**
 * Orders with what is read of them. Their ids and times stay, and who told of them: so one that is told again is
 * known, and counted once.
 */
export function pruneOrders(orders: Orders, reads: Reads, span: Span): Orders {
  const revenue = OF_REVENUE.some((fact) => reads.facts.has(fact))
  const pruned: Orders = dict()
  for (const id in orders) {
    const { time, value, rows, trusted } = orders[id] as Order
    pruned[id] = {
      time,
      value: revenue ? value : 0,
      currency: '',
      rows: rows.flatMap((row) => pruneRow(row, time, reads, span)),
      trusted,
    }
  }
  return pruned
}

function pruneRow(
  [key, count, value]: Order['rows'][number],
  time: number,
  reads: Reads,
  span: Span,
): Order['rows'] {
  const read = classesOf(reads, 'purchase')(key)
  const ofItem = read.item !== undefined
  // Orders of one day may count as one: of a day that a window cuts all are needed.
  const day = dayOf(time)
  const open = day >= dayOf(span.now)
  const live = liveOf(read, day * DAY, day * DAY + DAY - 1, span, open)
  if (!live && !(ofItem && reads.lists)) return []
  return [[!ofItem || open ? key : read.key, count, live?.value ? value : 0]]
}

/** So many of the newest orders, and the others as what was done and is counted. */
export function newestOrders(orders: Orders, most: number): [Orders, Facts] {
  const newest = Object.entries(orders).sort(([, a], [, b]) => b.time - a.time)
  const facts = noFacts()
  const left = newest.slice(most).map(([, order]) => order)
  if (left.length) facts.rows.purchase = rowsOfOrders(left)
  const carried = dict<Order>()
  for (const [id, order] of newest.slice(0, most)) carried[id] = order
  return [carried, facts]
}
