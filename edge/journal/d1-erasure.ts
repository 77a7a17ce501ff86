import type { D1Database, D1PreparedStatement, D1Result } from '@cloudflare/workers-types'
import { graveOf } from '../identity/grave.ts'
import { isPerson, journalNameOf, personOf } from '../identity/person.ts'
import { circle } from './circle.ts'
import type { People, Recorded, Removed, Subject } from './people.ts'
import { type D1JournalOptions, runner } from './run.ts'

/** Keeps a receipt of whoever is not erased; its values are receiptValues. */
export const RECEIPT = `INSERT INTO receipts (site, visitor, receipt, at, body) SELECT ?1, ?2, ?3, ?4, ?5
  WHERE NOT EXISTS (SELECT 1 FROM journal WHERE site = ?1 AND visitor = ?6 AND batch = 'erased')
  ON CONFLICT (site, visitor, receipt) DO NOTHING`
/** The values that RECEIPT binds; `grave` is the visitor's. */
export const receiptValues = (
  site: string,
  visitor: string,
  { receipt, at, body }: Recorded,
  grave: string,
): unknown[] => [site, visitor, receipt, at, body, grave]

/** A withdrawal is told to the person's other devices by the person's own row. */
const TELL_PERSON = `INSERT INTO journal (site, visitor, batch, received_at, digest, entry)
  SELECT ?1, 'p:' || person, ?3, ?4, ?3, ?5 FROM links WHERE site = ?1 AND visitor = ?2
  ON CONFLICT (site, visitor, batch) DO NOTHING`

const NAMES_OF_VISITOR = `${circle('?2')} SELECT visitor FROM circle`
const NAMES_OF_PERSON = 'SELECT visitor FROM links INDEXED BY links_person WHERE site = ?1 AND person = ?2'
const IN_LIST = 'IN (SELECT value FROM json_each(?2))'
/** ?3 lists the persons among the names. */
const OF_PERSONS = 'IN (SELECT value FROM json_each(?3))'
// The graves come first: the newest row is never freed, so no later row gets its number.
const BURY = `INSERT INTO journal (site, visitor, batch, received_at, digest, entry)
  SELECT ?1, value, 'erased', ?3, '', '' FROM json_each(?2) WHERE true
  ON CONFLICT (site, visitor, batch) DO UPDATE SET received_at = max(received_at, excluded.received_at)`
const LINKED_TO = `SELECT visitor FROM links INDEXED BY links_person WHERE site = ?1 AND person ${IN_LIST}`
const NOTE_ERASE = `INSERT INTO ledger (site, at, act, person, visitor, proof)
  VALUES (?1, ?2, 'erase', '', '', ?3)`
/** Rows about a name or a person: two searches by index, of which one OR, or the planner's guess, would make a scan. */
const about = (table: string, key: string, byVisitor: string, byPerson: string, person = 'person') =>
  `${key} IN (SELECT ${key} FROM ${table} ${byVisitor} WHERE site = ?1 AND visitor ${IN_LIST}
    UNION SELECT ${key} FROM ${table} INDEXED BY ${byPerson} WHERE site = ?1 AND ${person} ${OF_PERSONS})`
/** Table → what is done to it; counted and reported one by one. */
const ERASURES = {
  journal: `DELETE FROM journal WHERE site = ?1 AND visitor ${IN_LIST}`,
  profiles: `DELETE FROM profiles WHERE site = ?1 AND visitor ${IN_LIST}`,
  failed_events: `DELETE FROM failed_events WHERE site = ?1 AND visitor ${IN_LIST}`,
  hints: `DELETE FROM hints WHERE site = ?1 AND ${about('hints', 'visitor', '', 'hints_hint', 'hint')}`,
  links: `DELETE FROM links WHERE site = ?1 AND ${about('links', 'visitor', '', 'links_person')}`,
  ledger: `UPDATE ledger SET person = '', visitor = '' WHERE ${about('ledger', 'seq', '', 'ledger_person')}`,
  tokens: `UPDATE tokens SET visitor = '', person = '', spent = 1
    WHERE site = ?1 AND ${about('tokens', 'digest', 'INDEXED BY tokens_visitor', 'tokens_person')}`,
}
const ERASE_RECEIPTS = `DELETE FROM receipts WHERE site = ?1 AND visitor ${IN_LIST}`

interface Rest {
  /** Also the receipts; a withdrawal keeps them, as its own proof. */
  receipts?: boolean
  /** Who asked for it, for the ledger. */
  by?: string
  /** Done first, in the same transaction. */
  before?: D1PreparedStatement[]
}
type Erasure = Pick<People, 'withdraw' | 'erase'>

/** Erasure in D1: by a visitor's withdrawal, of all that a person left, and for good. */
export function d1Erasure(db: D1Database, options: D1JournalOptions): Erasure {
  const run = runner(db, options)
  const bind = (sql: string, ...values: unknown[]) => db.prepare(sql).bind(...values)

  const namesOf = async (site: string, subject: Subject): Promise<string[]> => {
    const statement =
      'visitor' in subject
        ? bind(NAMES_OF_VISITOR, site, subject.visitor)
        : bind(NAMES_OF_PERSON, site, subject.person)
    const [found] = (await run([statement])) as [D1Result<{ visitor: string }>]
    const names = found.results.map((row) => row.visitor)
    return 'person' in subject ? [journalNameOf(subject.person), ...names] : names
  }

  /** Erases under all the names at once; also tells whom it unlinked on the way. */
  const eraseNames = async (site: string, names: string[], at: number, rest: Rest) => {
    const graves = await Promise.all(names.map((name) => graveOf(site, name)))
    const list = JSON.stringify(names)
    const persons = JSON.stringify(names.filter(isPerson).map(personOf))
    const erasures = Object.entries({ ...ERASURES, ...(rest.receipts && { receipts: ERASE_RECEIPTS }) })
    const before = rest.before ?? []
    const results = await run([
      ...before,
      bind(BURY, site, JSON.stringify(graves), at),
      bind(LINKED_TO, site, persons),
      ...erasures.map(([, sql]) =>
        sql.includes('?3') ? bind(sql, site, list, persons) : bind(sql, site, list),
      ),
      bind(NOTE_ERASE, site, at, rest.by ?? 'visitor'),
    ])
    const after = results.slice(before.length + 1)
    return {
      linked: ((after[0]?.results ?? []) as { visitor: string }[]).map(({ visitor }) => visitor),
      removed: erasures.map(([table], index): [string, number] => [
        table,
        after[index + 1]?.meta.changes ?? 0,
      ]),
    }
  }

  return {
    async withdraw(site, visitor, recorded) {
      const { receipt, at, entry } = recorded
      const grave = await graveOf(site, visitor)
      const before = [bind(RECEIPT, ...receiptValues(site, visitor, recorded, grave))]
      if (entry) before.push(bind(TELL_PERSON, site, visitor, receipt, at, JSON.stringify(entry)))
      return Object.fromEntries((await eraseNames(site, [visitor], at, { before })).removed)
    },

    async erase(site, subject, at, by = 'visitor') {
      const total: Removed = {}
      const done = new Set<string>()
      for (let due = await namesOf(site, subject); due.length; ) {
        for (const name of due) done.add(name)
        const { removed, linked } = await eraseNames(site, due, at, { receipts: true, by })
        for (const [table, count] of removed) total[table] = (total[table] ?? 0) + count
        // A device that was linked after the reading was unlinked with the others: it is erased as they are.
        due = linked.filter((name) => !done.has(name))
      }
      return total
    },
  }
}
