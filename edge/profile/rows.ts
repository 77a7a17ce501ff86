import type { Dimension } from '../../rules/bundle.ts'
import { fold } from '../../rules/match.ts'
import type { Cells } from './cells.ts'
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
}

// A table never changes: adding to a profile makes another. So its keys are taken apart once.
const tables = new WeakMap<Dict<Cells>, Table>()
const NONE: Table = { rows: [], under: new Map() }

/** The rows of an event of a profile. */
export function tableOf(profile: Profile, event: string): Table {
  const cells = profile.facts.rows[event]
  if (!cells) return NONE
  const known = tables.get(cells)
  if (known) return known
  const table: Table = { rows: [], under: new Map() }
  for (const key in cells) {
    const row: Row = { of: parseRow(key), cells: cells[key] as Cells }
    table.rows.push(row)
    if (row.of.category === undefined) continue
    for (const path of upwards(fold(row.of.category))) {
      const rows = table.under.get(path)
      if (rows) rows.push(row)
      else table.under.set(path, [row])
    }
  }
  tables.set(cells, table)
  return table
}

/** Every value of a dimension that the events of a name have, folded or not. */
export function valuesOf(profile: Profile, event: string, dimension: Dimension): Set<string> {
  const values = new Set<string>()
  for (const { of } of tableOf(profile, event).rows) {
    const value = of[dimension]
    if (value !== undefined) values.add(value)
  }
  if (dimension === 'category')
    for (const name in profile.facts.older[event] ?? {}) if (name.startsWith('/')) values.add(name.slice(1))
  return values
}

/** `shoes/trail` → `shoes/trail`, `shoes`. */
function* upwards(path: string): Generator<string> {
  yield path
  for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1))
    yield path.slice(0, end)
}
