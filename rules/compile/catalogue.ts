import { fold } from '../match.ts'

/** What rules need of a catalogue feed. */
export interface CatalogueNames {
  currency: string
  items: readonly { item_id: string; item_category: string; item_brand?: string }[]
}

/** The names of a catalogue, folded; a category's ancestors are categories too. */
export function namesOf({ items }: CatalogueNames): {
  categories: Set<string>
  brands: Set<string>
  items: Set<string>
} {
  const categories = new Set<string>()
  const brands = new Set<string>()
  const ids = new Set<string>()
  for (const { item_id, item_category, item_brand } of items) {
    ids.add(fold(item_id))
    if (item_brand !== undefined) brands.add(fold(item_brand))
    const parts = fold(item_category).split('/')
    for (let i = 1; i <= parts.length; i++) categories.add(parts.slice(0, i).join('/'))
  }
  return { categories, brands, items: ids }
}
