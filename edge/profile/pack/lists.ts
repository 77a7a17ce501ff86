import type { Activity } from '../activity.ts'
import type { Reader, Writer } from '../bytes.ts'
import type { Order, Orders } from '../orders.ts'
import type { Recent } from '../recent.ts'
import { dict } from '../record.ts'
import { packKey, unpackKey } from './rows.ts'

type Items = NonNullable<Recent['items']>

/** What an entry of the recent list has: one product, once, or a list of them; category, path, term, order. */
const ONE = 1
const LIST = 2
const CATEGORY = 4
const PATH = 8
const TERM = 16
const ORDER = 32
const FLAGS = 64

/** Newest first, each by how long before the one above it was. */
export function packRecent(writer: Writer, recent: readonly Recent[], at: number): void {
  // The names first, so that they stand early among the texts and take no byte of their own.
  for (const { name } of recent) writer.placeOf(name)
  writer.count(recent.length)
  let above = at
  for (const { time, name, items, category, path, term, order } of recent) {
    const one = items?.length === 1 && items[0]?.[1] === 1
    const flags =
      (one ? ONE : items ? LIST : 0) +
      (category === undefined ? 0 : CATEGORY) +
      (path === undefined ? 0 : PATH) +
      (term === undefined ? 0 : TERM) +
      (order === undefined ? 0 : ORDER)
    writer.count(writer.placeOf(name) * FLAGS + flags)
    writer.number(above - time)
    above = time
    if (one) writer.text((items as Items)[0]?.[0] as string)
    else if (items) packItems(writer, items)
    for (const text of [category, path, term, order]) if (text !== undefined) writer.text(text)
  }
}

/** The list that `packRecent` wrote. */
export function unpackRecent(reader: Reader, at: number): Recent[] {
  const recent: Recent[] = []
  let time = at
  for (let left = reader.count(); left > 0; left--) {
    const packed = reader.count()
    const flags = packed & (FLAGS - 1)
    time -= reader.number()
    const name = reader.textAt(packed >>> 6) as Recent['name']
    const one: Recent =
      flags & ONE
        ? { time, name, items: [[reader.text(), 1]] }
        : flags & LIST
          ? { time, name, items: unpackItems(reader) }
          : { time, name }
    if (flags & CATEGORY) one.category = reader.text()
    if (flags & PATH) one.path = reader.text()
    if (flags & TERM) one.term = reader.text()
    if (flags & ORDER) one.order = reader.text()
    recent.push(one)
  }
  return recent
}

function packItems(writer: Writer, items: Items): void {
  writer.count(items.length)
  for (const [id, quantity] of items) {
    writer.text(id)
    writer.number(quantity)
  }
}

function unpackItems(reader: Reader): Items {
  const items: Items = []
  for (let left = reader.count(); left > 0; left--) items.push([reader.text(), reader.number()])
  return items
}

/** Visits newest first, each by its end and length; then the days before the horizon. */
export function packVisits(writer: Writer, { visits, days }: Activity, at: number): void {
  writer.count(visits.length)
  let above = at
  for (const [start, end] of visits.toReversed()) {
    writer.number(above - end)
    writer.number(end - start)
    above = start
  }
  writer.count(days.length)
  let before = 0
  for (const day of days) {
    writer.number(day - before)
    before = day
  }
}

/** What `packVisits` wrote. */
export function unpackVisits(reader: Reader, at: number): Activity {
  const activity: Activity = { visits: [], days: [] }
  let above = at
  for (let left = reader.count(); left > 0; left--) {
    const end = above - reader.number()
    above = end - reader.number()
    activity.visits.push([above, end])
  }
  activity.visits.reverse()
  let day = 0
  for (let left = reader.count(); left > 0; left--) {
    day += reader.number()
    activity.days.push(day)
  }
  return activity
}

/** Orders by their ids, in the order they are in. */
export function packOrders(writer: Writer, orders: Orders, at: number): void {
  const ids = Object.keys(orders)
  writer.count(ids.length)
  for (const id of ids) {
    const { time, value, currency, rows, trusted } = orders[id] as Order
    writer.text(id)
    writer.number(at - time)
    writer.number(value)
    writer.text(currency)
    writer.count(rows.length * 2 + (trusted ? 1 : 0))
    for (const [key, count, worth] of rows) {
      packKey(writer, key, false)
      writer.number(count)
      writer.number(worth)
    }
  }
}

/** What `packOrders` wrote. */
export function unpackOrders(reader: Reader, at: number): Orders {
  const orders: Orders = dict()
  for (let left = reader.count(); left > 0; left--) {
    const id = reader.text()
    const time = at - reader.number()
    const value = reader.number()
    const currency = reader.text()
    const head = reader.count()
    const rows: Order['rows'] = []
    for (let more = Math.floor(head / 2); more > 0; more--)
      rows.push([unpackKey(reader, reader.count()), reader.number(), reader.number()])
    orders[id] = { time, value, currency, rows, trusted: head % 2 === 1 }
  }
  return orders
}
