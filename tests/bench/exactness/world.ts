import type { CatalogueFeed } from '../../../edge/catalogue/catalogue.ts'
import { d1Journal } from '../../../edge/journal/d1.ts'
import { d1People } from '../../../edge/journal/d1-people.ts'
import { publish } from '../../../edge/publish/publish.ts'
import type { Session } from '../../../edge/recommend/sessions.ts'
import { train } from '../../../edge/recommend/train.ts'
import { compile } from '../../../rules/compile.ts'
import { formatDiagnostics } from '../../../rules/diagnostics.ts'
import type { Item } from '../../../snippet/wire.ts'
import { type TestEdge, testEdge } from '../../support/edge.ts'
import { memoryStore } from '../../support/memory-store.ts'
import { sqliteDatabase } from '../../support/sqlite.ts'

const CATEGORIES = 12
const BRANDS = 5

/** What the shop says of a product; told from its id, so that it is the same in every run. */
export function itemOf(
  item_id: string,
): Required<Pick<Item, 'item_category' | 'item_brand' | 'price'>> & Item {
  let hash = 7
  for (const char of item_id) hash = (hash * 31 + char.charCodeAt(0)) % 1_000_003
  return {
    item_id,
    item_category: `c${hash % 3}/c${hash % CATEGORIES}`,
    item_brand: `b${hash % BRANDS}`,
    price: 5 + (hash % 90),
  }
}

const HEROES = [0, 1, 2, 3]
const WITHIN = [1, 7, 30, 90, 365]

/** What a slot's segments count, each of something else: categories, brands, both, prices, over short and long times. */
function countsOf(slot: number): string[] {
  const category = (n: number) => `category: c${n % 3}/c${n % CATEGORIES}`
  const wheres = [
    category(slot),
    category(slot + 5),
    `brand: b${slot % BRANDS}`,
    `${category(slot + 7)}, brand: b${(slot + 2) % BRANDS}`,
    'price: at least 80',
  ]
  return wheres.map(
    (where, n) =>
      `{ did: view_item, where: { ${where} }, count: at least ${2 + 3 * ((n + slot) % 3)}, within: ${WITHIN[(n + slot) % 5]} days }`,
  )
}

const RULES = [
  'shop: { name: Exactness, currency: USD, locale: en-US, timezone: UTC }',
  'segments:',
  ...HEROES.flatMap((slot) => countsOf(slot).map((counts, n) => `  s${slot}-${n}: { all: [${counts}] }`)),
  'blocks:',
  '  plain: { template: "<p>plain</p>" }',
  ...HEROES.flatMap((slot) =>
    countsOf(slot).map((_, n) => `  block${slot}-${n}: { template: "<p>${slot} ${n}</p>" }`),
  ),
  'slots:',
  ...HEROES.flatMap((slot) => [
    `  hero-${slot}:`,
    '    show:',
    ...countsOf(slot).map((_, n) => `      - { block: block${slot}-${n}, when: { in: s${slot}-${n} } }`),
    '      - block: plain',
  ]),
  '  list:',
  '    recommend: { from: session, size: 8, never: [purchased, out-of-stock, current], otherwise: bestsellers }',
].join('\n')

export const SLOTS = ['hero-0', 'hero-1', 'hero-2', 'hero-3', 'list']

/** The edge over D1's SQL, with the data set's products, segments of every kind and a model of its first part. */
export async function exactWorld(known: readonly Session[], played: readonly Session[]): Promise<TestEdge> {
  const db = sqliteDatabase()
  const options = { deadline: 60_000, later: () => {} }
  const store = memoryStore()
  const ids = new Set([...known, ...played].flatMap(({ items }) => items))
  const feed: CatalogueFeed = {
    currency: 'USD',
    items: [...ids].map((id) => ({
      ...itemOf(id),
      item_name: id,
      link: `/p/${id}`,
      image_link: `/p/${id}.svg`,
      availability: 'in_stock',
    })),
  }
  const rules = compile({ 'exact.yaml': RULES })
  if (!rules.ok) throw new Error(formatDiagnostics(rules.diagnostics))
  const at = Date.now()
  await publish(store, 'shop', 'catalogue', JSON.stringify(feed), { at })
  await publish(store, 'shop', 'bundle', rules.text, { at }, rules.bundle.hash)
  await publish(store, 'shop', 'model', train([...known]), { at })
  return testEdge({ journal: d1Journal(db, options), people: d1People(db, options), store, refresh: 1e12 })
}
