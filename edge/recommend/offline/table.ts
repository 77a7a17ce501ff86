import { KIND, type Session } from '../sessions.ts'
import { fields, lines } from './lines.ts'

/** Header names, lower case without punctuation, that mean a column; the first present wins. */
const COLUMNS = {
  session: ['sessionid', 'session', 'invoiceno', 'invoice'],
  visitor: ['visitorid', 'visitor', 'userid', 'customerid'],
  item: ['itemid', 'item', 'productid', 'stockcode', 'page2clothingmodel'],
  time: ['time', 'timestamp', 'eventtime', 'timeframe', 'invoicedate'],
  order: ['order', 'position'],
  kind: ['event', 'eventtype', 'type'],
  quantity: ['quantity'],
  year: ['year'],
  month: ['month'],
  day: ['day'],
} as const
type Name = keyof typeof COLUMNS

/** Two events of a visitor further apart than this are two sessions, where the file names none. */
const GAP = 30 * 60_000
const DAY = 86_400_000

interface Row {
  session: string
  visitor: string
  item: string
  time: number
  order: number
  kind: number
}

/** Reads any delimited click, order or event log with a header line: sessions in time order of their last event. */
export async function readTable(path: string): Promise<Session[]> {
  const groups = new Map<string, Row[]>()
  let at: Partial<Record<Name, number>> | undefined
  let delimiter = ','
  for await (const line of lines(path)) {
    if (!at) {
      delimiter = ['\t', ';', ','].find((d) => line.includes(d)) ?? ','
      at = header(fields(line, delimiter), path)
      continue
    }
    const row = read(fields(line, delimiter), at)
    if (!row) continue
    const key = at.session === undefined ? row.visitor : row.session
    const group = groups.get(key)
    if (group) group.push(row)
    else groups.set(key, [row])
  }
  const visitors = new Map<string, number>()
  const sessions: Session[] = []
  for (const rows of groups.values()) {
    rows.sort((a, b) => a.time - b.time || a.order - b.order)
    const cuts = at?.session === undefined ? gaps(rows) : [0, rows.length]
    for (let c = 1; c < cuts.length; c++) sessions.push(toSession(rows.slice(cuts[c - 1], cuts[c]), visitors))
  }
  return sessions.sort((a, b) => a.times.at(-1)! - b.times.at(-1)!)
}

function header(names: string[], path: string): Partial<Record<Name, number>> {
  const plain = names.map((name) => name.toLowerCase().replace(/[^a-z0-9]/g, ''))
  const at: Partial<Record<Name, number>> = {}
  for (const [name, known] of Object.entries(COLUMNS)) {
    const index = known.map((alias) => plain.indexOf(alias)).find((i) => i >= 0)
    if (index !== undefined) at[name as Name] = index
  }
  const timed = at.time ?? at.day
  if (at.item === undefined || timed === undefined || (at.session ?? at.visitor) === undefined)
    throw new Error(`${path}: needs a header with an item, a time, and a session or visitor column`)
  return at
}

function read(cells: string[], at: Partial<Record<Name, number>>): Row | undefined {
  const cell = (name: Name) => (at[name] === undefined ? '' : (cells[at[name]] ?? '').trim())
  const session = cell('session')
  const item = cell('item')
  const time = when(cell('time')) ?? Date.UTC(+cell('year'), +cell('month') - 1, +cell('day'))
  // Returns and their invoices are no sign of taste; neither are postage, fees and vouchers, which have no digit.
  if (!item || Number.isNaN(time) || Number(cell('quantity') || 1) <= 0) return undefined
  const sold = at.quantity !== undefined
  if (sold && !/\d{4}/.test(item)) return undefined
  const kind =
    sold || /^(purchase|transaction|order)/.test(cell('kind'))
      ? KIND.purchase
      : /cart/.test(cell('kind'))
        ? KIND.cart
        : KIND.view
  return { session, visitor: cell('visitor'), item, time, order: Number(cell('order') || 0), kind }
}

/** Epoch seconds, epoch ms, or ISO 8601 (taken as UTC where it names no zone) → epoch ms. */
function when(text: string): number | undefined {
  if (text === '') return undefined
  const number = Number(text)
  if (!Number.isNaN(number)) return number < 1e11 ? Math.round(number * 1000) : number
  return Date.parse(/(Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text.replace(' ', 'T')}Z`)
}

function gaps(rows: Row[]): number[] {
  const cuts = [0]
  for (let i = 1; i < rows.length; i++) if (rows[i]!.time - rows[i - 1]!.time > GAP) cuts.push(i)
  return [...cuts, rows.length]
}

function toSession(rows: Row[], visitors: Map<string, number>): Session {
  const name = rows[0]!.visitor
  let visitor = visitors.get(name)
  if (visitor === undefined && name !== '') {
    visitor = visitors.size
    visitors.set(name, visitor)
  }
  return {
    items: rows.map((row) => row.item),
    times: rows.map((row) => (row.time % DAY === 0 ? row.time + row.order : row.time)),
    events: Uint8Array.from(rows, (row) => row.kind),
    ...(visitor !== undefined && { visitor }),
  }
}
