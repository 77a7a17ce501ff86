import { fold } from '../../rules/match.ts'
import { addCells, type Cell, type Cells } from './cells.ts'
import { type Facts, type Parts, parseRow, type Row, rowKey } from './facts.ts'
import { type Dict, dict, mergeDicts } from './record.ts'

// Keys come again with every version of a profile, and with the profiles of all who looked at the same.
const parsed = new Map<string, Parts>()
const MAX_PARSED = 5000

/** The parts of a row's key; shared, so never to be changed. */
function partsOf(key: string): Parts {
  const known = parsed.get(key)
  if (known) return known
  if (parsed.size >= MAX_PARSED) parsed.clear()
  const of = parseRow(key)
  parsed.set(key, of)
  return of
}

/** `shoes/trail` stands at `shoes/trail/`, and so under `shoes/`; what has no category at none. */
export const pathOf = (category: string | undefined): string =>
  category === undefined ? '' : `${fold(category)}/`

/** Keys in the order of their paths, in which what is under a category stands together; the same in a capsule and in D1. */
export const shelved = (keys: readonly string[]): string[] =>
  keys
    .map((key) => ({ key, path: pathOf(partsOf(key).category) }))
    .sort((a, b) => (a.path < b.path || (a.path === b.path && a.key < b.key) ? -1 : 1))
    .map(({ key }) => key)

/** Rows taken apart, and shelved. */
export const apartOf = (rows: Dict<Cells>): Row[] =>
  shelved(Object.keys(rows)).map((key) => {
    const cells = rows[key] as Cells
    return { of: partsOf(key), days: Object.keys(cells).map(Number), cells: Object.values(cells) }
  })

/** Rows put together again, under their keys. */
export function joined(apart: readonly Row[]): Dict<Cells> {
  const rows = dict<Cells>()
  for (const { of, days, cells } of apart) {
    const byDay = dict<Cell>()
    for (let n = 0; n < days.length; n++) byDay[days[n] as number] = cells[n] as Cell
    rows[rowKey(of)] = byDay
  }
  return rows
}

/** The rows of an event, without those of orders. */
export const rowsOf = (facts: Facts, event: string): readonly Row[] =>
  facts.apart ? (facts.apart.get(event) ?? []) : apartOf(facts.rows[event] ?? {})

/**
 * Facts whose rows came taken apart: what only decides never puts them together. A class, since V8 makes a hidden class
 * for every object that has a getter of its own, and collecting those costs more than all the rest of a decision.
 */
export class FactsApart implements Facts {
  readonly apart: ReadonlyMap<string, readonly Row[]>
  readonly older: Facts['older']
  private together: Facts['rows'] | undefined

  constructor(apart: ReadonlyMap<string, readonly Row[]>, older: Facts['older']) {
    this.apart = apart
    this.older = older
  }

  get rows(): Facts['rows'] {
    if (!this.together) {
      this.together = dict<Dict<Cells>>()
      for (const [event, rows] of this.apart) this.together[event] = joined(rows)
    }
    return this.together
  }
}

/** The facts of both; where the first came apart they stay so, and what the second tells is put among its rows. */
export function addFacts(a: Facts, b: Facts): Facts {
  const older = mergeDicts(a.older, b.older, addRows)
  if (!a.apart) return { rows: mergeDicts(a.rows, b.rows, addRows), older }
  const apart = new Map(a.apart)
  for (const event in b.rows) apart.set(event, put(apartOf(b.rows[event] ?? {}), apart.get(event) ?? []))
  return new FactsApart(apart, older)
}

const addRows = (x: Dict<Cells>, y: Dict<Cells>): Dict<Cells> => mergeDicts(x, y, addCells)

/** A few rows among many, each in its place. */
function put(few: readonly Row[], many: readonly Row[]): readonly Row[] {
  const rows = [...many]
  for (const row of few) {
    const key = rowKey(row.of)
    const at = placeOf(pathOf(row.of.category), key, rows)
    const there = rows[at]
    if (there && rowKey(there.of) === key)
      rows.splice(at, 1, ...apartOf(addRows(joined([there]), joined([row]))))
    else rows.splice(at, 0, row)
  }
  return rows
}

/** Where a row is, or would be, among those that are shelved. */
function placeOf(path: string, key: string, rows: readonly Row[]): number {
  let low = 0
  let high = rows.length
  while (low < high) {
    const middle = (low + high) >> 1
    const { of } = rows[middle] as Row
    const there = pathOf(of.category)
    if (there < path || (there === path && rowKey(of) < key)) low = middle + 1
    else high = middle
  }
  return low
}
