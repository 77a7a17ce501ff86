import { language } from './language.ts'

/** A category or subcategory as the pages know it. */
export interface Shelf {
  /** `shoes/trail` */
  slug: string
  /** With its parent: `Shoes: Trail`. */
  name: string
}

let loading: Promise<Shelf[]> | undefined

/** All shelves; fetched once, when first asked for. */
export function shelves(): Promise<Shelf[]> {
  loading ??= fetch(`/data/shelves.${language}.json`).then((response) => response.json() as Promise<Shelf[]>)
  return loading
}

/** Their names by slug. */
export const shelfNames = async (): Promise<Map<string, string>> =>
  new Map((await shelves()).map(({ slug, name }) => [slug, name]))
