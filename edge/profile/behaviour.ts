import type { Dimension, Matcher, Where } from '../../rules/bundle.ts'
import { matches } from '../../rules/match.ts'
import type { Behaviour, BehaviourQuery } from '../../rules/visitor.ts'
import type { Cell } from './cells.ts'
import type { RowPart } from './facts.ts'
import type { Profile } from './profile.ts'
import { KEPT, type Recent } from './recent.ts'
import { type Row, tableOf } from './rows.ts'
import { DAY, dayOf } from './time.ts'

/** Parts of a row that belong to a product; asking about them counts products, else events. */
const OF_ITEMS: readonly RowPart[] = ['item', 'category', 'brand', 'price']

/**
 * What a visitor did, narrowed by `where` and by time.
 *
 * Windows are exact as far as the recent list reaches; beyond it a window's first day
 * counts whole if its last event is inside. Before the profile's horizon only the event
 * and the category are known: other conditions do not match there.
 */
export function behaviourOf(profile: Profile, query: BehaviourQuery): Behaviour {
  const tally = new Tally(profile, query)
  const aboutItems = OF_ITEMS.some((part) => part in query.where)
  for (const { of, cells } of rowsFor(profile, query)) {
    if ((of.item !== undefined) !== aboutItems || !matchesAll(query.where, of)) continue
    for (const day in cells) tally.add(cells[day] as Cell, Number(day), of)
  }
  addOlder(tally, profile, query, aboutItems)
  return tally.result()
}

/** The rows that may match: of one category when the question names one, else all of the event. */
function rowsFor(profile: Profile, { event, where }: BehaviourQuery): readonly Row[] {
  const table = tableOf(profile, event)
  const category = where.category
  if (!category || !('under' in category) || category.under.length !== 1) return table.rows
  return table.under.get(category.under[0] as string) ?? []
}

class Tally {
  private readonly total: Behaviour = { count: 0, items: 0, value: 0 }
  private readonly distinct = new Set<string>()
  private readonly profile: Profile
  private readonly query: BehaviourQuery

  constructor(profile: Profile, query: BehaviourQuery) {
    this.profile = profile
    this.query = query
  }

  add(cell: Cell, day: number, row: Row['of'] = {}): void {
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
    if (row.item !== undefined) this.distinct.add(row.item)
  }

  /** A day that the window cuts: the recent list knows the times, if it keeps such events and reaches back that far. */
  private countWithin(day: number, count: number, row: Row['of']): number {
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
    return { ...this.total, items: this.distinct.size }
  }
}

/** Whether an entry of the recent list is one that a row counts. */
const isOf = ({ items, path, term }: Recent, row: Row['of']): boolean =>
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

/** Whether a row fits every part that is asked about. */
export function matchesAll(where: Where, row: Partial<Record<string, string>>): boolean {
  for (const part in where)
    if (matches(row[part], where[part as Dimension] as Matcher, 0) !== true) return false
  return true
}
