import type { Event, Item } from '../wire.ts'

type Loose = Record<string, unknown>
export type Details = Partial<Event>

/** The events that are taken from a data layer; page views are our own. */
const TAKEN =
  /^(view_item(_list)?|select_item|search|(add_to|remove_from)_cart|begin_checkout|purchase|sign_up|login|share)$/

/** A GA4 item with its fields in the types that the wire wants; `undefined` without an id. */
export function readItem(from: Loose): Item | undefined {
  const item: Loose = {}
  const id = from.item_id ?? from.id
  for (const key in from) {
    const value = from[key]
    if (/^(price|quantity)$/.test(key)) {
      if (Number.isFinite(+(value as number))) item[key] = +(value as number)
    } else if (/^item_(name|brand|category[2-5]?)$/.test(key) && value) item[key] = `${value}`
  }
  if (id != null && id !== '') return { ...item, item_id: `${id}` }
}

/** A GA4 e-commerce event as the site's own tags send it; `undefined` for any other event. Unknown fields stay behind. */
export function readCommerce(name: unknown, params: unknown): Details | undefined {
  if (!TAKEN.test(name as string) || !params) return
  const from = params as Loose
  const event: Loose = { name }
  for (const key of ['currency', 'transaction_id', 'search_term', 'method'])
    if (from[key] != null) event[key] = `${from[key]}`
  if (Number.isFinite(+(from.value as number))) event.value = +(from.value as number)
  if (Array.isArray(from.items)) event.items = from.items.map(readItem).filter(Boolean)
  return event as Details
}

/** Tells whether an event says something new on this page: a product seen or an order told through two sources counts once. */
export function createOnce(): (event: Details) => boolean {
  const seen = new Set<string>()
  return (event) => {
    if (!/^(view_item|purchase|search)$/.test(event.name || '')) return true
    const what = event.transaction_id || event.search_term || event.items?.map((item) => item.item_id)
    const key = event.name + ' ' + what
    return !what || (!seen.has(key) && !!seen.add(key))
  }
}
