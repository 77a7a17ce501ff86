import type { EventName } from '../../snippet/wire.ts'
import type { AcceptedEvent } from './event.ts'

/** One of the last things a visitor did, with its exact time. */
export interface Recent {
  time: number
  name: EventName
  /** Product ids with quantities. */
  items?: [item_id: string, quantity: number][]
  category?: string
  path?: string
  term?: string
}

/** How many are kept. */
export const MAX_RECENT = 64
const KEPT = new Set<EventName>([
  'page_view',
  'view_item',
  'select_item',
  'search',
  'add_to_cart',
  'remove_from_cart',
  'begin_checkout',
  'purchase',
])

/** The list of one event; empty for kinds that would only crowd out the others. */
export function recentOf(event: AcceptedEvent): Recent[] {
  if (event.again || !KEPT.has(event.name)) return []
  const items = event.items?.map((item): [string, number] => [item.item_id, item.quantity ?? 1])
  const category = event.items?.[0]?.item_category
  return [
    {
      time: event.time,
      name: event.name,
      ...(items?.length && { items }),
      ...(category !== undefined && { category }),
      ...(event.name === 'page_view' && event.page && { path: event.page.path }),
      ...(event.search_term !== undefined && { term: event.search_term }),
    },
  ]
}

/** The newest MAX_RECENT of both, newest first; equal times in the order of their text, so that any order of adding gives one list. */
export function addRecent(a: Recent[], b: Recent[]): Recent[] {
  if (b.length === 0) return a
  if (a.length === 0 && b.length === 1) return b
  const sum: Recent[] = []
  for (let i = 0, j = 0; sum.length < MAX_RECENT && (i < a.length || j < b.length); ) {
    const mine = a[i]
    const theirs = b[j]
    if (theirs === undefined || (mine !== undefined && before(mine, theirs))) {
      sum.push(mine as Recent)
      i++
    } else {
      sum.push(theirs)
      j++
    }
  }
  return sum
}

const before = (a: Recent, b: Recent): boolean =>
  a.time === b.time ? textOf(a) >= textOf(b) : a.time > b.time

const textOf = ({ name, items, category, path, term }: Recent): string =>
  JSON.stringify([name, items, category, path, term])
