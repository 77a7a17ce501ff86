import { BACKPACKS, TOTES } from './bags.ts'
import { BEANIES, CAPS } from './hats.ts'
import { DOWN, RAIN } from './jackets.ts'
import { DESK, FLOOR } from './lamps.ts'
import { STONEWARE, TRAVEL } from './mugs.ts'
import { RULED, SKETCH } from './notebooks.ts'
import { FOLIAGE, SUCCULENTS } from './plants.ts'
import { type Product, product, type Row } from './product.ts'
import { CITY, TRAIL } from './shoes.ts'

const TABLES: [category: string, rows: Row[]][] = [
  ['shoes/trail', TRAIL],
  ['shoes/city', CITY],
  ['bags/backpacks', BACKPACKS],
  ['bags/totes', TOTES],
  ['hats/caps', CAPS],
  ['hats/beanies', BEANIES],
  ['jackets/rain', RAIN],
  ['jackets/down', DOWN],
  ['mugs/travel', TRAVEL],
  ['mugs/stoneware', STONEWARE],
  ['lamps/desk', DESK],
  ['lamps/floor', FLOOR],
  ['plants/succulents', SUCCULENTS],
  ['plants/foliage', FOLIAGE],
  ['notebooks/ruled', RULED],
  ['notebooks/sketch', SKETCH],
]

/** The whole catalogue, in the order of the tables. */
export const PRODUCTS: Product[] = TABLES.flatMap(([category, rows]) =>
  rows.map((row) => [category, row] as const),
).map(([category, row], index) => product(row, category, index + 1))

/** What the shop shows before it knows anything: its bestsellers, best first. */
export const BESTSELLERS: Product[] = [
  'ridge-runner',
  'round-hill-mug',
  'weir-roll-top-22',
  'halden-fern',
  'squall-anorak',
  'chanterelle-lamp',
  'field-notes-hardback',
  'first-frost-pom',
].map(byId)

/** The newest things, newest first. */
export const NEW_IN: Product[] = [
  'heron-arm-lamp',
  'skerry-smock',
  'signal-retro',
  'foxglove-cup',
  'monstera',
  'concertina-book',
  'orchard-bucket',
  'fair-isle-beanie',
].map(byId)

/** The product with this id; an unknown id is a mistake in the shop and throws. */
export function byId(id: string): Product {
  const found = PRODUCTS.find((one) => one.id === id)
  if (!found) throw new Error(`no product ${id}`)
  return found
}

/** Whether a product lies in `category` or below it. */
export function isIn(one: Product, category: string): boolean {
  return one.category === category || one.category.startsWith(`${category}/`)
}
