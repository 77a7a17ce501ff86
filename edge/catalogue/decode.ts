import * as z from 'zod'
import { ok, type Result, refuse } from '../result.ts'
import { type Catalogue, type CatalogueFeed, type CatalogueItem, indexCatalogue } from './catalogue.ts'

const item = z.object({
  item_id: z.string().min(1).max(256),
  item_name: z.string().max(512),
  item_category: z.string().max(512),
  item_brand: z.string().max(256).exactOptional(),
  price: z.number().min(0).max(1e9),
  link: z.string().max(2048),
  image_link: z.string().max(2048),
  availability: z.enum(['in_stock', 'out_of_stock']),
  added_at: z.number().exactOptional(),
  cost: z.number().min(0).max(1e9).exactOptional(),
  expires_at: z.number().exactOptional(),
  hidden: z.boolean().exactOptional(),
  in: z
    .record(
      z.string().max(35),
      z.object({
        item_name: z.string().max(512).exactOptional(),
        link: z.string().max(2048).exactOptional(),
      }),
    )
    .exactOptional(),
}) satisfies z.ZodType<CatalogueItem>

const feed = z.object({
  currency: z.string().regex(/^[A-Z]{3}$/),
  items: z.array(item).max(200_000),
}) satisfies z.ZodType<CatalogueFeed>

/** A catalogue from its JSON; a refusal names the first field that does not fit. */
export function decodeCatalogue(text: string, hash: string): Result<Catalogue> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return refuse('bad_json', 'The catalogue is not JSON.')
  }
  const parsed = feed.safeParse(value)
  if (parsed.success) return ok(indexCatalogue(parsed.data, hash))
  const issue = parsed.error.issues[0]
  return refuse('bad_request', `Catalogue: \`${issue?.path.join('.')}\`: ${issue?.message}`)
}
