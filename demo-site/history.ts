import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

// What earlier visitors of the demo shop did, so that its recommender has something to go by on
// the first day: dist/history.ndjson, one visitor a line, the same bytes at every build.

interface Product {
  item_id: string
  item_category: string
  item_brand: string
  availability: string
}
type Line = { visitor: string; events: { name: string; time: number; items: { item_id: string }[] }[] }

const VISITORS = 2500
const LAST_DAY = Date.UTC(2026, 10, 20)
const DAY = 86_400_000
/** What people buy along with a thing, by top category. */
const GOES_WITH: Record<string, string> = {
  shoes: 'jackets',
  jackets: 'hats',
  hats: 'bags',
  bags: 'shoes',
  mugs: 'plants',
  plants: 'mugs',
  lamps: 'notebooks',
  notebooks: 'lamps',
}

/** Numbers in [0, 1) that are the same at every build (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/** Visits of people with tastes: mostly one kind of thing, often one brand, sometimes what goes with it. */
export function history(products: readonly Product[], random = seeded(20261122)): Line[] {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
  // A few products are everybody's favourites: each one's pull is its own.
  const pull = new Map(products.map(({ item_id }) => [item_id, random() ** 3 + 0.05]))
  const choose = (wanted: readonly Product[]): Product => {
    let left = random() * wanted.reduce((sum, { item_id }) => sum + (pull.get(item_id) as number), 0)
    for (const product of wanted) {
      left -= pull.get(product.item_id) as number
      if (left <= 0) return product
    }
    return wanted[0] as Product
  }
  const under = (category: string) => products.filter((p) => p.item_category.startsWith(category))
  return Array.from({ length: VISITORS }, (_, n) => {
    const first = choose(products)
    const [top] = first.item_category.split('/', 1) as [string]
    const events: Line['events'] = []
    let time = LAST_DAY - Math.floor(random() * 45 * DAY)
    let current = first
    const steps = 2 + Math.floor(random() * random() * 9)
    for (let step = 0; step < steps; step++) {
      const items = [{ item_id: current.item_id }]
      events.push({ name: 'view_item', time, items })
      time += 15_000 + Math.floor(random() * 120_000)
      if (random() < 0.15 && current.availability === 'in_stock')
        events.push({ name: 'add_to_cart', time, items })
      const where = random()
      const near =
        where < 0.55
          ? under(current.item_category)
          : where < 0.75
            ? under(top).filter((p) => p.item_brand === current.item_brand)
            : where < 0.88
              ? under(top)
              : under(GOES_WITH[top] as string)
      const next = near.filter((p) => p !== current)
      current = next.length ? choose(next) : pick(products)
    }
    const cart = events.filter(({ name }) => name === 'add_to_cart').flatMap(({ items }) => items)
    if (cart.length && random() < 0.5) events.push({ name: 'purchase', time: time + 60_000, items: cart })
    return { visitor: `past-${n}`, events }
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const dist = fileURLToPath(new URL('../dist/', import.meta.url))
  const feed = JSON.parse(await readFile(`${dist}catalogue.json`, 'utf8')) as { items: Product[] }
  const lines = history(feed.items).map((line) => JSON.stringify(line))
  await writeFile(`${dist}history.ndjson`, `${lines.join('\n')}\n`)
  console.log(`dist/history.ndjson  ${lines.length} visitors`)
}
