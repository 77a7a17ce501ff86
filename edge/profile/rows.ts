import type { Dimension } from '../../rules/bundle.ts'
import { fold } from '../../rules/match.ts'
import { apartOf } from './apart.ts'
import type { Cells } from './cells.ts'
import { rowsOfDeed } from './deeds.ts'
import type { Row } from './facts.ts'
import type { Profile } from './profile.ts'
import { type Dict, isEmpty } from './record.ts'

/** The rows of one event, and those of each category and everything below it. */
export interface Table {
  rows: readonly Row[]
  under: Map<string, Row[]>
  /** Every value of a dimension, once asked for. */
  values: Map<Dimension, Set<string>>
}

type Source = Dict<Cells> | readonly Row[]

// A table never changes: adding to a profile makes another. So it is made once, for the profile that was asked last:
// questions come one profile at a time, and a WeakMap of all costs the collector more than it saves.
const latest = new Map<string, { source: Source; table: Table }>()
const NONE: Table = { rows: [], under: new Map(), values: new Map() }

/** The rows of an event of a profile, those of orders among them. */
export function tableOf(profile: Profile, event: string): Table {
  const source = sourceOf(profile, event)
  if (!source) return NONE
  const known = latest.get(event)
  if (known?.source === source) return known.table
  const rows = Array.isArray(source) ? (source as readonly Row[]) : apartOf(source as Dict<Cells>)
  const table: Table = { rows, under: underOf(rows), values: new Map() }
  latest.set(event, { source, table })
  return table
}

function sourceOf(profile: Profile, event: string): Source | undefined {
  const { facts, orders } = profile
  const ordered = event === 'purchase' && !isEmpty(orders)
  return facts.apart && !ordered ? facts.apart.get(event) : rowsOfDeed(profile, event)
}

/** `shoes/trail` stands under `shoes/trail` and under `shoes`. */
function underOf(rows: readonly Row[]): Table['under'] {
  const under: Table['under'] = new Map()
  for (const row of rows) {
    if (row.of.category === undefined) continue
    let path = fold(row.of.category)
    for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1)) {
      path = path.slice(0, end)
      const list = under.get(path)
      if (list) list.push(row)
      else under.set(path, [row])
    }
  }
  return under
}

/** Every value of a dimension that the events of a name have, and of categories those above. */
export function valuesOf(profile: Profile, event: string, dimension: Dimension): Iterable<string> {
  const table = tableOf(profile, event)
  if (dimension !== 'category') return detailed(table, dimension)
  const older = profile.facts.older[event]
  if (!older) return table.under.keys()
  const all = new Set(table.under.keys())
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
