import type { D1Database, D1Result } from '@cloudflare/workers-types'
import { graveOf } from '../../identity/grave.ts'
import { journalNameOf } from '../../identity/person.ts'
import { encode } from '../../profile/profile.ts'
import { type CircleResults, circleReader, foldCircle, type Local } from '../circle.ts'
import { limitLinks } from '../d1-links.ts'
import type { Claim } from '../people.ts'
import { type D1JournalOptions, runner } from '../run.ts'
import { isBuried } from '../stretch.ts'

const CIRCLE = circleReader('?2')
const LINKED = 'SELECT person FROM links WHERE site = ?1 AND visitor = ?2'
const BURIED = `SELECT 1 WHERE ${isBuried('?2')}`

/** Points to the person, unless the visitor is erased or somebody else's. */
const POINT = `INSERT INTO links (site, visitor, person, linked_at, proof)
  SELECT ?1, ?2, ?3, ?4, ?5 WHERE NOT ${isBuried('?6')} ON CONFLICT (site, visitor) DO NOTHING`
const POINT_AWAY = 'DELETE FROM links WHERE site = ?1 AND visitor = ?2 AND person = ?3'

/** The person's side of a link; the ledger notes it once. ?6 is the grave's name of the person. */
const NOTE_LINK = `INSERT INTO ledger (site, at, act, person, visitor, proof)
  SELECT ?1, ?4, 'link', ?3, ?2, ?5 WHERE NOT ${isBuried('?6')}
  AND NOT EXISTS (SELECT 1 FROM links WHERE site = ?1 AND visitor = ?2)`
const LINK = POINT
const NOTE_UNDO = `INSERT INTO ledger (site, at, act, person, visitor, proof)
  SELECT site, ?4, 'unlink', person, visitor, 'conflict' FROM links
  WHERE site = ?1 AND visitor = ?2 AND person = ?3`
const DROPPED = `SELECT visitor FROM ledger INDEXED BY ledger_person
  WHERE site = ?1 AND person = ?2 AND act = 'limit' AND at = ?3
  AND NOT EXISTS (SELECT 1 FROM links WHERE links.site = ?1 AND links.visitor = ledger.visitor)`
const PUT_GUEST = `INSERT INTO guests (site, visitor, person, seq, seen, profile)
  SELECT ?1, ?2, ?3, ?4, ?5, ?6 WHERE EXISTS (
    SELECT 1 FROM links WHERE site = ?1 AND visitor = ?2 AND person = ?3)
  ON CONFLICT (site, visitor) DO UPDATE SET person = excluded.person, seq = excluded.seq,
    seen = excluded.seen, profile = excluded.profile WHERE excluded.seq >= guests.seq`
const DROP_GUESTS = 'DELETE FROM guests WHERE site = ?1 AND visitor IN (SELECT value FROM json_each(?2))'
const FORGET_LINKS = `DELETE FROM links WHERE site = ?1 AND visitor IN (
  SELECT visitor FROM guests WHERE site = ?1 AND seen < ?2)`
const FORGET_GUESTS = 'DELETE FROM guests WHERE site = ?1 AND seen < ?2'

type Own = NonNullable<Local['own']>

/**
 * What one database does for links whose two sides are kept apart. The visitor's side has a row that
 * points to the person, the person's side has the link itself and, as a guest, what the visitor's rows add up to.
 */
export function away(db: D1Database, options: D1JournalOptions) {
  const run = runner(db, options)
  const bind = (sql: string, ...values: unknown[]) => db.prepare(sql).bind(...values)
  const guest = (site: string, visitor: string, person: string, { profile, seq }: Own) =>
    bind(PUT_GUEST, site, visitor, person, seq, profile.touches.seen?.[1] ?? 0, encode(profile))

  return {
    /** The visitor's side: whom they point to, and whether they were erased. */
    async standing(site: string, visitor: string): Promise<{ person?: string; buried: boolean }> {
      const grave = await graveOf(site, visitor)
      const [persons, graves] = (await run([bind(LINKED, site, visitor), bind(BURIED, site, grave)])) as [
        D1Result<{ person: string }>,
        D1Result,
      ]
      return { ...persons.results[0], buried: graves.results.length > 0 }
    },

    /** The visitor's side: points to the person if it may; answers whom it points to then, and the visitor's own rows. */
    async point(site: string, visitor: string, person: string, { at, proof }: Claim): Promise<Local> {
      const results = await run([
        bind(POINT, site, visitor, person, at, proof, await graveOf(site, visitor)),
        ...CIRCLE.read(db, options, site, visitor),
      ])
      return foldCircle(db, site, visitor, results.slice(1) as CircleResults, options).known
    },

    /** The visitor's side: points nowhere. */
    async pointAway(site: string, visitors: readonly string[], person: string): Promise<void> {
      await run(visitors.map((visitor) => bind(POINT_AWAY, site, visitor, person)))
    },

    /** The person's side: links the visitor, and keeps what they bring. */
    async adopt(site: string, visitor: string, own: Own, claim: Claim): Promise<void> {
      const { person, at, proof } = claim
      const grave = await graveOf(site, journalNameOf(person))
      const values = [site, visitor, person, at, proof, grave]
      await run([
        bind(NOTE_LINK, ...values),
        bind(LINK, ...values),
        ...limitLinks(db, site, claim),
        guest(site, visitor, person, own),
      ])
    },

    /** The person's side: takes back a link that the visitor's side did not bear out. */
    async disown(site: string, visitor: string, person: string, at: number): Promise<void> {
      await run([
        bind(NOTE_UNDO, site, visitor, person, at),
        bind(POINT_AWAY, site, visitor, person),
        bind(DROP_GUESTS, site, JSON.stringify([visitor])),
      ])
    },

    /** The person's side: who went at `at` because the person had too many visitors. */
    async dropped(site: string, person: string, at: number): Promise<string[]> {
      const [found] = (await run([bind(DROPPED, site, person, at)])) as [D1Result<{ visitor: string }>]
      return found.results.map(({ visitor }) => visitor)
    },

    /** The person's side: whether the visitor is linked to the person. */
    async hasLink(site: string, visitor: string, person: string): Promise<boolean> {
      const [persons] = (await run([bind(LINKED, site, visitor)])) as [D1Result<{ person: string }>]
      return persons.results[0]?.person === person
    },

    /** The person's side: what the circle knows besides the visitor, after keeping what they bring, if anything new. */
    async visit(site: string, visitor: string, person: string, own?: Own): Promise<Local> {
      const put = own ? [guest(site, visitor, person, own)] : []
      const results = await run([...put, ...CIRCLE.read(db, options, site, visitor)])
      return foldCircle(db, site, visitor, results.slice(put.length) as CircleResults, options).known
    },

    /** The person's side: forgets what unlinked visitors brought. */
    async dropGuests(site: string, visitors: readonly string[]): Promise<void> {
      await run([bind(DROP_GUESTS, site, JSON.stringify(visitors))])
    },

    /** The person's side: forgets visitors that nobody has seen since `before`, epoch ms. */
    async expireGuests(site: string, before: number): Promise<void> {
      await run([bind(FORGET_LINKS, site, before), bind(FORGET_GUESTS, site, before)])
    },
  }
}
