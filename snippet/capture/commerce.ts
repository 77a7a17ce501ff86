import { rarely } from '../rarely.ts'
import type { Event, Item } from '../wire.ts'

type Loose = Record<string, unknown>

/** The fields that are taken as they are called, in the types that the wire wants; everything else stays behind. */
const pick = rarely((from: Loose): Loose => {
  const taken: Loose = {}
  for (const key in from) {
    const value = from[key] as number
    if (/^(item_|currency|transaction_id|search_term|method|price$|quantity$|value$)/.test(key))
      taken[key] = /^[pqv]/.test(key) ? +value || 0 : `${value}`
  }
  return taken
})

/** A GA4 e-commerce event as the site's own tags send it: one with items, or of a few other names; `undefined` for the rest. */
export const readCommerce = rarely((name: unknown, params: unknown): Partial<Event> | undefined => {
  const { items } = (params || {}) as { items?: Loose[] }
  // Google Ads' remarketing tags send a second `page_view`, with items.
  if ((items && name !== 'page_view') || /^(search|sign_up|login|share)$/.test(name as string))
    return {
      ...pick(params as Loose),
      name: name as Event['name'],
      ...(items && { items: items.map(pick).filter((item) => item.item_id) as unknown as Item[] }),
    }
})

/** Tells whether an event is new on this page: a product seen or an order told through two sources counts once. */
export function createOnce(): (event: Partial<Event>) => boolean {
  const seen = new Set<string>()
  return ({ name, items, transaction_id, search_term }) => {
    const what = `${name} ${transaction_id || search_term || items?.map((item) => item.item_id)}`
    const news = !seen.has(what) || !/^(view_item|purchase|search) /.test(what)
    seen.add(what)
    return news
  }
}
