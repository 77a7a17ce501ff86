import { isPerson } from '../../../edge/identity/person.ts'
import type { Appended, Journal, Known } from '../../../edge/journal/journal.ts'
import type { People } from '../../../edge/journal/people.ts'
import { add, empty, ofEntry, type Profile, shared, sum } from '../../../edge/profile/profile.ts'
import { memoryJournal } from '../../support/memory-journal.ts'
import { addRow, circleOf } from '../../support/memory-people.ts'

/** The memory journal, which remembers how far it has folded each name: what it answers is the same, sooner. */
export function quickJournal(): { journal: Journal; people: People } {
  const whole = memoryJournal()
  const { memory, people } = whole
  const folded = new Map<string, { seqs: number[]; profile: Profile }>()

  const foldOf = (site: string, name: string) => {
    const rows = memory.rows.filter((row) => row.site === site && row.visitor === name)
    const before = folded.get(`${site}|${name}`)
    const goesOn = before?.seqs.every((seq, n) => rows[n]?.seq === seq)
    const start = before && goesOn ? before : { seqs: [], profile: empty() }
    const profile = rows
      .slice(start.seqs.length)
      .reduce((sum, { entry }) => add(sum, ofEntry(entry)), start.profile)
    folded.set(`${site}|${name}`, { seqs: rows.map(({ seq }) => seq), profile })
    return { profile, batches: rows.map(({ entry }) => entry.batch) }
  }
  const known = (site: string, visitor: string): Known => {
    const own = foldOf(site, visitor)
    const others = circleOf(memory, site, visitor).filter((name) => name !== visitor)
    if (others.length === 0) return own
    const theirs = others.map((name) => {
      const { profile } = foldOf(site, name)
      return isPerson(name) ? profile : shared(profile)
    })
    const { person } = memory.links.find((link) => link.site === site && link.visitor === visitor)!
    return { ...own, profile: sum([own.profile, ...theirs]), person }
  }
  return {
    people,
    journal: {
      ...whole,
      async append(site, visitor, entry, digest): Promise<Appended> {
        const outcome = addRow(memory, site, visitor, entry, digest)
        return { ...known(site, visitor), outcome }
      },
      known: async (site, visitor) => known(site, visitor),
    },
  }
}
