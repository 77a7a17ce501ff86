import type { CatalogueNames } from '../../../rules/compile/catalogue.ts'

const item = (item_id: string, item_category: string, item_brand: string) => ({
  item_id,
  item_category,
  item_brand,
})

/** A few products with the demo shop's categories and brands. */
export const catalogue: CatalogueNames = {
  currency: 'USD',
  items: [
    item('SKU-1', 'shoes/trail', 'Alder'),
    item('SKU-2', 'shoes/city', 'Brook'),
    item('SKU-9', 'bags/totes', 'Cairn'),
    item('0012', 'hats/caps', 'Dune'),
    item('SKU-4', 'lamps/desk', 'Ember'),
  ],
}
