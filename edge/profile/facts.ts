import { addCell, addCells, type Cell, type Cells } from './cells.ts'
import type { AcceptedEvent, AcceptedItem } from './event.ts'
import { toMinor } from './money.ts'
import { type Dict, dict, isEmpty, mergeDicts } from './record.ts'
import { type Day, dayOf, monthOf } from './time.ts'

/**
 * Counts by event, by what it was about, by day: a small fact table. Conditions over
 * any combination of item, category, brand, price, path … are sums over its rows, and
 * a sum of two tables is the table of both.
 *
 * Each event gives one row about itself, and one a product it names, so that "bought
 * twice" counts purchases and "bought shoes twice" counts shoes.
 */
export interface Facts {
  /** event → row key → day → cell */
  rows: Dict<Dict<Cells>>
  /** Before the horizon: event → category (or REST) → 30-day bin → cell */
  older: Dict<Dict<Cells>>
  /** The rows by event, each taken apart and all shelved (`apart.ts`), where they came so; then `rows` are put together when somebody asks. */
  apart?: ReadonlyMap<string, readonly Row[]>
}

/** The parts of a row key, in their order; `price` is minor units, as text. */
export const ROW_PARTS = [
  'item',
  'category',
  'brand',
  'price',
  'currency',
  'path',
  'term',
  'slot',
  'block',
  'form',
] as const
export type RowPart = (typeof ROW_PARTS)[number]
/** What a row is about. */
export type Parts = Partial<Record<RowPart, string | undefined>>

/** A row of the fact table with its key taken apart: a cell for each of its days. */
export interface Row {
  of: Parts
  days: readonly Day[]
  cells: readonly Cell[]
}

export const SEPARATOR = '\u007f' // intake strips control characters, so no value holds one
/** Stands for products that nobody tells apart, in a pruned profile; no shop's id holds a control character. */
export const ANY_ITEM = '\u0001'
/** Folded rows that have no category, or one too many. */
export const REST = '*'
/** Most detailed cells a profile holds; the horizon moves up until they fit. */
export const MAX_CELLS = 600
/** Most categories an event keeps before the horizon; the rest is REST. */
const MAX_OLDER = 32
/** Folded bins older than this (from the last day seen) fall together. */
const MAX_BINS = 25

/** These name products that were merely listed: one row for the event, none a product. */
const LISTS = new Set(['view_item_list', 'block_view'])

export const noFacts = (): Facts => ({ rows: dict(), older: dict() })

/** Whether an event tells of an order that has an id; such an order keeps its rows with it, so that it counts once. */
export const tellsOrder = ({ name, transaction_id }: AcceptedEvent): boolean =>
  name === 'purchase' && transaction_id !== undefined

/** What some events add to the table. */
export function factsOf(events: readonly AcceptedEvent[]): Facts {
  const facts = noFacts()
  for (const event of events)
    if (!tellsOrder(event)) facts.rows[event.name] = rowsOf(event, facts.rows[event.name])
  return facts
}

/** The rows of one event, added to those of others. */
export function rowsOf(event: AcceptedEvent, rows: Dict<Cells> = dict()): Dict<Cells> {
  const items = LISTS.has(event.name) ? [] : (event.items ?? [])
  put(rows, about(event), event, worth(event, items))
  for (const item of items) {
    const price = toMinor(item.price ?? 0, event.currency ?? '')
    put(rows, ofItem(item, event), event, price * (item.quantity ?? 1))
  }
  return rows
}

/**
 * The earliest day from which at most `most` cells are left, no earlier than `since`.
 * Adding facts only ever moves it up: that is why folding before or after a sum is the same.
 */
export function factsHorizon(facts: Facts, since: Day, most: number): Day {
  let cells = cellsSince(facts, since)
  if (cells <= most) return since
  const perDay = new Map<Day, number>()
  for (const rows of Object.values(facts.rows))
    for (const row of Object.values(rows))
      for (const key in row) {
        const day = Number(key)
        if (day >= since) perDay.set(day, (perDay.get(day) ?? 0) + 1)
      }
  let horizon = since
  for (const day of [...perDay.keys()].sort((a, b) => a - b)) {
    if (cells <= most) break
    cells -= perDay.get(day) as number
    horizon = day + 1
  }
  return horizon
}

function cellsSince(facts: Facts, since: Day): number {
  let cells = 0
  if (facts.apart) {
    for (const rows of facts.apart.values())
      for (const { days } of rows) for (const day of days) if (day >= since) cells++
    return cells
  }
  for (const event in facts.rows) {
    const rows = facts.rows[event] as Dict<Cells>
    for (const row in rows) for (const day in rows[row]) if (Number(day) >= since) cells++
  }
  return cells
}

/** Folds the days before `since` into 30-day bins by category; `last` is the last day the profile saw. */
export function foldFacts(facts: Facts, since: Day, last: Day): Facts {
  const rows = dict<Dict<Cells>>()
  const folded = dict<Dict<Cells>>()
  for (const event in facts.rows) {
    const table = facts.rows[event] as Dict<Cells>
    const kept = dict<Cells>()
    for (const key in table) {
      const cells = table[key] as Cells
      const detailed = dict<Cell>()
      let any = false
      for (const period in cells) {
        const cell = cells[period] as Cell
        if (Number(period) >= since) {
          detailed[period] = cell
          any = true
        } else addOlder(folded, event, key, Number(period), cell)
      }
      if (any) kept[key] = detailed
    }
    if (!isEmpty(kept)) rows[event] = kept
  }
  const older = mergeDicts(facts.older, folded, (x, y) => mergeDicts(x, y, addCells))
  return { rows, older: boundOlder(older, monthOf(last) - MAX_BINS) }
}

/** Adds a cell to what is folded, in place. */
function addOlder(folded: Dict<Dict<Cells>>, event: string, key: string, day: Day, cell: Cell): void {
  const row = parseRow(key)
  // Rows about the event itself and rows about its products must not be added up: only the former go to REST.
  const name = row.item === undefined ? REST : `/${row.category ?? ''}`
  folded[event] ??= dict<Cells>()
  const table = folded[event]
  table[name] ??= dict<Cell>()
  const bins = table[name]
  const bin = monthOf(day)
  bins[bin] = bins[bin] ? addCell(bins[bin], cell) : cell
}

/** Keeps the first MAX_OLDER categories by name (a choice that no order of adding can change) and few bins. */
function boundOlder(older: Dict<Dict<Cells>>, oldest: number): Dict<Dict<Cells>> {
  const bounded = dict<Dict<Cells>>()
  for (const [event, table] of Object.entries(older)) {
    const names = Object.keys(table).filter((name) => name.startsWith('/') && name !== OTHER)
    const extra = new Set(names.sort().slice(MAX_OLDER))
    let kept = dict<Cells>()
    for (const [name, cells] of Object.entries(table)) {
      const merged = Object.assign(dict<Cells>(), {
        [extra.has(name) ? OTHER : name]: boundBins(cells, oldest),
      })
      kept = mergeDicts(kept, merged, addCells)
    }
    bounded[event] = kept
  }
  return bounded
}

/** Products of categories past the bound. */
export const OTHER = '/*'

function boundBins(cells: Cells, oldest: number): Cells {
  let bounded = dict<Cell>()
  for (const [bin, cell] of Object.entries(cells)) {
    const name = Number(bin) < oldest ? '0' : bin
    bounded = addCells(bounded, Object.assign(dict<Cell>(), { [name]: cell }))
  }
  return bounded
}

function put(rows: Dict<Cells>, row: Parts, event: AcceptedEvent, value: number): void {
  const key = rowKey(row)
  const day = dayOf(event.time)
  const cell: Cell = [1, value, event.time, event.time]
  const cells = rows[key]
  if (!cells) {
    rows[key] = dict()
    rows[key][day] = cell
  } else cells[day] = cells[day] ? addCell(cells[day], cell) : cell
}

// Every part is named, so that all rows have one shape.
const about = ({ name, currency, page, search_term, slot, block, form_id }: AcceptedEvent): Parts => ({
  currency,
  path: name === 'page_view' ? page?.path : undefined,
  term: search_term?.toLowerCase(),
  slot,
  block,
  form: form_id,
})

const ofItem = (
  { item_id, item_category, item_brand, price }: AcceptedItem,
  { currency }: AcceptedEvent,
): Parts => ({
  item: item_id,
  category: item_category,
  brand: item_brand?.toLowerCase(),
  price: price === undefined ? undefined : String(toMinor(price, currency ?? '')),
  currency,
})

/** Minor units for commerce, whole seconds for engagement, a score for feedback. */
function worth(event: AcceptedEvent, items: AcceptedItem[]): number {
  if (event.name === 'engagement' || event.name === 'feedback') return Math.round(event.value ?? 0)
  const currency = event.currency ?? ''
  if (event.value !== undefined) return toMinor(event.value, currency)
  return items.reduce((sum, item) => sum + toMinor(item.price ?? 0, currency) * (item.quantity ?? 1), 0)
}

/** A row's key: its parts in order, trailing empty ones left out. */
export function rowKey(row: Parts): string {
  let key = ''
  let gap = ''
  for (const part of ROW_PARTS) {
    const text = row[part]
    if (text) {
      key += gap + text
      gap = ''
    }
    gap += SEPARATOR
  }
  return key
}

/** The product of a row by its key; empty for a row about an event itself. */
export function itemOfRow(key: string): string {
  const end = key.indexOf(SEPARATOR)
  return end < 0 ? key : key.slice(0, end)
}

/** The parts of a row's key. */
export function parseRow(key: string): Partial<Record<RowPart, string>> {
  const row: Partial<Record<RowPart, string>> = {}
  for (let start = 0, part = 0; start < key.length; part++) {
    const next = key.indexOf(SEPARATOR, start)
    const end = next < 0 ? key.length : next
    if (end > start) row[ROW_PARTS[part] as RowPart] = key.slice(start, end)
    start = end + 1
  }
  return row
}
