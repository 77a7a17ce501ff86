import type { Journal, JournalRow } from '../../edge/journal/journal.ts'
import { JournalUnavailable } from '../../edge/journal/journal.ts'
import { ofEntry, sum } from '../../edge/profile/profile.ts'

export interface MemoryJournal extends Journal {
  rows: (JournalRow & { digest: string })[]
  /** While set, every call fails as a store that is down. */
  down: boolean
  /** How often it was called. */
  calls: number
}

/** A journal without cleverness: an array, folded whole at every read. What others must agree with. */
export function memoryJournal(): MemoryJournal {
  const of = (site: string, visitor: string) => {
    const mine = journal.rows.filter((row) => row.site === site && row.visitor === visitor)
    return {
      profile: sum(mine.map((row) => ofEntry(row.entry))),
      batches: mine.map((row) => row.entry.batch),
    }
  }
  const called = () => {
    journal.calls++
    if (journal.down) throw new JournalUnavailable('down')
  }
  const journal: MemoryJournal = {
    rows: [],
    down: false,
    calls: 0,
    async append(site, visitor, entry, digest) {
      called()
      const used = journal.rows.find(
        (row) => row.site === site && row.visitor === visitor && row.entry.batch === entry.batch,
      )
      if (!used) journal.rows.push({ seq: journal.rows.length + 1, site, visitor, entry, digest })
      const outcome = !used ? 'stored' : used.digest === digest ? 'repeated' : 'conflict'
      return { ...of(site, visitor), outcome }
    },
    async known(site, visitor) {
      called()
      return of(site, visitor)
    },
    async rowsAfter(site, seq, limit) {
      called()
      return journal.rows.filter((row) => row.site === site && row.seq > seq).slice(0, limit)
    },
  }
  return journal
}
