import { journalNameOf } from '../../identity/person.ts'
import { shared, sum } from '../../profile/profile.ts'
import type { Local } from '../circle.ts'
import { d1Journal } from '../d1.ts'
import type { Cursor, Journal, JournalRow, Known, Page } from '../journal.ts'
import type { D1JournalOptions } from '../run.ts'
import { away } from './away.ts'
import { type Part, router, type Shards } from './shards.ts'
import { narrowRow, widen } from './wide.ts'

const journalOf = ({ database, options }: Part) => d1Journal(database.db, options)

/**
 * What the person's database adds to what the visitor's knows: one more round trip, which a visitor
 * whose own bucket is in the person's database never makes.
 */
export async function completed(
  shards: Shards,
  options: D1JournalOptions,
  site: string,
  visitor: string,
  local: Local,
  wrote: boolean,
): Promise<Known> {
  const { elsewhere, own, person, profile, batches } = local
  if (person === undefined || !own) return { profile, batches }
  const to = router(shards, options)
  const visit = (name: string, brought: typeof own | undefined) =>
    (brought ? to.at : to.look)(site, journalNameOf(person), (part) =>
      away(part.database.db, part.options).visit(site, name, person, brought),
    )
  const circle = elsewhere ? await visit(visitor, wrote ? own : undefined) : local
  // A link that the person's side no longer has is none.
  if (circle.person !== person) return { profile, batches }
  const profiles = elsewhere ? [own.profile, circle.profile] : [profile]
  // Parted from the person by a move: what they bring is fetched once, and is a guest from then on.
  for (const name of circle.missing ?? []) {
    const theirs = (await to.look(site, name, (part) => journalOf(part).known(site, name))).own
    if (!theirs) continue
    await visit(name, theirs)
    profiles.push(shared(theirs.profile))
  }
  return { profile: sum(profiles), batches, person }
}

/** The journal over several databases; each method is one round trip wherever a person and their visitor are kept together. */
export function shardedJournal(shards: Shards, options: D1JournalOptions): Journal {
  const to = router(shards, options)
  const rowsFrom = (site: string, after: Cursor, limit: number): Promise<Page> =>
    to.together(async (parts, placement) => {
      const restarted = after.placement !== undefined && after.placement !== placement
      const rows = restarted ? {} : (after.rows ?? {})
      const pages = await Promise.all(
        parts.map((part) =>
          journalOf(part).rowsFrom(site, { rows }, Math.max(1, Math.floor(limit / parts.length))),
        ),
      )
      return {
        rows: pages.flatMap((page) => page.rows),
        erased: pages.flatMap(({ erased = [] }) => erased),
        cursor: { placement, rows: Object.assign({}, ...pages.map(({ cursor }) => cursor.rows)) },
        more: pages.some(({ more }) => more),
        ...(restarted && { restarted: true as const }),
      }
    })

  return {
    async append(site, visitor, entry, digest) {
      const local = await to.at(site, visitor, (part) => journalOf(part).append(site, visitor, entry, digest))
      const { outcome, newness } = local
      const known = await completed(shards, options, site, visitor, local, true)
      return { ...known, outcome, ...(newness !== undefined && { newness }) }
    },
    async known(site, visitor) {
      const local = await to.look(site, visitor, (part) => journalOf(part).known(site, visitor))
      return completed(shards, options, site, visitor, local, false)
    },
    rowsFrom,
    rowsAfter: (site, seq, limit) =>
      to.together(async (parts) => {
        const found: JournalRow[] = []
        const [first, after] = narrowRow(seq)
        for (const part of parts.slice(first)) {
          const { name } = part.database
          let cursor: Cursor = { rows: { [name]: part.index === first ? after : 0 } }
          for (let more = true; more && found.length < limit; ) {
            const page = await journalOf(part).rowsFrom(site, cursor, limit - found.length)
            found.push(...page.rows.map((row) => ({ ...row, seq: widen(part.index, row.seq) })))
            ;({ cursor, more } = page)
          }
        }
        return found
      }),
  }
}
