import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import { seeded } from '../../../edge/recommend/random.ts'

const CATEGORIES = [
  'shoes/trail',
  'shoes/city',
  'bags/totes',
  'hats/caps',
  'jackets/rain',
  'mugs/travel',
  'lamps/desk',
  'plants/foliage',
  'notebooks/ruled',
]

/** Writes made-up but believable traffic as JSON lines, one event each, in time order; visitors come interleaved. */
export async function writeTraffic(path: string, events: number, visitors: number, seed = 1): Promise<void> {
  const random = seeded(seed)
  const out = createWriteStream(path)
  let time = Date.UTC(2026, 7, 1)
  for (let i = 0; i < events; i++) {
    time += random() * 5000
    const visitor = Math.floor(random() ** 2 * visitors) // a few come often
    const kind = random()
    const category = CATEGORIES[(visitor + Math.floor(random() ** 3 * CATEGORIES.length)) % CATEGORIES.length]
    const item = {
      item_id: `${category}-${Math.floor(random() * 40)}`,
      item_category: category,
      price: 20 + Math.floor(random() * 80),
    }
    const page = { path: kind < 0.45 ? '/list' : `/product/${item.item_id}` }
    const name =
      kind < 0.45 ? 'page_view' : kind < 0.9 ? 'view_item' : kind < 0.97 ? 'add_to_cart' : 'purchase'
    const line = JSON.stringify({
      visitor: `v${visitor}`,
      name,
      time: Math.floor(time),
      page,
      ...(name !== 'page_view' && { items: [item], currency: 'USD' }),
      ...(name === 'purchase' && { transaction_id: `t${i}` }),
    })
    if (!out.write(`${line}\n`)) await once(out, 'drain')
  }
  out.end()
  await finished(out)
}
