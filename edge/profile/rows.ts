import type { Dimension } from '../../rules/bundle.ts'
import { fold } from '../../rules/match.ts'
import type { Cells } from './cells.ts'
import { rowsOfDeed } from './deeds.ts'
import { parseRow } from './facts.ts'
import type { Profile } from './profile.ts'
import type { Dict } from './record.ts'

/** A row of the fact table, its key taken apart. */
export interface Row {
  of: Partial<Record<string, string>>
  cells: Cells
}

/** The rows of one event, and those of each category and everything below it. */
export interface Table {
  rows: Row[]
  under: Map<string, Row[]>
  /** Every value of a dimension, once asked for. */
  values: Map<Dimension, Set<string>>
}

// A table never changes: adding to a profile makes another. So its keys are taken apart once, for the profile that
// was asked last: questions come one profile at a time, and a WeakMap of all costs the collector more than it saves.
const latest = new Map<string, { cells: Dict<Cells>; table: Table }>()
const NONE: Table = { rows: [], under: new Map(), values: new Map() }

// Keys come again with every version of a profile, and with the profiles of all who looked at the same.
const parsed = new Map<string, Row['of']>()
const MAX_PARSED = 5000

/** The parts of a row's key; shared, so never to be changed. */
function partsOf(key: string): Row['of'] {
  const known = parsed.get(key)
  if (known) return known
  if (parsed.size >= MAX_PARSED) parsed.clear()
  const of = parseRow(key)
  parsed.set(key, of)
  return of
}

/** The rows of an event of a profile. */
export function tableOf(profile: Profile, event: string): Table {
  const cells = rowsOfDeed(profile, event)
  if (!cells) return NONE
  const known = latest.get(event)
  if (known?.cells === cells) return known.table
  const table: Table = { rows: [], under: new Map(), values: new Map() }
  const byCategory = new Map<string, Row[]>()
  for (const key of Object.keys(cells)) {
    const row: Row = { of: partsOf(key), cells: cells[key] as Cells }
    table.rows.push(row)
    if (row.of.category !== undefined) put(byCategory, row.of.category, row)
  }
  for (const [category, rows] of byCategory)
    for (const path of upwards(fold(category))) put(table.under, path, ...rows)
  latest.set(event, { cells, table })
  return table
}

function put(lists: Map<string, Row[]>, name: string, ...rows: Row[]): void {
  const list = lists.get(name)
  if (list) list.push(...rows)
  else lists.set(name, rows)
}

/** Every value of a dimension that the events of a name have, folded or not. */
export function valuesOf(profile: Profile, event: string, dimension: Dimension): ReadonlySet<string> {
  const values = detailed(tableOf(profile, event), dimension)
  const older = dimension === 'category' ? profile.facts.older[event] : undefined
  if (!older) return values
  const all = new Set(values)
  for (const name in older) if (name.startsWith('/')) all.add(name.slice(1))
  return all
}

function detailed({ rows, values }: Table, dimension: Dimension): ReadonlySet<string> {
  const known = values.get(dimension)
  if (known) return known
  const found = new Set<string>()
  for (const { of } of rows) if (of[dimension] !== undefined) found.add(of[dimension])
  values.set(dimension, found)
  return found
}

/** `shoes/trail` → `shoes/trail`, `shoes`. */
function* upwards(path: string): Generator<string> {
  yield path
  for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1))
    yield path.slice(0, end)
}
