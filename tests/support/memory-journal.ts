import { graveOf } from '../../edge/identity/grave.ts'
import type { Journal } from '../../edge/journal/journal.ts'
import { JournalUnavailable } from '../../edge/journal/journal.ts'
import type { People } from '../../edge/journal/people.ts'
import { addRow, emptyMemory, knownOf, type Memory, memoryPeople } from './memory-people.ts'

export interface MemoryJournal extends Journal {
  readonly rows: Memory['rows']
  /** All that it holds. */
  memory: Memory
  /** Who is whom, over the same memory. */
  people: People
  /** While set, every call fails as a store that is down. */
  down: boolean
  /** How often it was called. */
  calls: number
}

/** A journal without cleverness: an array, folded whole at every read. What others must agree with. */
export function memoryJournal(): MemoryJournal {
  const memory = emptyMemory()
  const called = () => {
    journal.calls++
    if (journal.down) throw new JournalUnavailable('down')
  }
  const journal: MemoryJournal = {
    get rows() {
      return memory.rows
    },
    memory,
    people: memoryPeople(memory, called),
    down: false,
    calls: 0,
    async append(site, visitor, entry, digest) {
      called()
      const outcome = addRow(memory, site, visitor, entry, digest)
      return { ...knownOf(memory, site, visitor), outcome }
    },
    async known(site, visitor) {
      called()
      return knownOf(memory, site, visitor)
    },
    async rowsFrom(site, after, limit) {
      const rows = await journal.rowsAfter(site, after.rows?.DB ?? 0, limit)
      const last = rows.at(-1)?.seq ?? after.rows?.DB ?? 0
      const names = [...memory.graves.keys()].filter((key) => key.startsWith(`${site}|`))
      const erased = await Promise.all(names.map((key) => graveOf(site, key.slice(site.length + 1))))
      return { rows, erased, cursor: { rows: { DB: last } }, more: rows.length === limit }
    },
    async rowsAfter(site, seq, limit) {
      called()
      return memory.rows.filter((row) => row.site === site && row.seq > seq).slice(0, limit)
    },
  }
  return journal
}
