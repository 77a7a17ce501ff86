import { isPerson, journalNameOf } from '../../identity/person.ts'
import { d1Eraser, eraseAll } from '../d1-erasure.ts'
import { d1Links } from '../d1-links.ts'
import { d1Retention } from '../d1-retention.ts'
import { d1Rights } from '../d1-rights.ts'
import type { People, Removed } from '../people.ts'
import type { D1JournalOptions } from '../run.ts'
import { away } from './away.ts'
import { shardedDossier } from './dossier.ts'
import { shardedIdentify } from './identify.ts'
import { completed } from './journal.ts'
import { type Part, router, type Shards } from './shards.ts'

const awayAt = ({ database, options }: Part) => away(database.db, options)
const linksAt = ({ database, options }: Part) => d1Links(database.db, options)
const rightsAt = ({ database, options }: Part) => d1Rights(database.db, options)
const eraserAt = ({ database, options }: Part) => d1Eraser(database.db, options)

/** Who is whom over several databases. */
export function shardedPeople(shards: Shards, options: D1JournalOptions): People {
  const to = router(shards, options)
  const personOf = async (site: string, visitor: string): Promise<string | undefined> =>
    (await to.look(site, visitor, (part) => awayAt(part).standing(site, visitor))).person

  /** Those databases first that keep a visitor; what is later linked to a person there finds nobody. */
  const eraseEverywhere = async (
    site: string,
    names: string[],
    at: number,
    rest: Parameters<ReturnType<typeof d1Eraser>['eraseNames']>[3],
  ) => {
    const removed: Removed = {}
    const linked: string[] = []
    const buried = new Set<string>()
    const [first = ''] = names
    const erase = async (part: Part) => {
      const unnoted = !part.holds(site, first)
      const done = await eraserAt(part).eraseNames(site, names, at, { ...rest, unnoted })
      linked.push(...done.linked)
      for (const name of names) if (part.holds(site, name)) buried.add(name)
      for (const [table, count] of done.removed) removed[table] = (removed[table] ?? 0) + count
    }
    const keepsVisitor = (part: Part) => names.some((name) => !isPerson(name) && part.holds(site, name))
    // A bucket that changes hands in between may be met nowhere.
    for (let left = names; left.length > 0; left = left.filter((name) => !buried.has(name))) {
      const done = new Set<number>()
      await to.each(async (part) => {
        await erase(part)
        done.add(part.index)
      }, keepsVisitor)
      await to.each(erase, ({ index }) => !done.has(index))
    }
    return { removed: Object.entries(removed), linked }
  }

  return {
    identify: shardedIdentify(shards, options),

    hint: (site, visitor, hint, at) =>
      to.at(site, visitor, (part) => linksAt(part).hint(site, visitor, hint, at)),

    async logout(site, visitor, at) {
      const pointed = await personOf(site, visitor)
      const name = pointed === undefined ? visitor : journalNameOf(pointed)
      const person = await to.at(site, name, (part) => linksAt(part).logout(site, visitor, at))
      // Proofs that this device used to become others are with those.
      await to.each((part) => linksAt(part).spend(site, visitor))
      return person
    },

    async unlink(site, person, visitors, at, by) {
      const name = journalNameOf(person)
      const unlinked = await to.at(site, name, (part) => linksAt(part).unlink(site, person, visitors, at, by))
      if (unlinked.length === 0) return unlinked
      await to.at(site, name, (part) => awayAt(part).dropGuests(site, unlinked))
      await to.each((part) => awayAt(part).pointAway(site, unlinked, person))
      return unlinked
    },

    async record(site, visitor, recorded) {
      const local = await to.at(site, visitor, (part) => rightsAt(part).record(site, visitor, recorded))
      return local && completed(shards, options, site, visitor, local, true)
    },

    async withdraw(site, visitor, recorded) {
      const person = await personOf(site, visitor)
      const name = person === undefined ? undefined : journalNameOf(person)
      // Its word comes first: repeated, the withdrawal would no longer know to whom.
      if (name !== undefined) await to.at(site, name, (part) => eraserAt(part).tell(site, visitor, recorded))
      await to.at(site, visitor, (part) => eraserAt(part).keepReceipt(site, visitor, recorded))
      const { removed } = await eraseEverywhere(site, [visitor], recorded.at, {})
      return Object.fromEntries(removed)
    },

    dossier: shardedDossier(shards, options),

    erase: (site, subject, at, by) =>
      eraseAll(
        async () => {
          if ('person' in subject)
            return to.look(site, journalNameOf(subject.person), (part) =>
              eraserAt(part).namesOf(site, subject),
            )
          const person = await personOf(site, subject.visitor)
          if (person === undefined) return [subject.visitor]
          const theirs = await to.look(site, journalNameOf(person), (part) =>
            eraserAt(part).namesOf(site, { person }),
          )
          return [...new Set([subject.visitor, ...theirs])]
        },
        (names) => eraseEverywhere(site, names, at, { receipts: true, ...(by !== undefined && { by }) }),
      ),

    async remains(site, id) {
      const all = await to.lookEach((part) => rightsAt(part).remains(site, id))
      const total: Record<string, number> = {}
      for (const [table, count] of all.flatMap(Object.entries<number>))
        total[table] = (total[table] ?? 0) + count
      return total
    },

    async expire(site, horizon) {
      const looked = await to.each(
        async ({ database, options }) => {
          await away(database.db, options).expireGuests(site, horizon.profile)
          return d1Retention(database.db, options).expire(site, horizon)
        },
        // What is being moved stays as it is until it has arrived.
        ({ holding }) => holding.move === undefined,
      )
      return looked.reduce((sum, count) => sum + count, 0)
    },
  }
}
