import { addCell, type Cell, type Cells } from '../cells.ts'
import { itemOfRow, parseRow, rowKey } from '../facts.ts'
import type { Profile } from '../profile.ts'
import type { Reads } from '../reads.ts'
import { type Dict, dict } from '../record.ts'
import { DAY, dayOf } from '../time.ts'
import { classesOf, type Live, liveOf, type RowClass } from './classes.ts'
import type { Care, Span } from './span.ts'

const PAST = new Set(['view_item', 'add_to_cart'])

/**
 * The rows that are read: what no window reaches is left out, what no question tells apart is added up, and only
 * what a window may cut through, or what lists look at one by one, stays as it is.
 */
export function pruneRows(profile: Profile, reads: Reads, span: Span, care: Care): Dict<Dict<Cells>> {
  const pruned = dict<Dict<Cells>>()
  const inPast = pastOf(profile, span, care)
  const today = dayOf(span.now)
  for (const event in profile.facts.rows) {
    const table = profile.facts.rows[event] as Dict<Cells>
    const into = new Pruned()
    const past = reads.lists !== undefined && PAST.has(event)
    const bought = reads.lists !== undefined && event === 'purchase'
    const classOf = classesOf(reads, event)
    for (const key in table) {
      const read = classOf(key)
      const ofItem = read.item !== undefined
      const listed = ofItem && (past || bought)
      if (!read.read && !listed) continue
      const cells = table[key] as Cells
      for (const name in cells) {
        const cell = cells[name] as Cell
        const day = Number(name)
        // A purchase and the orders of its day may count as one: then they have the day's ends.
        const [first, last] = event === 'purchase' ? endsOf(day) : [cell[2], cell[3]]
        const live = liveOf(read, first, last, span, day >= today)
        if (listed && (bought || inPast(cell)))
          into.put(day >= today ? key : read.key, read, day, valued(cell, live))
        else if (!live) continue
        else if (day < span.folding || (live.cut && day >= care.exact))
          into.put(!ofItem || day >= today ? key : read.key, read, day, valued(cell, live))
        else into.merge(read, live, day, valued(cell, live))
      }
    }
    if (into.any) pruned[event] = into.rows
  }
  return pruned
}

const endsOf = (day: number): [number, number] => [day * DAY, day * DAY + DAY - 1]

/** Whether lists may look at a cell: it is among the newest of the past, with this visit or before it. */
function pastOf({ facts }: Profile, { visit = Number.POSITIVE_INFINITY }: Span, { past }: Care) {
  if (past === 0) return () => false
  const before: number[] = []
  const all: number[] = []
  for (const event of PAST)
    for (const key in facts.rows[event]) {
      if (itemOfRow(key) === '') continue
      const cells = facts.rows[event]?.[key] as Cells
      for (const day in cells) {
        const [, , first, last] = cells[day] as Cell
        all.push(last)
        if (first < visit) before.push(last < visit ? last : first)
      }
    }
  const least = (times: number[]) => times.sort((a, b) => b - a)[past - 1] ?? Number.NEGATIVE_INFINITY
  const [leastOfAll, leastBefore] = [least(all), least(before)]
  return ([, , first, last]: Cell) =>
    last >= leastOfAll || (first < visit && (last < visit ? last : first) >= leastBefore)
}

class Pruned {
  readonly rows = dict<Cells>()
  any = false
  private readonly merged = new Map<string, { key: string; day: number }>()

  /** Adds a cell to those that nobody tells from it. */
  merge(read: RowClass, live: Live, day: number, [count, value, first, last]: Cell): void {
    const plain: Cell = [count, value, live.times || live.cut ? first : last, last]
    // What is cut, and yet added up, is so for want of room: day by day.
    const when = read.days || live.cut ? day : ''
    const name = `${live.name}|${live.sides}|${read.apart}|${when}|${live.item ? read.item : ''}`
    const known = this.merged.get(name)
    if (known) {
      const cells = this.rows[known.key] as Cells
      cells[known.day] = addCell(cells[known.day] as Cell, plain)
      return
    }
    this.merged.set(name, { key: this.put(live.item ? read.key : read.any, read, day, plain), day })
  }

  /** Adds a cell; where its key has the day already, a part that nobody asks about tells the two apart. */
  put(wanted: string, { spare }: RowClass, day: number, cell: Cell): string {
    this.any = true
    let key = wanted
    for (let n = 1; spare && this.rows[key]?.[day]; n++)
      key = rowKey({ ...parseRow(wanted), [spare]: n.toString(36) })
    this.rows[key] ??= dict<Cell>()
    const cells = this.rows[key] as Cells
    const there = cells[day]
    cells[day] = there ? addCell(there, cell) : cell
    return key
  }
}

const valued = ([count, value, first, last]: Cell, live: Live | undefined): Cell => [
  count,
  live?.value ? value : 0,
  first,
  last,
]
