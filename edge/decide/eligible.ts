import type { Recommend } from '../../rules/bundle.ts'
import { type CatalogueItem, isUnder } from '../catalogue/catalogue.ts'
import { toMinor } from '../profile/money.ts'
import type { Past } from './history.ts'
import type { ListQuestion } from './list-question.ts'

/** Why a product may not be in a list, in words of the rules. */
export type Ruled =
  | 'unknown'
  | 'hidden'
  | 'expired'
  | 'out-of-stock'
  | 'current'
  | 'in-cart'
  | 'purchased'
  | 'category'
  | 'brand'
  | 'price'
  | 'margin'

const NONE: ReadonlySet<string> = new Set()

/** Says of an item id what rules it out; `undefined` for one that may be shown. */
export function rulingOut(
  wanted: Recommend,
  { page, catalogue, now }: ListQuestion,
  past: Past,
): (id: string) => Ruled | undefined {
  const never = new Set(wanted.never)
  const inStock = never.has('out-of-stock') || wanted.from === 'alternatives'
  const bought = never.has('purchased') ? past.owned() : NONE
  const cart = never.has('in-cart') ? past.cart() : NONE
  return (id) => {
    const item = catalogue.byId.get(id)
    if (!item) return 'unknown'
    if (item.hidden) return 'hidden'
    if (item.expires_at !== undefined && item.expires_at <= now) return 'expired'
    if (inStock && item.availability !== 'in_stock') return 'out-of-stock'
    if (never.has('current') && id === page.item_id) return 'current'
    if (cart.has(id)) return 'in-cart'
    if (bought.has(id)) return 'purchased'
    return outOfBounds(wanted, item, catalogue.currency)
  }
}

function outOfBounds(wanted: Recommend, item: CatalogueItem, currency: string): Ruled | undefined {
  if (wanted.category && !wanted.category.some((top) => isUnder(item.item_category, top))) return 'category'
  if (wanted.brand && !wanted.brand.includes(item.item_brand?.toLowerCase() ?? '')) return 'brand'
  if (wanted.price) {
    const price = toMinor(item.price, currency)
    const { min = 0, max = Number.POSITIVE_INFINITY } = wanted.price
    if (price < min || price > max) return 'price'
  }
  if (
    wanted.margin !== undefined &&
    !((item.price - (item.cost ?? item.price)) / item.price >= wanted.margin)
  )
    return 'margin'
  return undefined
}
