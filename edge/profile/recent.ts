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

/** The list of some events, but for kinds that would only crowd out the others. */
export const recentOf = (events: readonly AcceptedEvent[]): Recent[] =>
  newest(
    events
      .filter(({ name }) => KEPT.has(name))
      .map(entryOf)
      .sort(byTime),
  )

function entryOf(event: AcceptedEvent): Recent {
  const items = event.items?.map((item): [string, number] => [item.item_id, item.quantity ?? 1])
  const category = event.items?.[0]?.item_category
  return {
    time: event.time,
    name: event.name,
    ...(items?.length && { items }),
    ...(category !== undefined && { category }),
    ...(event.name === 'page_view' && event.page && { path: event.page.path }),
    ...(event.search_term !== undefined && { term: event.search_term }),
    ...(tellsOrder(event) && { order: event.transaction_id as string }),
  }
}

/** The newest MAX_RECENT of both, newest first, an order once; equal times in the order of what they say, so that any order of adding gives one list. */
export function addRecent(a: Recent[], b: Recent[]): Recent[] {
  if (b.length === 0) return a
  if (a.length === 0) return b
  const both: Recent[] = []
  for (let i = 0, j = 0; i < a.length || j < b.length; ) {
    const mine = a[i]
    const theirs = b[j]
    const first = theirs === undefined || (mine !== undefined && byTime(mine, theirs) <= 0)
    both.push((first ? a[i++] : b[j++]) as Recent)
  }
  return newest(both)
}

/** The first MAX_RECENT of a list in order, an order once. */
function newest(sorted: Recent[]): Recent[] {
  const kept: Recent[] = []
  for (const one of sorted) {
    if (kept.length === MAX_RECENT) break
    if (one.order === undefined || kept.every(({ order }) => order !== one.order)) kept.push(one)
  }
  return kept
}

const byTime = (a: Recent, b: Recent): number =>
  b.time - a.time || byText(itemOf(b), itemOf(a)) || byText(textOf(b), textOf(a))
const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
// Mostly enough to tell two apart, and far cheaper than a whole text.
const itemOf = ({ items }: Recent): string => items?.[0]?.[0] ?? ''
const textOf = ({ name, items, category, path, term, order }: Recent): string =>
  JSON.stringify([name, items, category, path, term, order])
