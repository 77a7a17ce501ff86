import type { Dimension, Matcher, Where } from '../../rules/bundle.ts'
import { matches } from '../../rules/match.ts'
import type { Behaviour, BehaviourQuery } from '../../rules/visitor.ts'
import type { Cell } from './cells.ts'
import type { Parts, Row, RowPart } from './facts.ts'
import type { Profile } from './profile.ts'
import { KEPT, type Recent } from './recent.ts'
import { firstAt, tableOf } from './rows.ts'
import { DAY, dayOf } from './time.ts'

/** Whether a question is about products, as these parts of a row are; else it counts events. */
const asksItems = ({ item, category, brand, price }: Where): boolean =>
  (item ?? category ?? brand ?? price) !== undefined

/**
 * What a visitor did, narrowed by `where` and by time.
 *
 * Windows are exact as far as the recent list reaches; beyond it a window's first day
 * counts whole if its last event is inside. Before the profile's horizon only the event
 * and the category are known: other conditions do not match there.
 */
export function behaviourOf(profile: Profile, query: BehaviourQuery): Behaviour {
  const { where } = query
  const aboutItems = asksItems(where)
  const table = tableOf(profile, query.event)
  const category = categoryOf(where)
  const path = category === undefined ? '' : `${category}/`
  // Most of what rules ask about never happened.
  let tally: Tally | undefined
  for (let at = firstAt(table, path); table.paths[at]?.startsWith(path); at++) {
    const { of, days, cells } = table.rows[at] as Row
    if ((of.item !== undefined) !== aboutItems || !matchesAll(where, of, category !== undefined)) continue
    tally ??= new Tally(profile, query)
    for (let n = 0; n < cells.length; n++) tally.add(cells[n] as Cell, days[n] as number, of)
  }
  if (profile.facts.older[query.event]) {
    tally ??= new Tally(profile, query)
    addOlder(tally, profile, query, aboutItems)
  }
  return tally?.result() ?? NEVER
}

const NEVER: Behaviour = Object.freeze({ count: 0, items: 0, value: 0 })

/** The category whose rows, and no others, are under the one that a question names; `undefined` where it names none, or several. */
const categoryOf = ({ category }: Where): string | undefined =>
  category && 'under' in category && category.under.length === 1 ? category.under[0] : undefined

class Tally {
  private readonly total: Behaviour = { count: 0, items: 0, value: 0 }
  /** The products; a set only once there are two. */
  private only: string | undefined
  private several: Set<string> | undefined
  private readonly profile: Profile
  private readonly query: BehaviourQuery

  constructor(profile: Profile, query: BehaviourQuery) {
    this.profile = profile
    this.query = query
  }

  add(cell: Cell, day: number, row: Parts = {}): void {
    const { from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY } = this.query
    const [count, value, first, last] = cell
    if (last < from || first > to) return
    const whole = first >= from && last <= to
    const inside = whole ? count : this.countWithin(day, count, row)
    if (inside === 0) return
    this.total.count += inside
    this.total.value += inside === count ? value : Math.round((value * inside) / count)
    this.total.first = Math.min(this.total.first ?? Number.POSITIVE_INFINITY, Math.max(first, from))
    this.total.last = Math.max(this.total.last ?? 0, Math.min(last, to))
    if (row.item !== undefined && row.item !== this.only) this.addItem(row.item)
  }

  private addItem(item: string): void {
    if (this.only === undefined) this.only = item
    else {
      this.several ??= new Set([this.only])
      this.several.add(item)
    }
  }

  /** A day that the window cuts: the recent list knows the times, if it keeps such events and reaches back that far. */
  private countWithin(day: number, count: number, row: Parts): number {
    const { from = 0, to = Number.POSITIVE_INFINITY, event } = this.query
    const { recent } = this.profile
    if (!KEPT.has(event)) return count
    const oldest = recent.at(-1)?.time ?? Number.POSITIVE_INFINITY
    if (oldest > Math.max(from, day * DAY)) return count
    const times = recent.filter(
      (r) => r.name === event && dayOf(r.time) === day && r.time >= from && r.time <= to && isOf(r, row),
    )
    return Math.min(count, times.length)
  }

  result(): Behaviour {
    this.total.items = this.several?.size ?? (this.only === undefined ? 0 : 1)
    return this.total
  }
}

/** Whether an entry of the recent list is one that a row counts. */
const isOf = ({ items, path, term }: Recent, row: Parts): boolean =>
  (row.item === undefined || (items?.some(([id]) => id === row.item) ?? false)) &&
  (row.path === undefined || path === row.path) &&
  (row.term === undefined || term?.toLowerCase() === row.term)

function addOlder(tally: Tally, profile: Profile, query: BehaviourQuery, aboutItems: boolean): void {
  const older = profile.facts.older[query.event]
  if (!older || Object.keys(query.where).some((part) => part !== 'category')) return
  for (const [name, cells] of Object.entries(older)) {
    if (name.startsWith('/') !== aboutItems) continue
    if (aboutItems && !matchesAll(query.where, { category: name.slice(1) })) continue
    for (const bin in cells) {
      const cell = cells[bin] as Cell
      const { from = 0, to = Number.POSITIVE_INFINITY } = query
      // A bin is 30 days of unknown order: it counts only when the window holds it whole.
      if (cell[2] >= from && cell[3] <= to) tally.add(cell, dayOf(cell[2]))
    }
  }
}

/** Whether a row fits every part that is asked about; `fits`: its category is known to. */
export function matchesAll(where: Where, row: Parts, fits = false): boolean {
  for (const part in where) {
    if (fits && part === 'category') continue
    if (matches(row[part as RowPart], where[part as Dimension] as Matcher, 0) !== true) return false
  }
  return true
}
