import type { Recommend } from '../../rules/bundle.ts'
import type { PageContext } from '../../snippet/wire.ts'
import { type Catalogue, type CatalogueItem, isUnder } from '../catalogue/catalogue.ts'
import { cartOf } from '../profile/cart.ts'
import { purchasedItems, sessionItems } from '../profile/interest.ts'
import { toMinor } from '../profile/money.ts'
import type { Profile } from '../profile/profile.ts'
import type { Model } from '../recommend/model.ts'
import type { RankedItem } from '../recommend/question.ts'
import { recommend } from '../recommend/recommend.ts'

/** Who is asked for, on which page, with what to choose from. */
export interface ListQuestion {
  profile: Profile
  page: PageContext
  catalogue: Catalogue
  model: Model | undefined
  /** Epoch ms. */
  now: number
}

/** The products of a block's list, best first; whatever the source, all of them meet the block's constraints. */
export function listFor(wanted: Recommend, question: ListQuestion): RankedItem[] {
  const { profile, page, catalogue, model, now } = question
  const cart = [...cartOf(profile).keys()]
  const eligible = eligibility(wanted, question, new Set(cart))
  const pinned = (wanted.pin ?? []).filter(eligible).slice(0, wanted.size)
  const size = wanted.size - pinned.length
  const options = {
    size,
    eligible: (id: string) => !pinned.includes(id) && eligible(id),
    ...(wanted.otherwise === 'bestsellers' && { fallback: catalogue.byId.keys() }),
  }
  const session = sessionItems(profile, now)
  // A companion on a page about no product goes with what is in the cart.
  const besideCart = wanted.from === 'similar' && page.item_id === undefined && cart.length > 0
  const items = besideCart ? cart : wanted.from === 'similar' ? [] : session.items
  const kind =
    wanted.from === 'similar' && !besideCart
      ? 'similar'
      : wanted.from === 'bestsellers'
        ? 'bestsellers'
        : 'session'
  const current = page.item_id
  const ranked = model
    ? recommend(model, { kind, session: items, ...(current !== undefined && { current }), now }, options)
    : fillFrom(catalogue, options)
  const own = wanted.otherwise === 'nothing' ? ranked.filter(({ source }) => source !== 'popular') : ranked
  return [...pinned.map((item_id): RankedItem => ({ item_id, score: 1, source: 'catalogue' })), ...own]
}

/** Without a model the catalogue's own order is all there is. */
function fillFrom(
  catalogue: Catalogue,
  {
    size,
    eligible,
    fallback,
  }: { size: number; eligible: (id: string) => boolean; fallback?: Iterable<string> },
): RankedItem[] {
  if (!fallback) return []
  return catalogue.items
    .filter(({ item_id }) => eligible(item_id))
    .slice(0, size)
    .map(({ item_id }) => ({ item_id, score: 0, source: 'catalogue' }))
}

/** Whether an item may be shown: in the catalogue, inside the block's bounds, none of its `never`. */
function eligibility(
  wanted: Recommend,
  { profile, page, catalogue }: ListQuestion,
  cart: ReadonlySet<string>,
): (id: string) => boolean {
  const never = new Set(wanted.never)
  const bought = never.has('purchased') ? purchasedItems(profile) : new Set<string>()
  return (id) => {
    const item = catalogue.byId.get(id)
    if (!item) return false
    if (never.has('out-of-stock') && item.availability !== 'in_stock') return false
    if (never.has('current') && id === page.item_id) return false
    if (never.has('in-cart') && cart.has(id)) return false
    return !bought.has(id) && inBounds(wanted, item, catalogue.currency)
  }
}

function inBounds(wanted: Recommend, item: CatalogueItem, currency: string): boolean {
  if (wanted.category && !wanted.category.some((top) => isUnder(item.item_category, top))) return false
  if (wanted.brand && !wanted.brand.includes(item.item_brand?.toLowerCase() ?? '')) return false
  if (!wanted.price) return true
  const price = toMinor(item.price, currency)
  return price >= (wanted.price.min ?? 0) && price <= (wanted.price.max ?? Number.POSITIVE_INFINITY)
}
