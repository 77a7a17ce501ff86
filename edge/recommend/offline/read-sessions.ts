import { KIND, type Session } from '../sessions.ts'
import { lines } from './lines.ts'
import { readTable } from './table.ts'

/**
 * Sessions of one file, gzipped or not, oldest first: `.seq` (one session of item ids a line, or prefix TAB target),
 * `.ndjson`/`.jsonl` (our journal's export), or any delimited log with a header (see table.ts).
 */
export async function readSessions(path: string): Promise<Session[]> {
  const name = path.replace(/\.gz$/, '')
  if (name.endsWith('.seq')) return readSequences(path)
  if (/\.(ndjson|jsonl)$/.test(name)) return readJournal(path)
  return readTable(path)
}

async function readSequences(path: string): Promise<Session[]> {
  const sessions: Session[] = []
  let longer = ''
  for await (const line of lines(path)) {
    const whole = line.replace('\t', ' ')
    // A prefix file lists a session again for every shorter prefix; iterative reveal makes those itself.
    const repeated = line.includes('\t') && whole === longer
    longer = line.slice(0, Math.max(0, line.indexOf('\t')))
    if (!repeated) sessions.push({ items: whole.trim().split(/\s+/), times: [] })
  }
  return sessions
}

const EVENTS: Record<string, number> = {
  view_item: KIND.view,
  select_item: KIND.view,
  add_to_cart: KIND.cart,
  purchase: KIND.purchase,
}
const GAP = 30 * 60_000

/** One journal row: a visitor's batch. */
export interface JournalLine {
  visitor: string
  events: { name: string; time: number; items?: { item_id: string }[] }[]
}

async function readJournal(path: string): Promise<Session[]> {
  const byVisitor = new Map<string, { id: string; time: number; kind: number }[]>()
  for await (const line of lines(path)) {
    const { visitor, events } = JSON.parse(line) as JournalLine
    const clicks = byVisitor.get(visitor) ?? []
    byVisitor.set(visitor, clicks)
    for (const { name, time, items } of events) {
      const kind = EVENTS[name]
      if (kind !== undefined) for (const { item_id } of items ?? []) clicks.push({ id: item_id, time, kind })
    }
  }
  const sessions: Session[] = []
  for (const [visitor, clicks] of [...byVisitor.values()].entries()) {
    clicks.sort((a, b) => a.time - b.time)
    for (let i = 0, from = 0; i < clicks.length; i++) {
      const next = clicks[i + 1]
      if (next && next.time - clicks[i]!.time <= GAP) continue
      const part = clicks.slice(from, i + 1)
      from = i + 1
      sessions.push({
        items: part.map(({ id }) => id),
        times: part.map(({ time }) => time),
        events: Uint8Array.from(part, ({ kind }) => kind),
        visitor,
      })
    }
  }
  return sessions.sort((a, b) => a.times.at(-1)! - b.times.at(-1)!)
}
