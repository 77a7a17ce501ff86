import type { D1Result } from '@cloudflare/workers-types'
import { journalNameOf } from '../../identity/person.ts'
import type { TailRow } from '../circle.ts'
import { rowOf } from '../d1.ts'
import type { Dossier, LedgerRow, People } from '../people.ts'
import { type D1JournalOptions, runner } from '../run.ts'
import { rowsOf } from '../stretch.ts'
import { away } from './away.ts'
import { type Part, router, type Shards } from './shards.ts'
import { narrowRow, widen } from './wide.ts'

const OF_NAMES = 'visitor IN (SELECT value FROM json_each(?2))'
const LINKS = `SELECT visitor, linked_at, proof FROM links INDEXED BY links_person
  WHERE site = ?1 AND person = ?2 ORDER BY linked_at, visitor`
const ROWS = `SELECT journal.visitor, seq, batch, entry FROM json_each(?2)
  CROSS JOIN ${rowsOf('value', '?3')} ORDER BY seq LIMIT ?4`
const RECEIPTS = `SELECT visitor, at, receipt, body FROM receipts WHERE site = ?1 AND ${OF_NAMES}`
/** ?3 is null for whoever is nobody's. */
const LEDGER = `SELECT at, act, person, visitor, proof FROM ledger WHERE seq IN (
  SELECT seq FROM ledger WHERE site = ?1 AND visitor = ?2
  UNION SELECT seq FROM ledger INDEXED BY ledger_person WHERE site = ?1 AND person = ?3) ORDER BY seq`
const HINT = 'SELECT hint FROM hints WHERE site = ?1 AND visitor = ?2'

interface Kept {
  rows: TailRow[]
  receipts: { at: number; receipt: string; body: string }[]
  ledger: LedgerRow[]
}

/** All that several databases keep of a visitor and their person; rows are numbered through all of them. */
export function shardedDossier(shards: Shards, options: D1JournalOptions): People['dossier'] {
  const to = router(shards, options)
  return async (site, visitor, seq, limit): Promise<Dossier> => {
    const mine = await to.look(site, visitor, async ({ database: { db }, options }) => {
      const { person } = await away(db, options).standing(site, visitor)
      const [hints] = await runner(db, options)([db.prepare(HINT).bind(site, visitor)])
      return { person, hint: hints?.results[0] as { hint: string } | undefined }
    })
    const links =
      mine.person === undefined
        ? []
        : await to.look(site, journalNameOf(mine.person), async ({ database: { db }, options }) => {
            const [found] = await runner(db, options)([db.prepare(LINKS).bind(site, mine.person)])
            return (found as D1Result<Dossier['links'][number]>).results
          })
    const person = links.some((link) => link.visitor === visitor) ? mine.person : undefined
    const names =
      person === undefined ? [visitor] : [journalNameOf(person), ...links.map((link) => link.visitor)]
    const [first, after] = narrowRow(seq)
    let left = limit
    const kept = await to.lookEach(async (part): Promise<Kept> => {
      const past = part.index < first ? Number.MAX_SAFE_INTEGER : part.index === first ? after : 0
      const found = await read(part, site, names, visitor, person, past, left)
      left -= found.rows.length
      return found
    })
    return {
      ...(person !== undefined && { person }),
      links: person === undefined ? [] : links,
      journal: kept.flatMap(({ rows }) => rows.map((row) => rowOf(site, row))),
      receipts: kept
        .flatMap(({ receipts }) => receipts)
        .sort((a, b) => a.at - b.at || (a.receipt < b.receipt ? -1 : 1))
        .map(({ body }) => JSON.parse(body) as unknown),
      ledger: kept.flatMap(({ ledger }) => ledger).sort((a, b) => a.at - b.at),
      ...mine.hint,
    }
  }
}

/** What one database keeps; what is only passing through on a move is not counted. */
async function read(
  { database: { db }, options, index, holds }: Part,
  site: string,
  names: string[],
  visitor: string,
  person: string | undefined,
  after: number,
  limit: number,
): Promise<Kept> {
  const list = JSON.stringify(names.filter((name) => holds(site, name)))
  const [rows, receipts, ledger] = (await runner(
    db,
    options,
  )([
    db.prepare(ROWS).bind(site, list, after, Math.max(0, limit)),
    db.prepare(RECEIPTS).bind(site, list),
    db.prepare(LEDGER).bind(site, visitor, person ?? null),
  ])) as [D1Result<TailRow>, D1Result<Kept['receipts'][number]>, D1Result<LedgerRow>]
  return {
    rows: rows.results.map((row) => ({ ...row, seq: widen(index, row.seq) })),
    receipts: receipts.results,
    ledger: ledger.results.filter((row) =>
      holds(site, row.person === '' ? row.visitor : journalNameOf(row.person)),
    ),
  }
}
