import type { D1Database, D1Result } from '@cloudflare/workers-types'
import { graveOf } from '../identity/grave.ts'
import { journalNameOf } from '../identity/person.ts'
import { type CircleResults, circle, circleReader, foldCircle, type Local, type TailRow } from './circle.ts'
import { INSERT, rowOf } from './d1.ts'
import { RECEIPT, receiptValues } from './d1-erasure.ts'
import type { Dossier, LedgerRow, People } from './people.ts'
import { compactLater, type D1JournalOptions, runner } from './run.ts'
import { isBuried } from './stretch.ts'

const CIRCLE = circleReader('?2')
const BURIED = `SELECT 1 WHERE ${isBuried('?2')}`
const LINKED = `SELECT visitor, linked_at, proof FROM links INDEXED BY links_person WHERE site = ?1
  AND person = (SELECT person FROM links WHERE site = ?1 AND visitor = ?2) ORDER BY linked_at, visitor`
const RECEIPTS = `${circle('?2')} SELECT body FROM circle CROSS JOIN receipts
  ON site = ?1 AND receipts.visitor = circle.visitor ORDER BY at, receipt`
const LEDGER = `SELECT at, act, person, visitor, proof FROM ledger WHERE seq IN (
  SELECT seq FROM ledger WHERE site = ?1 AND visitor = ?2
  UNION SELECT seq FROM ledger INDEXED BY ledger_person WHERE site = ?1
    AND person = (SELECT person FROM links WHERE site = ?1 AND visitor = ?2)) ORDER BY seq`
const MY_HINT = 'SELECT hint FROM hints WHERE site = ?1 AND visitor = ?2'

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
const GUESTS = { guests: { whole: ['visitor', 'person'], inside: ['profile'] } }

interface Rights extends Pick<People, 'dossier' | 'remains'> {
  record(...call: Parameters<People['record']>): Promise<Local | undefined>
}

/** What a visitor may ask of the store: receipts, and all that is kept. */
export function d1Rights(db: D1Database, options: D1JournalOptions): Rights {
  const run = runner(db, options)
  const bind = (sql: string, ...values: unknown[]) => db.prepare(sql).bind(...values)

  return {
    async record(site, visitor, recorded) {
      const { entry, receipt } = recorded
      const grave = await graveOf(site, visitor)
      const text = JSON.stringify(entry)
      const read = CIRCLE.read(db, options, site, visitor)
      const all = await run([
        bind(RECEIPT, ...receiptValues(site, visitor, recorded, grave)),
        ...(entry ? [bind(INSERT, site, visitor, receipt, recorded.at, receipt, text, grave)] : []),
        bind(BURIED, site, grave),
        ...read,
      ])
      const [buried, ...results] = all.slice(-1 - read.length) as [D1Result, ...CircleResults]
      if (buried.results.length) return undefined
      const { known, compactions } = foldCircle(db, site, visitor, results, options)
      compactLater(db, options, compactions)
      return known
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

    async remains(site, id) {
      const tables = Object.entries({ ...PLACES, ...(options.shard && GUESTS) })
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
