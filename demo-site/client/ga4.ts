import type { Shown } from './products.ts'

/** GA4's e-commerce events, pushed as its documentation writes them. */
export interface Item {
  item_id: string
  item_name: string
  item_brand: string
  item_category?: string
  item_category2?: string
  price: number
  quantity?: number
  index?: number
}

const layer = (): unknown[] => {
  const page = window as unknown as { dataLayer?: unknown[] }
  page.dataLayer ??= []
  return page.dataLayer
}

const cents = (value: number): number => Math.round(value * 100) / 100

/** Pushes one e-commerce event; `value` is the sum of price × quantity unless `more` says otherwise. */
export function push(event: string, items: Item[], more: Record<string, unknown> = {}): void {
  const value = cents(items.reduce((sum, item) => sum + item.price * (item.quantity ?? 1), 0))
  layer().push({ ecommerce: null }, { event, ecommerce: { currency: 'USD', value, ...more, items } })
}

/** A list was seen or picked from; GA4 gives these no value. */
export function pushList(
  event: 'view_item_list' | 'select_item',
  list: { item_list_id: string; item_list_name: string },
  items: Item[],
): void {
  layer().push({ ecommerce: null }, { event, ecommerce: { ...list, items } })
}

export function pushSearch(search_term: string): void {
  layer().push({ event: 'search', search_term })
}

export function itemOf(one: Shown, quantity: number): Item {
  const [item_category, item_category2] = one.category.split('/') as [string, string]
  return {
    item_id: one.id,
    item_name: one.name,
    item_brand: one.brand,
    item_category,
    item_category2,
    price: one.price,
    quantity,
  }
}
