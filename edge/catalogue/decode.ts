import * as v from 'valibot'
import { ok, type Result, refuse } from '../result.ts'
import { list, map, matching, number, oneOf, read, type Shape, text } from '../shape.ts'
import { type Catalogue, type CatalogueFeed, type CatalogueItem, indexCatalogue } from './catalogue.ts'

const item = v.object({
  item_id: text(256, 1),
  item_name: text(512),
  item_category: text(512),
  item_brand: v.exactOptional(text(256)),
  price: number(0, 1e9),
  link: text(2048),
  image_link: text(2048),
  availability: oneOf(['in_stock', 'out_of_stock']),
  added_at: v.exactOptional(v.number()),
  cost: v.exactOptional(number(0, 1e9)),
  expires_at: v.exactOptional(v.number()),
  hidden: v.exactOptional(v.boolean()),
  in: v.exactOptional(
    map(
      text(35),
      v.object({
        item_name: v.exactOptional(text(512)),
        link: v.exactOptional(text(2048)),
      }),
    ),
  ),
}) satisfies Shape<CatalogueItem>

const feed = v.object({
  currency: matching(/^[A-Z]{3}$/, 'three capital letters of ISO 4217'),
  items: list(item, 200_000),
}) satisfies Shape<CatalogueFeed>

/** A catalogue from its JSON; a refusal names the first field that does not fit. */
export function decodeCatalogue(text: string, hash: string): Result<Catalogue> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return refuse('bad_json', 'The catalogue is not JSON.')
  }
  const parsed = read(feed, value)
  if (parsed.ok) return ok(indexCatalogue(parsed.value, hash))
  return refuse('bad_request', `Catalogue: \`${parsed.path}\`: ${parsed.why}`)
}
