import type { Dimension } from '../../rules/bundle.ts'
import { apartOf, pathOf } from './apart.ts'
import type { Cells } from './cells.ts'
import { rowsOfDeed } from './deeds.ts'
import type { Row } from './facts.ts'
import type { Profile } from './profile.ts'
import { type Dict, isEmpty } from './record.ts'

/** The rows of one event, shelved. */
export interface Table {
  rows: readonly Row[]
  /** The path of each. */
  paths: readonly string[]
  /** Every value of a dimension, once asked for. */
  values: Map<Dimension, Set<string>>
}

type Source = Dict<Cells> | readonly Row[]

// A table never changes: adding to a profile makes another. So it is made once, for the profile that was asked last:
// questions come one profile at a time, and a WeakMap of all costs the collector more than it saves.
const latest = new Map<string, { source: Source; table: Table }>()
const NONE: Table = { rows: [], paths: [], values: new Map() }

/** The rows of an event of a profile, those of orders among them. */
export function tableOf(profile: Profile, event: string): Table {
  const source = sourceOf(profile, event)
  if (!source) return NONE
  const known = latest.get(event)
  if (known?.source === source) return known.table
  const rows = Array.isArray(source) ? (source as readonly Row[]) : apartOf(source as Dict<Cells>)
  const table: Table = { rows, paths: rows.map(({ of }) => pathOf(of.category)), values: new Map() }
  latest.set(event, { source, table })
  return table
}

function sourceOf(profile: Profile, event: string): Source | undefined {
  const { facts, orders } = profile
  const ordered = event === 'purchase' && !isEmpty(orders)
  return facts.apart && !ordered ? facts.apart.get(event) : rowsOfDeed(profile, event)
}

/** The place of the first row at a path or under it, if there is one; the others follow. */
export function firstAt({ paths }: Table, path: string): number {
  let low = 0
  let high = paths.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((paths[middle] as string) < path) low = middle + 1
    else high = middle
  }
  return low
}

/** Every value of a dimension that the events of a name have. */
export function valuesOf(profile: Profile, event: string, dimension: Dimension): Iterable<string> {
  const table = tableOf(profile, event)
  if (dimension !== 'category') return detailed(table, dimension)
  const { rows, paths } = table
  const found: string[] = []
  for (let n = 0; n < rows.length; n++)
    if (paths[n] !== '' && paths[n] !== paths[n - 1]) found.push((rows[n] as Row).of.category as string)
  for (const name in profile.facts.older[event]) if (name.startsWith('/')) found.push(name.slice(1))
  return found
}

function detailed({ rows, values }: Table, dimension: Dimension): ReadonlySet<string> {
  const known = values.get(dimension)
  if (known) return known
  const found = new Set<string>()
  for (const { of } of rows) if (of[dimension] !== undefined) found.add(of[dimension])
  values.set(dimension, found)
  return found
}
