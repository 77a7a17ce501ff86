import { noActivity } from './activity.ts'
import type { Cell, Cells } from './cells.ts'
import { profileOf } from './decode.ts'
import { SEPARATOR } from './facts.ts'
import type { Profile } from './profile.ts'
import type { Recent } from './recent.ts'
import { dict } from './record.ts'
import { DAY } from './time.ts'

/** A row's key, then five numbers a day: day, count, value, first time from the day's start, last time from the first. */
type PackedRow = [key: string, ...cells: number[]]
/** Each by how long before the one above it was; a row's key stands for one product and its category. */
type PackedRecent = [
  before: number,
  name: Recent['name'],
  items?: string | Recent['items'] | null,
  category?: string | null,
  path?: string | null,
  term?: string | null,
  order?: string | null,
]

/** A profile in half the JSON, for where it travels with every decision. */
export interface Packed extends Omit<Partial<Profile>, 'facts' | 'activity' | 'recent'> {
  rows: [event: string, ...rows: PackedRow[]][]
  older: Profile['facts']['older']
  /** Visits as [start, length …], and the days before the horizon. */
  visits: number[]
  days: number[]
  recent: PackedRecent[]
}

/** Packs a profile; `unpack` gives an equal one back. */
export function pack({ facts, activity, recent, ...rest }: Profile): Packed {
  return {
    ...rest,
    rows: Object.entries(facts.rows).map(([event, table]) => [event, ...Object.entries(table).map(packRow)]),
    older: facts.older,
    visits: activity.visits.flatMap(([start, end]) => [start, end - start]),
    days: activity.days,
    recent: recent.map((one, at) => packRecent(one, recent[at - 1]?.time ?? 0)),
  }
}

/** A profile from what `pack` made, parsed from JSON that belongs to nobody else. */
export function unpack({ rows, older, visits, days, recent, ...rest }: Packed): Profile {
  const profile = profileOf({ ...rest, facts: { rows: dict(), older }, activity: { ...noActivity(), days } })
  for (const [event, ...packed] of rows) {
    const table = dict<Cells>()
    for (const row of packed) table[row[0]] = unpackCells(row)
    profile.facts.rows[event] = table
  }
  for (let i = 0; i < visits.length; i += 2) {
    const start = visits[i] as number
    profile.activity.visits.push([start, start + (visits[i + 1] as number)])
  }
  let above = 0
  for (const packed of recent) {
    above -= packed[0]
    profile.recent.push(unpackRecent(packed, above))
  }
  return profile
}

const packRow = ([key, cells]: [string, Cells]): PackedRow => {
  const row: PackedRow = [key]
  for (const day in cells) {
    const [count, value, first, last] = cells[day] as Cell
    row.push(Number(day), count, value, first - Number(day) * DAY, last - first)
  }
  return row
}

function unpackCells(row: PackedRow): Cells {
  const cells = dict<Cell>()
  const at = (index: number) => row[index] as number
  for (let i = 1; i < row.length; i += 5) {
    const first = at(i) * DAY + at(i + 3)
    cells[at(i)] = [at(i + 1), at(i + 2), first, first + at(i + 4)]
  }
  return cells
}

function packRecent({ time, name, items, category, path, term, order }: Recent, above: number): PackedRecent {
  const [one, another] = items ?? []
  const plain =
    one &&
    !another &&
    one[1] === 1 &&
    category !== undefined &&
    path === undefined &&
    term === undefined &&
    order === undefined
  if (plain) return [above - time, name, `${one[0]}${SEPARATOR}${category}`]
  const all = [above - time, name, items, category, path, term, order]
  return all.slice(0, all.findLastIndex((each) => each !== undefined) + 1) as PackedRecent
}

function unpackRecent([, name, items, category, path, term, order]: PackedRecent, time: number): Recent {
  const one: Recent = { time, name }
  if (typeof items === 'string') {
    const [id, of] = items.split(SEPARATOR) as [string, string]
    return { ...one, items: [[id, 1]], category: of }
  }
  if (items) one.items = items
  // JSON has null for what is absent in the middle of a list.
  if (typeof category === 'string') one.category = category
  if (typeof path === 'string') one.path = path
  if (typeof term === 'string') one.term = term
  if (typeof order === 'string') one.order = order
  return one
}
