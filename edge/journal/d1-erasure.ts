import type { D1Database, D1PreparedStatement, D1Result } from '@cloudflare/workers-types'
import { graveOf } from '../identity/grave.ts'
import { isPerson, journalNameOf, personOf } from '../identity/person.ts'
import { circle } from './circle.ts'
import type { People, Recorded, Removed, Subject } from './people.ts'
import { type D1JournalOptions, runner } from './run.ts'
import { isBuried, isGrave, isHeld, newStretch, nextOf, rowsOf } from './stretch.ts'

/** Keeps a receipt of whoever is not erased; its values are receiptValues. */
export const RECEIPT = `INSERT INTO receipts (site, visitor, receipt, at, body) SELECT ?1, ?2, ?3, ?4, ?5
  WHERE NOT ${isBuried('?6')}
  ON CONFLICT (site, visitor, receipt) DO NOTHING`
/** The values that RECEIPT binds; `grave` is the visitor's. */
export const receiptValues = (
  site: string,
  visitor: string,
  { receipt, at, body }: Recorded,
  grave: string,
): unknown[] => [site, visitor, receipt, at, body, grave]

/** A withdrawal is told to the person's other devices by the person's own row. */
const TELL_PERSON = `INSERT INTO journal (seq, site, visitor, batch, received_at, digest, entry)
  SELECT ${nextOf("'p:' || person")}, ?1, 'p:' || person, ?3, ?4, ?3, ?5 FROM links
  WHERE site = ?1 AND visitor = ?2 AND NOT ${isHeld("'p:' || person", '?3')}`

const NAMES_OF_VISITOR = `${circle('?2')} SELECT visitor FROM circle`
const NAMES_OF_PERSON = 'SELECT visitor FROM links INDEXED BY links_person WHERE site = ?1 AND person = ?2'
const IN_LIST = 'IN (SELECT value FROM json_each(?2))'
/** ?3 lists the persons among the names. */
const OF_PERSONS = 'IN (SELECT value FROM json_each(?3))'
// The graves come first: the newest row is never freed, so no later row gets its number.
const BURY = [
  `UPDATE journal SET received_at = max(received_at, ?3) WHERE ${isGrave(IN_LIST)}`,
  `INSERT INTO journal (seq, site, visitor, batch, received_at, digest, entry)
  SELECT ${newStretch('key')}, ?1, value, 'erased', ?3, '', ''
  FROM json_each(?2) WHERE NOT ${isBuried('value')}`,
]
const LINKED_TO = `SELECT visitor FROM links INDEXED BY links_person WHERE site = ?1 AND person ${IN_LIST}`
const NOTE_ERASE = `INSERT INTO ledger (site, at, act, person, visitor, proof)
  VALUES (?1, ?2, 'erase', '', '', ?3)`
/** Rows about a name or a person: two searches by index, of which one OR, or the planner's guess, would make a scan. */
const about = (table: string, key: string, byVisitor: string, byPerson: string, person = 'person') =>
  `${key} IN (SELECT ${key} FROM ${table} ${byVisitor} WHERE site = ?1 AND visitor ${IN_LIST}
    UNION SELECT ${key} FROM ${table} INDEXED BY ${byPerson} WHERE site = ?1 AND ${person} ${OF_PERSONS})`
/** Table → what is done to it; counted and reported one by one. */
const ERASURES = {
  journal: `DELETE FROM journal WHERE seq IN (
    SELECT seq FROM json_each(?2) CROSS JOIN ${rowsOf('value')})`,
  profiles: `DELETE FROM profiles WHERE site = ?1 AND visitor ${IN_LIST}`,
  failed_events: `DELETE FROM failed_events WHERE site = ?1 AND visitor ${IN_LIST}`,
  hints: `DELETE FROM hints WHERE site = ?1 AND ${about('hints', 'visitor', '', 'hints_hint', 'hint')}`,
  links: `DELETE FROM links WHERE site = ?1 AND ${about('links', 'visitor', '', 'links_person')}`,
  ledger: `UPDATE ledger SET person = '', visitor = '' WHERE ${about('ledger', 'seq', '', 'ledger_person')}`,
  tokens: `UPDATE tokens SET visitor = '', person = '', spent = 1
    WHERE site = ?1 AND ${about('tokens', 'digest', 'INDEXED BY tokens_visitor', 'tokens_person')}`,
}
const ERASE_GUESTS = `DELETE FROM guests WHERE site = ?1 AND visitor ${IN_LIST}`
const ERASE_RECEIPTS = `DELETE FROM receipts WHERE site = ?1 AND visitor ${IN_LIST}`

interface Rest {
  /** Also the receipts; a withdrawal keeps them, as its own proof. */
  receipts?: boolean
  /** Who asked for it, for the ledger. */
  by?: string
  /** Not noted in the ledger: another database does so. */
  unnoted?: boolean
  /** Done first, in the same transaction. */
  before?: D1PreparedStatement[]
}
/** The pieces of an erasure, each of one database. */
export function d1Eraser(db: D1Database, options: D1JournalOptions) {
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
    const kept = options.shard ? names.filter((name) => options.shard?.holds(site, name)) : names
    const graves = await Promise.all(kept.map((name) => graveOf(site, name)))
    const list = JSON.stringify(names)
    const persons = JSON.stringify(names.filter(isPerson).map(personOf))
    const erasures = Object.entries({
      ...ERASURES,
      ...(options.shard && { guests: ERASE_GUESTS }),
      ...(rest.receipts && { receipts: ERASE_RECEIPTS }),
    })
    const before = rest.before ?? []
    const results = await run([
      ...before,
      ...BURY.map((sql) => bind(sql, site, JSON.stringify(graves), at)),
      // Elsewhere a row may point to a person who no longer has the link.
      bind(LINKED_TO, site, JSON.stringify(kept.filter(isPerson).map(personOf))),
      ...erasures.map(([, sql]) =>
        sql.includes('?3') ? bind(sql, site, list, persons) : bind(sql, site, list),
      ),
      ...(rest.unnoted ? [] : [bind(NOTE_ERASE, site, at, rest.by ?? 'visitor')]),
    ])
    const after = results.slice(before.length + BURY.length)
    return {
      linked: ((after[0]?.results ?? []) as { visitor: string }[]).map(({ visitor }) => visitor),
      removed: erasures.map(([table], index): [string, number] => [
        table,
        after[index + 1]?.meta.changes ?? 0,
      ]),
    }
  }

  /** What a withdrawal writes before it erases: its receipt, and its word to the person's own row. */
  const receiptOf = async (site: string, visitor: string, recorded: Recorded) =>
    bind(RECEIPT, ...receiptValues(site, visitor, recorded, await graveOf(site, visitor)))
  const wordOf = (site: string, visitor: string, { receipt, at, entry }: Recorded) =>
    entry ? [bind(TELL_PERSON, site, visitor, receipt, at, JSON.stringify(entry))] : []

  return {
    namesOf,
    eraseNames,
    receiptOf,
    wordOf,
    async keepReceipt(site: string, visitor: string, recorded: Recorded): Promise<void> {
      await run([await receiptOf(site, visitor, recorded)])
    },
    /** Tells the person whom this database knows the visitor to be linked to. */
    async tell(site: string, visitor: string, recorded: Recorded): Promise<void> {
      const word = wordOf(site, visitor, recorded)
      if (word.length) await run(word)
    },
  }
}

/** Erasure in D1: by a visitor's withdrawal, of all that a person left, and for good. */
export function d1Erasure(db: D1Database, options: D1JournalOptions): Pick<People, 'withdraw' | 'erase'> {
  const { namesOf, eraseNames, receiptOf, wordOf } = d1Eraser(db, options)
  return {
    async withdraw(site, visitor, recorded) {
      const before = [await receiptOf(site, visitor, recorded), ...wordOf(site, visitor, recorded)]
      return Object.fromEntries((await eraseNames(site, [visitor], recorded.at, { before })).removed)
    },

    erase: (site, subject, at, by) =>
      eraseAll(
        () => namesOf(site, subject),
        (names) => eraseNames(site, names, at, { receipts: true, ...(by !== undefined && { by }) }),
      ),
  }
}

/** Erases names, and whoever was linked to them meanwhile, until there is nobody more. */
export async function eraseAll(
  namesOf: () => Promise<string[]>,
  eraseNames: (names: string[]) => Promise<{ removed: [string, number][]; linked: string[] }>,
): Promise<Removed> {
  const total: Removed = {}
  const done = new Set<string>()
  for (let due = await namesOf(); due.length; ) {
    for (const name of due) done.add(name)
    const { removed, linked } = await eraseNames(due)
    for (const [table, count] of removed) total[table] = (total[table] ?? 0) + count
    // A device that was linked after the reading was unlinked with the others: it is erased as they are.
    due = linked.filter((name) => !done.has(name))
  }
  return total
}
