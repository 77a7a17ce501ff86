import type { Dimension, Recommend } from '../../rules/bundle.ts'
import type { PageContext } from '../../snippet/wire.ts'
import { type Catalogue, type CatalogueItem, isUnder } from '../catalogue/catalogue.ts'
import { matchesAll } from '../profile/behaviour.ts'
import { cartOf } from '../profile/cart.ts'
import { purchasedItems, sessionItems } from '../profile/interest.ts'
import { toMinor } from '../profile/money.ts'
import type { Profile } from '../profile/profile.ts'
import { arrange } from '../recommend/arrange.ts'
import type { Model } from '../recommend/model.ts'
import type { Question, RankedItem } from '../recommend/question.ts'
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
  const { profile, catalogue, model } = question
  const cart = [...cartOf(profile).keys()]
  const eligible = eligibility(wanted, question, new Set(cart))
  const pinned = (wanted.pin ?? []).filter(eligible).slice(0, wanted.size)
  const size = wanted.size - pinned.length
  const options = {
    // Neighbours can only be told apart where there are others to choose from.
    size: wanted.diversify ? size * SPARE : size,
    eligible: (id: string) => !pinned.includes(id) && eligible(id),
    ...(wanted.otherwise === 'bestsellers' && { fallback: catalogue.byId.keys() }),
  }
  const asked = ask(wanted, question, cart)
  const found = !model
    ? fillFrom(catalogue, options)
    : wanted.boost
      ? arrange(model, asked, { ...options, boost: boostBy(wanted.boost, catalogue) })
      : recommend(model, asked, options)
  const own = wanted.otherwise === 'nothing' ? found.filter(({ source }) => source !== 'popular') : found
  const ranked = wanted.diversify ? spread(own, size, keyOf(wanted.diversify, catalogue)) : own
  return [...pinned.map((item_id): RankedItem => ({ item_id, score: 1, source: 'pin' })), ...ranked]
}

/** How many more items than wanted are ranked before neighbours are told apart. */
const SPARE = 4

function ask(wanted: Recommend, { profile, page, now }: ListQuestion, cart: string[]): Question {
  const current = page.item_id === undefined ? {} : { current: page.item_id }
  if (wanted.from === 'bestsellers') return { kind: 'bestsellers', session: [], now }
  if (wanted.from === 'session')
    return { kind: 'session', session: sessionItems(profile, now).items, ...current, now }
  // A companion on a page about no product goes with what is in the cart.
  if (page.item_id === undefined && cart.length > 0) return { kind: 'session', session: cart, now }
  return { kind: 'similar', session: [], ...current, now }
}

/** The product of all boosts that match an item; what the catalogue says of it is what they ask about. */
function boostBy(boosts: NonNullable<Recommend['boost']>, catalogue: Catalogue): (id: string) => number {
  return (id) => {
    const item = catalogue.byId.get(id)
    if (!item) return 1
    const row: Partial<Record<Dimension, string>> = {
      item: id,
      category: item.item_category,
      price: String(toMinor(item.price, catalogue.currency)),
      ...(item.item_brand !== undefined && { brand: item.item_brand }),
    }
    return boosts.reduce((by, boost) => (matchesAll(boost.where, row) ? by * boost.by : by), 1)
  }
}

/** Reorders as little as it takes that no two neighbours have one key, while others are left. */
function spread(
  ranked: readonly RankedItem[],
  size: number,
  key: (id: string) => string | undefined,
): RankedItem[] {
  const left = [...ranked]
  const list: RankedItem[] = []
  while (list.length < size && left.length > 0) {
    const last = list.at(-1)
    const other = left.findIndex((item) => !last || key(item.item_id) !== key(last.item_id))
    list.push(...left.splice(Math.max(0, other), 1))
  }
  return list
}

const keyOf =
  (by: 'category' | 'brand', { byId }: Catalogue) =>
  (id: string): string | undefined =>
    by === 'brand' ? byId.get(id)?.item_brand : byId.get(id)?.item_category

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
