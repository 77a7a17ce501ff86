import type { D1Database, D1PreparedStatement, D1Result } from '@cloudflare/workers-types'
import { graveOf } from '../identity/grave.ts'
import { journalNameOf } from '../identity/person.ts'
import { type CircleResults, circleReader, foldCircle, type Local } from './circle.ts'
import type { Claim, Identified, People } from './people.ts'
import { compactLater, type D1JournalOptions, runner } from './run.ts'
import { isBuried, isGrave, isHeld, nextOf } from './stretch.ts'

/** Whoever was erased and comes back by a newer proof is a new person from then on. */
const LIFT = `UPDATE journal SET batch = 'lifted'
  WHERE ${isGrave('= ?2')} AND received_at < ?3`
/** Notes the proof and whom it serves: the visitor presented, or a fresh one if that is somebody else's or erased. */
const USE_TOKEN = `INSERT INTO tokens (site, digest, presented, visitor, person, expires_at, spent)
  SELECT ?1, ?2, ?7, CASE WHEN ?9
      OR EXISTS (SELECT 1 FROM links WHERE site = ?1 AND visitor = ?3 AND person <> ?5)
      OR ${isBuried('?7')}
    THEN ?4 ELSE ?3 END, ?5, ?6, 0
  WHERE NOT ${isBuried('?8')}
  ON CONFLICT (site, digest) DO NOTHING`
/**
 * The proof, if it is unspent and this device's own: ?1 site, ?2 digest, ?3 visitor. Who presented
 * it is kept as a grave's name only: the id may be one that was erased.
 */
const USABLE = `FROM tokens WHERE site = ?1 AND digest = ?2 AND spent = 0
  AND (presented = ?4 OR visitor = ?3)`
const NOTE_LINK = `INSERT INTO ledger (site, at, act, person, visitor, proof)
  SELECT site, ?5, 'link', person, visitor, ?6 ${USABLE}
  AND NOT EXISTS (SELECT 1 FROM links WHERE links.site = ?1 AND links.visitor = tokens.visitor)`
const LINK = `INSERT INTO links (site, visitor, person, linked_at, proof)
  SELECT site, visitor, person, ?5, ?6 ${USABLE} ON CONFLICT (site, visitor) DO NOTHING`
const OVER = `SELECT visitor FROM links INDEXED BY links_person WHERE site = ?1 AND person = ?2
  ORDER BY visitor = (SELECT visitor FROM tokens WHERE site = ?1 AND digest = ?3) DESC,
    linked_at DESC, visitor DESC LIMIT -1 OFFSET ?4`
const NOTE_LIMIT = `INSERT INTO ledger (site, at, act, person, visitor, proof)
  SELECT ?1, ?5, 'limit', ?2, visitor, 'limit' FROM (${OVER})`
const LIMIT = `DELETE FROM links WHERE site = ?1 AND visitor IN (${OVER})`
/** Drops a person's oldest links beyond the limit, and notes it. */
export const limitLinks = (
  db: D1Database,
  site: string,
  { person, token, limit, at }: Claim,
): D1PreparedStatement[] => [
  db.prepare(NOTE_LIMIT).bind(site, person, token, limit, at),
  db.prepare(LIMIT).bind(site, person, token, limit),
]
const STATE = `INSERT INTO journal (seq, site, visitor, batch, received_at, digest, entry)
  SELECT ${nextOf('?5')}, ?1, ?5, ?2, ?6, ?2, ?7 ${USABLE} AND NOT ${isHeld('?5', '?2')}`
const TOKEN = 'SELECT presented, visitor, spent FROM tokens WHERE site = ?1 AND digest = ?2'
const CIRCLE = circleReader('(SELECT visitor FROM tokens WHERE site = ?1 AND digest = ?2)')

const HINT = `INSERT INTO hints (site, visitor, hint, at) SELECT ?1, ?2, ?3, ?4 WHERE NOT ${isBuried('?5')}
  ON CONFLICT (site, visitor) DO UPDATE SET hint = excluded.hint, at = excluded.at`

const PERSON = 'SELECT person FROM links WHERE site = ?1 AND visitor = ?2'
const NOTE_LOGOUT = `INSERT INTO ledger (site, at, act, person, visitor, proof)
  SELECT site, ?3, 'logout', person, visitor, 'visitor' FROM links WHERE site = ?1 AND visitor = ?2`
const SPEND = `UPDATE tokens SET spent = 1 WHERE site = ?1 AND digest IN (
  SELECT digest FROM tokens INDEXED BY tokens_visitor WHERE site = ?1 AND visitor = ?2
  UNION SELECT digest FROM tokens INDEXED BY tokens_presented WHERE site = ?1 AND presented = ?3)`

/** ?3 is null for all of the person's visitors, else a JSON list. */
const CHOSEN = `FROM links INDEXED BY links_person WHERE site = ?1 AND person = ?2
  AND (?3 IS NULL OR visitor IN (SELECT value FROM json_each(?3)))`
const CHOOSE = `SELECT visitor ${CHOSEN} ORDER BY visitor`
const NOTE_UNLINK = `INSERT INTO ledger (site, at, act, person, visitor, proof)
  SELECT site, ?4, 'unlink', person, visitor, ?5 ${CHOSEN}`
const SPEND_CHOSEN = `UPDATE tokens SET spent = 1 WHERE site = ?1 AND digest IN (
  SELECT digest FROM tokens INDEXED BY tokens_visitor WHERE site = ?1 AND visitor IN (SELECT visitor ${CHOSEN}))`
const UNLINK = `DELETE FROM links WHERE site = ?1 AND visitor IN (SELECT visitor ${CHOSEN})`

interface Links extends Pick<People, 'hint' | 'logout' | 'unlink'> {
  /** Spends the proofs that a visitor used, or that serve them. */
  spend(site: string, visitor: string): Promise<void>
  /** `taken`: another database says that the presented visitor is somebody else's, erased, or goes on under the fresh id. */
  identify(
    site: string,
    claim: Claim,
    taken?: boolean,
  ): Promise<
    Exclude<Identified, { outcome: 'linked' }> | { outcome: 'linked'; visitor: string; known: Local }
  >
}

/** Links between visitors and persons, in D1; each method is one transaction in one round trip. */
export function d1Links(db: D1Database, options: D1JournalOptions): Links {
  const run = runner(db, options)
  const bind = (sql: string, ...values: unknown[]) => db.prepare(sql).bind(...values)

  return {
    async identify(site, claim, taken = false) {
      const { presented, fresh, person, token, proof, at, stated } = claim
      const name = journalNameOf(person)
      const [grave, personGrave] = await Promise.all([graveOf(site, presented), graveOf(site, name)])
      const circle = CIRCLE.read(db, options, site, token)
      const all = (await run([
        bind(LIFT, site, personGrave, claim.issued_at),
        bind(
          USE_TOKEN,
          site,
          token,
          presented,
          fresh,
          person,
          claim.expires_at,
          grave,
          personGrave,
          taken ? 1 : 0,
        ),
        bind(NOTE_LINK, site, token, presented, grave, at, proof),
        bind(LINK, site, token, presented, grave, at, proof),
        ...limitLinks(db, site, claim),
        ...(stated ? [bind(STATE, site, token, presented, grave, name, at, JSON.stringify(stated))] : []),
        bind(TOKEN, site, token),
        ...circle,
      ])) as D1Result<unknown>[]
      const [tokens, ...results] = all.slice(-1 - circle.length) as [D1Result<TokenRow>, ...CircleResults]
      const used = tokens.results[0]
      if (!used) return { outcome: 'token_outdated' }
      const mine = used.presented === grave || used.visitor === presented
      if (used.spent !== 0 || !mine) return { outcome: 'token_replayed' }
      const { known, compactions } = foldCircle(db, site, used.visitor, results, options)
      if (known.person !== person) return { outcome: 'visitor_taken' }
      compactLater(db, options, compactions)
      return { outcome: 'linked', visitor: used.visitor, known }
    },

    async hint(site, visitor, hint, at) {
      await run([bind(HINT, site, visitor, hint, at, await graveOf(site, visitor))])
    },

    async logout(site, visitor, at) {
      const [persons] = (await run([
        bind(PERSON, site, visitor),
        bind(NOTE_LOGOUT, site, visitor, at),
        bind(SPEND, site, visitor, await graveOf(site, visitor)),
      ])) as [D1Result<{ person: string }>]
      return persons.results[0]?.person
    },

    async spend(site, visitor) {
      await run([bind(SPEND, site, visitor, await graveOf(site, visitor))])
    },

    async unlink(site, person, visitors, at, by) {
      const chosen = visitors === undefined ? null : JSON.stringify(visitors)
      const [found] = (await run([
        bind(CHOOSE, site, person, chosen),
        bind(NOTE_UNLINK, site, person, chosen, at, by),
        bind(SPEND_CHOSEN, site, person, chosen),
        bind(UNLINK, site, person, chosen),
      ])) as [D1Result<{ visitor: string }>]
      return found.results.map(({ visitor }) => visitor)
    },
  }
}

interface TokenRow {
  presented: string
  visitor: string
  spent: number
}
