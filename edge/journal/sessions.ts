import { SESSION_TIMEOUT } from '../profile/activity.ts'
import { KIND, type Session } from '../recommend/sessions.ts'
import type { JournalRow } from './journal.ts'

const KINDS: Partial<Record<string, number>> = {
  view_item: KIND.view,
  add_to_cart: KIND.cart,
  purchase: KIND.purchase,
}

interface Touch {
  item: string
  time: number
  kind: number
}

/** What visitors did with products, visit by visit, as the recommender learns from it. Bots teach nothing. */
export function sessionsOf(rows: Iterable<JournalRow>): Session[] {
  const touches = new Map<string, Touch[]>()
  for (const { visitor, entry } of rows) {
    if (entry.client.bot) continue
    const mine = touches.get(visitor) ?? []
    touches.set(visitor, mine)
    for (const { name, time, items } of entry.events) {
      const kind = KINDS[name]
      if (kind === undefined) continue
      for (const { item_id } of items ?? []) mine.push({ item: item_id, time, kind })
    }
  }
  return [...touches.values()].flatMap((mine, visitor) => splitVisits(mine, visitor))
}

function splitVisits(touches: Touch[], visitor: number): Session[] {
  const sessions: Session[] = []
  let open: Touch[] = []
  const close = () => {
    if (open.length)
      sessions.push({
        items: open.map(({ item }) => item),
        times: open.map(({ time }) => time),
        events: Uint8Array.from(open, ({ kind }) => kind),
        visitor,
      })
    open = []
  }
  for (const touch of touches.sort((a, b) => a.time - b.time)) {
    const last = open.at(-1)
    if (last && touch.time - last.time > SESSION_TIMEOUT) close()
    open.push(touch)
  }
  close()
  return sessions
}
