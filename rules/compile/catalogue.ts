import { fold } from '../match.ts'

/** What rules need of a catalogue feed. */
export interface CatalogueNames {
  currency: string
  items: readonly { item_id: string; item_category: string; item_brand?: string }[]
}

/** Folded name → the name as the catalogue writes it. */
type Written = Map<string, string>

/** The names of a catalogue; a category's ancestors are categories too. */
export function namesOf({ items }: CatalogueNames): Record<'categories' | 'brands' | 'items', Written> {
  const names = { categories: new Map(), brands: new Map(), items: new Map() } as Record<
    'categories' | 'brands' | 'items',
    Written
  >
  for (const { item_id, item_category, item_brand } of items) {
    names.items.set(fold(item_id), item_id)
    if (item_brand !== undefined) names.brands.set(fold(item_brand), item_brand)
    const parts = item_category.trim().split('/')
    for (let i = 1; i <= parts.length; i++) {
      const path = parts.slice(0, i).join('/')
      names.categories.set(fold(path), path)
    }
  }
  return names
}
