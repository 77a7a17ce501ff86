import type { Persona, Random } from './personas.ts'

/** What a taste goes by. */
export interface Good {
  id: string
  category: string
  brand: string
  /** Dollars. */
  price: number
  stock: number
}

/** How much somebody likes a thing, from 0 to 1. Nobody but the visitor knows it. */
export type Taste = (good: Good) => number

/** What a thing of a strange shelf, and of a strange workshop, is still worth. */
const STRANGE_SHELF = 0.04
const STRANGE_BRAND = 0.35

/** One person's own taste: their persona's, with a leaning of their own for each shelf and workshop. */
export function tasteOf({ shelves, brands, dearest }: Persona, random: Random): Taste {
  const own = (shares: Readonly<Record<string, number>>) =>
    new Map(Object.entries(shares).map(([name, share]) => [name, share * (0.6 + 0.4 * random())]))
  const [byShelf, byBrand] = [own(shelves), own(brands)]
  const purse = dearest * (0.8 + 0.4 * random())
  return ({ category, brand, price }) => {
    const afford = price <= purse ? 1 : Math.max(0, 1 - (price - purse) / purse) ** 2
    const like = (byShelf.get(category) ?? STRANGE_SHELF) * (byBrand.get(brand) ?? STRANGE_BRAND)
    return Math.min(1, Math.sqrt(like) * afford)
  }
}
