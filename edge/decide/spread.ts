import type { Dimension, Recommend } from '../../rules/bundle.ts'
import type { Catalogue } from '../catalogue/catalogue.ts'
import { matchesAll } from '../profile/behaviour.ts'
import { toMinor } from '../profile/money.ts'
import type { RankedItem } from '../recommend/question.ts'

/** The product of all boosts that match an item; what the catalogue says of it is what they ask about. */
export function boostBy(
  boosts: NonNullable<Recommend['boost']>,
  catalogue: Catalogue,
): (id: string) => number {
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

/** Reorders as little as it takes that no two neighbours have one key, while others are left; pins stay where they are. */
export function spread(
  ranked: readonly RankedItem[],
  size: number,
  key: (id: string) => string | undefined,
): RankedItem[] {
  const left = ranked.filter(({ source }) => source !== 'pin')
  const list: RankedItem[] = []
  for (let at = 0; list.length < size; at++) {
    const here = ranked[at]
    if (here?.source === 'pin') {
      list.push(here)
      continue
    }
    if (left.length === 0) {
      const pins = ranked.slice(at).filter(({ source }) => source === 'pin')
      return [...list, ...pins].slice(0, size)
    }
    const last = list.at(-1)
    const other = left.findIndex(({ item_id }) => !last || key(item_id) !== key(last.item_id))
    list.push(...left.splice(Math.max(0, other), 1))
  }
  return list
}

/** What neighbours are told apart by. */
export const keyOf =
  (by: 'category' | 'brand', { byId }: Catalogue) =>
  (id: string): string | undefined =>
    by === 'brand' ? byId.get(id)?.item_brand : byId.get(id)?.item_category
