import { language } from './language.ts'

/** A product as the shop's pages know it, in the language of the page. */
export interface Shown {
  id: string
  name: string
  brand: string
  category: string
  price: number
  stock: number
  /** Everything a search may match, lower case. */
  words: string
}

let loading: Promise<Map<string, Shown>> | undefined

/** All products by id; fetched once, when first asked for. */
export function products(): Promise<Map<string, Shown>> {
  loading ??= fetch(`/data/products.${language}.json`)
    .then((response) => response.json() as Promise<Shown[]>)
    .then((list) => new Map(list.map((one) => [one.id, one])))
  return loading
}
