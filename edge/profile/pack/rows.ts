import { shelved } from '../apart.ts'
import type { Reader, Writer } from '../bytes.ts'
import type { Cell, Cells } from '../cells.ts'
import { type Parts, type Row, SEPARATOR } from '../facts.ts'
import type { Dict } from '../record.ts'
import { DAY, dayOf } from '../time.ts'

/** Where a row's price stands, in ROW_PARTS: it is mostly a number. */
const PRICE = 3
const NUMBER = /^(0|[1-9]\d{0,14})$/

/** What of a cell is not as it mostly is: counted once, worth nothing, over in a moment. */
const MANY = 1
const WORTH = 2
const LONG = 4
const FLAGS = 8

/** Event by event: its rows, each with the parts of its key and its cells. */
export function packRows(writer: Writer, rows: Dict<Dict<Cells>>, at: number): void {
  const events = Object.keys(rows)
  writer.count(events.length)
  for (const event of events) {
    const table = rows[event] as Dict<Cells>
    // Shelved once for all the decisions that read them.
    const keys = shelved(Object.keys(table))
    writer.text(event)
    writer.count(keys.length)
    for (const key of keys) packRow(writer, key, table[key] as Cells, dayOf(at))
  }
}

/** The rows that `packRows` wrote, by event, taken apart: as keys they would only be taken apart again. */
export function unpackRows(reader: Reader, at: number): Map<string, Row[]> {
  const apart = new Map<string, Row[]>()
  const today = dayOf(at)
  for (let events = reader.count(); events > 0; events--) {
    const rows: Row[] = []
    apart.set(reader.text(), rows)
    for (let left = reader.count(); left > 0; left--) rows.push(unpackRow(reader, today, rows.at(-1)))
  }
  return apart
}

/** A row's key by the parts it has, with room for one flag beside them. */
export function packKey(writer: Writer, key: string, flag: boolean): void {
  const parts = key.split(SEPARATOR)
  let present = 0
  for (let part = 0; part < parts.length; part++) if (parts[part] !== '') present += 2 ** part
  writer.count(present * 2 + (flag ? 1 : 0))
  for (let part = 0; part < parts.length; part++) {
    const text = parts[part] as string
    if (text === '') continue
    const number = part === PRICE && NUMBER.test(text)
    if (part === PRICE) writer.count(number ? Number(text) + 1 : 0)
    if (!number) writer.text(text)
  }
}

/** The key whose first number, the parts it has, is read already. */
export function unpackKey(reader: Reader, head: number): string {
  let key = ''
  let separators = 0
  for (let part = 0, present = Math.floor(head / 2); present > 0; part++, present = Math.floor(present / 2)) {
    if (present % 2 === 1) {
      const number = part === PRICE ? reader.count() : 0
      key += SEPARATOR.repeat(separators) + (number > 0 ? number - 1 : reader.text())
      separators = 0
    }
    separators++
  }
  return key
}

function packRow(writer: Writer, key: string, cells: Cells, today: number): void {
  const days = Object.keys(cells)
  packKey(writer, key, days.length > 1)
  if (days.length > 1) writer.count(days.length)
  for (const name of days) {
    const day = Number(name)
    const [count, value, first, last] = cells[name] as Cell
    const flags = (count === 1 ? 0 : MANY) + (value === 0 ? 0 : WORTH) + (first === last ? 0 : LONG)
    // Days after the last one seen are as good as none.
    writer.count((day <= today ? 2 * (today - day) : 2 * (day - today) - 1) * FLAGS + flags)
    if (count !== 1) writer.number(count)
    if (value !== 0) writer.number(value)
    writer.number(first - day * DAY)
    if (first !== last) writer.number(last - first)
  }
}

/** A row; `before` is the one that came before it. */
function unpackRow(reader: Reader, today: number, before: Row | undefined): Row {
  const head = reader.count()
  const of = unpackParts(reader, head)
  const count = head & 1 ? reader.count() : 1
  const packed = reader.count()
  const day = dayIn(packed, today)
  // Most rows have one day, and the next row the same: pushed to an empty list, it would take the memory of seventeen.
  const cells = [unpackCell(reader, packed, day)]
  if (count === 1) {
    const same = before?.days.length === 1 && before.days[0] === day
    return { of, days: same ? before.days : [day], cells }
  }
  const days = [day]
  for (let n = 1; n < count; n++) {
    const next = reader.count()
    days.push(dayIn(next, today))
    cells.push(unpackCell(reader, next, days[n] as number))
  }
  return { of, days, cells }
}

function dayIn(packed: number, today: number): number {
  const back = packed >>> 3
  return back & 1 ? today + ((back + 1) >> 1) : today - (back >> 1)
}

function unpackCell(reader: Reader, flags: number, day: number): Cell {
  const count = flags & MANY ? reader.number() : 1
  const value = flags & WORTH ? reader.number() : 0
  const first = day * DAY + reader.number()
  return [count, value, first, flags & LONG ? first + reader.number() : first]
}

/** The parts of a key (ROW_PARTS, in their order), whose first number is read already; of two shapes, which are read fast: a product has half of them. */
function unpackParts(reader: Reader, head: number): Parts {
  const present = head >> 1
  const item = present & 1 ? reader.text() : undefined
  const category = present & 2 ? reader.text() : undefined
  const brand = present & 4 ? reader.text() : undefined
  const price = present & 8 ? unpackPrice(reader) : undefined
  const currency = present & 16 ? reader.text() : undefined
  if (present < 32) return { item, category, brand, price, currency }
  return {
    item,
    category,
    brand,
    price,
    currency,
    path: present & 32 ? reader.text() : undefined,
    term: present & 64 ? reader.text() : undefined,
    slot: present & 128 ? reader.text() : undefined,
    block: present & 256 ? reader.text() : undefined,
    form: present & 512 ? reader.text() : undefined,
  }
}

function unpackPrice(reader: Reader): string {
  const number = reader.count()
  return number > 0 ? String(number - 1) : reader.text()
}
