import type { EventName } from '../../snippet/wire.ts'
import type { AcceptedEvent } from './event.ts'
import { tellsOrder } from './facts.ts'

/** One of the last things a visitor did, with its exact time. */
export interface Recent {
  time: number
  name: EventName
  /** Product ids with quantities. */
  items?: [item_id: string, quantity: number][]
  category?: string
  path?: string
  term?: string
  /** Of a purchase the order's id: told again, it is the same one. */
  order?: string
}

/** The name of an entry of a pruned profile that only holds its place. */
export const PLACE = '' as EventName

/** How many are kept. */
export const MAX_RECENT = 64
/** Events that are kept here; of others only days are known. */
export const KEPT: ReadonlySet<string> = new Set<EventName>([
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
  if (!KEPT.has(event.name)) return []
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
      ...(tellsOrder(event) && { order: event.transaction_id as string }),
    },
  ]
}

/** The newest MAX_RECENT of both, newest first, an order once; equal times in the order of their text, so that any order of adding gives one list. */
export function addRecent(a: Recent[], b: Recent[]): Recent[] {
  if (b.length === 0) return a
  if (a.length === 0 && b.length === 1) return b
  const sum: Recent[] = []
  for (let i = 0, j = 0; sum.length < MAX_RECENT && (i < a.length || j < b.length); ) {
    const mine = a[i]
    const theirs = b[j]
    const first = theirs === undefined || (mine !== undefined && before(mine, theirs))
    const next = (first ? a[i++] : b[j++]) as Recent
    if (next.order === undefined || sum.every(({ order }) => order !== next.order)) sum.push(next)
  }
  return sum
}

const before = (a: Recent, b: Recent): boolean =>
  a.time === b.time ? textOf(a) >= textOf(b) : a.time > b.time

const textOf = ({ name, items, category, path, term, order }: Recent): string =>
  JSON.stringify([name, items, category, path, term, order])
