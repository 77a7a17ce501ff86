import { addCell, type Cell, type Cells } from '../cells.ts'
import { ANY_ITEM, rowKey } from '../facts.ts'
import type { Profile } from '../profile.ts'
import type { Reads } from '../reads.ts'
import { type Dict, dict } from '../record.ts'
import { classesOf, liveOf } from './classes.ts'
import type { Span } from './span.ts'

/** Old bins by category, by the same rule: only those that a window may hold, those that nobody tells apart as one. */
export function pruneOlder({ facts }: Profile, reads: Reads, span: Span): Dict<Dict<Cells>> {
  const pruned = dict<Dict<Cells>>()
  for (const event in facts.older) {
    const table = facts.older[event] as Dict<Cells>
    const kept = dict<Cells>()
    const merged = new Map<string, { name: string; bin: string }>()
    let any = false
    const classOf = classesOf(olderReads(reads), event)
    for (const name in table) {
      const read = classOf(name.startsWith('/') ? rowKey({ item: ANY_ITEM, category: name.slice(1) }) : '')
      if (read.asked.length === 0) continue
      const bins = table[name] as Cells
      for (const bin in bins) {
        const [count, value, first, last] = bins[bin] as Cell
        const live = liveOf(read, first, last, span, false)
        if (!live) continue
        const group = live.cut ? `${name} ${bin}` : `${live.name}|${live.sides}|${name.startsWith('/')}`
        const known = merged.get(group)
        const into = known ?? { name, bin }
        merged.set(group, into)
        const cells = kept[into.name] ?? dict<Cell>()
        kept[into.name] = cells
        const cell: Cell = [count, live.value ? value : 0, first, last]
        cells[into.bin] = known ? addCell(cells[into.bin] as Cell, cell) : cell
        any = true
      }
    }
    if (any) pruned[event] = kept
  }
  return pruned
}

const withCategoryAlone = new WeakMap<Reads, Reads>()

/** Of what is folded only the category is known: questions about anything else do not match there. */
function olderReads(reads: Reads): Reads {
  let older = withCategoryAlone.get(reads)
  if (!older) {
    const asked: Reads['asked'] = dict()
    for (const event in reads.asked)
      asked[event] = (reads.asked[event] ?? []).filter(({ where }) =>
        Object.keys(where).every((part) => part === 'category'),
      )
    older = { ...reads, asked, facts: new Set() }
    delete older.lists
    withCategoryAlone.set(reads, older)
  }
  return older
}
