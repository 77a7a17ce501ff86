import type { D1Database, D1PreparedStatement, D1Result } from '@cloudflare/workers-types'
import { graveOf } from '../identity/grave.ts'
import { isPerson, journalNameOf, personOf } from '../identity/person.ts'
import { type CircleResults, foldCircle, readCircle, type TailRow } from './circle.ts'
import { INSERT, rowOf } from './d1.ts'
import type { Dossier, LedgerRow, People, Recorded, Removed, Subject } from './people.ts'
import { compactLater, type D1JournalOptions, runner } from './run.ts'

const CIRCLE = readCircle('?2')
const RECEIPT = `INSERT INTO receipts (site, visitor, receipt, at, body) SELECT ?1, ?2, ?3, ?4, ?5
  WHERE NOT EXISTS (SELECT 1 FROM journal WHERE site = ?1 AND visitor = ?6 AND batch = 'erased')
  ON CONFLICT (site, visitor, receipt) DO NOTHING`
const BURIED = "SELECT 1 FROM journal WHERE site = ?1 AND visitor = ?2 AND batch = 'erased'"
/** A withdrawal is told to the person's other devices by the person's own row. */
const TELL_PERSON = `INSERT INTO journal (site, visitor, batch, received_at, digest, entry)
  SELECT ?1, 'p:' || person, ?3, ?4, ?3, ?5 FROM links WHERE site = ?1 AND visitor = ?2
  ON CONFLICT (site, visitor, batch) DO NOTHING`

const NAMES = `WITH circle (visitor) AS (SELECT ?2 UNION
    SELECT 'p:' || person FROM links WHERE site = ?1 AND visitor = ?2 UNION
    SELECT theirs.visitor FROM links AS mine JOIN links AS theirs
      ON theirs.site = mine.site AND theirs.person = mine.person
      WHERE mine.site = ?1 AND mine.visitor = ?2)`
const LINKED = `SELECT visitor, linked_at, proof FROM links INDEXED BY links_person WHERE site = ?1
  AND person = (SELECT person FROM links WHERE site = ?1 AND visitor = ?2) ORDER BY linked_at, visitor`
const RECEIPTS = `${NAMES} SELECT body FROM circle CROSS JOIN receipts
  ON site = ?1 AND receipts.visitor = circle.visitor ORDER BY at, receipt`
const LEDGER = `SELECT at, act, person, visitor, proof FROM ledger WHERE seq IN (
  SELECT seq FROM ledger WHERE site = ?1 AND visitor = ?2
  UNION SELECT seq FROM ledger INDEXED BY ledger_person WHERE site = ?1
    AND person = (SELECT person FROM links WHERE site = ?1 AND visitor = ?2)) ORDER BY seq`
const MY_HINT = 'SELECT hint FROM hints WHERE site = ?1 AND visitor = ?2'

const NAMES_OF_VISITOR = `${NAMES} SELECT visitor FROM circle`
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
  VALUES (?1, ?2, 'erase', '', '', 'visitor')`
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

/** Where an id may stand: as a whole (`=`), or inside a text (`in`). Names are constants, never a caller's. */
const PLACES: Record<string, { whole: string[]; inside: string[] }> = {
  journal: { whole: ['visitor'], inside: ['entry'] },
  profiles: { whole: ['visitor'], inside: ['profile'] },
  failed_events: { whole: ['visitor'], inside: ['entry'] },
  links: { whole: ['visitor', 'person'], inside: [] },
  ledger: { whole: ['visitor', 'person'], inside: [] },
  tokens: { whole: ['presented', 'visitor', 'person'], inside: [] },
  hints: { whole: ['visitor', 'hint'], inside: [] },
  receipts: { whole: ['visitor'], inside: ['body'] },
}

interface Rest {
  /** Also the receipts; a withdrawal keeps them, as its own proof. */
  receipts?: boolean
  /** Done first, in the same transaction. */
  before?: D1PreparedStatement[]
}
type Rights = Pick<People, 'record' | 'withdraw' | 'dossier' | 'erase' | 'remains'>

/** What a visitor may ask of the store: receipts, all that is kept, and its erasure. */
export function d1Rights(db: D1Database, options: D1JournalOptions): Rights {
  const run = runner(db, options)
  const bind = (sql: string, ...values: unknown[]) => db.prepare(sql).bind(...values)

  const keepReceipt = async (site: string, visitor: string, { receipt, at, body }: Recorded) =>
    bind(RECEIPT, site, visitor, receipt, at, body, await graveOf(site, visitor))

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
      bind(NOTE_ERASE, site, at),
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
    async record(site, visitor, recorded) {
      const { entry, receipt } = recorded
      const grave = await graveOf(site, visitor)
      const text = JSON.stringify(entry)
      const all = await run([
        await keepReceipt(site, visitor, recorded),
        ...(entry ? [bind(INSERT, site, visitor, receipt, recorded.at, receipt, text, grave)] : []),
        bind(BURIED, site, grave),
        bind(CIRCLE.person, site, visitor),
        bind(CIRCLE.snapshots, site, visitor),
        bind(CIRCLE.tail, site, visitor),
      ])
      const [buried, ...results] = all.slice(-4) as [D1Result, ...CircleResults]
      if (buried.results.length) return undefined
      const { known, compactions } = foldCircle(db, site, visitor, results, options.compact)
      compactLater(run, options, compactions)
      return known
    },

    async withdraw(site, visitor, recorded) {
      const { receipt, at, entry } = recorded
      const before = [await keepReceipt(site, visitor, recorded)]
      if (entry) before.push(bind(TELL_PERSON, site, visitor, receipt, at, JSON.stringify(entry)))
      return Object.fromEntries((await eraseNames(site, [visitor], at, { before })).removed)
    },

    async dossier(site, visitor, seq, limit): Promise<Dossier> {
      const [persons, links, rows, receipts, ledger, hints] = (await run([
        bind(CIRCLE.person, site, visitor),
        bind(LINKED, site, visitor),
        bind(CIRCLE.rows, site, visitor, seq, limit),
        bind(RECEIPTS, site, visitor),
        bind(LEDGER, site, visitor),
        bind(MY_HINT, site, visitor),
      ])) as [
        D1Result<{ person: string }>,
        D1Result<Dossier['links'][number]>,
        D1Result<TailRow>,
        D1Result<{ body: string }>,
        D1Result<LedgerRow>,
        D1Result<{ hint: string }>,
      ]
      return {
        ...persons.results[0],
        links: links.results,
        journal: rows.results.map((row) => rowOf(site, row)),
        receipts: receipts.results.map(({ body }) => JSON.parse(body) as unknown),
        ledger: ledger.results,
        ...hints.results[0],
      }
    },

    async erase(site, subject, at) {
      const total: Removed = {}
      const done = new Set<string>()
      for (let due = await namesOf(site, subject); due.length; ) {
        for (const name of due) done.add(name)
        const { removed, linked } = await eraseNames(site, due, at, { receipts: true })
        for (const [table, count] of removed) total[table] = (total[table] ?? 0) + count
        // A device that was linked after the reading was unlinked with the others: it is erased as they are.
        due = linked.filter((name) => !done.has(name))
      }
      return total
    },

    async remains(site, id) {
      const tables = Object.entries(PLACES)
      const results = (await run(
        tables.map(([table, { whole, inside }]) => {
          const places = [
            ...whole.map((column) => `${column} IN (?2, ?3)`),
            ...inside.map((column) => `(length(?2) >= 22 AND instr(${column}, ?2) > 0)`),
          ]
          const sql = `SELECT count(*) AS n FROM ${table} WHERE site = ?1 AND (${places.join(' OR ')})`
          return bind(sql, site, id, journalNameOf(id))
        }),
      )) as D1Result<{ n: number }>[]
      return Object.fromEntries(tables.map(([table], index) => [table, results[index]?.results[0]?.n ?? 0]))
    },
  }
}
