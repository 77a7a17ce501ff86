import { cpus, loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { PRODUCTS } from '../../../demo-site/products/index.ts'
import { measure } from '../../../edge/local/cost/measure.ts'
import { perMillion } from '../../../edge/local/cost/model.ts'
import { PRICES } from '../../../edge/local/cost/prices.ts'
import { seeded } from '../../../edge/recommend/random.ts'
import { GATHER } from '../../../snippet/outbox.ts'
import type { CollectRequest } from '../../../snippet/wire.ts'
import { openWholeShop } from '../../browser/shop/open.ts'
import { chromiumVersion } from '../../support/chromium.ts'
import { journalOf } from '../../support/open-shop.ts'
import { count } from './count.ts'
import { planVisit } from './plan.ts'
import { tap } from './tap.ts'
import { walk } from './walk.ts'

// `npm run bench:batches`: visits of the demo shop in Chromium, in real time; how many events the snippet's batches
// carry, why each was sent, and what a million events cost like that.
const { values } = parseArgs({
  options: {
    visits: { type: 'string', default: '40' },
    lanes: { type: 'string', default: '20' },
    stay: { type: 'string', default: '5,30' },
    seed: { type: 'string', default: '1' },
    'page-time': { type: 'string', default: '200' },
    'edge-time': { type: 'string', default: '50' },
    'cpu-collect': { type: 'string', default: '1.5' },
  },
})
const [visits, lanes, seed] = [values.visits, values.lanes, values.seed].map(Number) as [
  number,
  number,
  number,
]
const stay = values.stay.split(',').map((s) => Number(s) * 1000) as [number, number]

const shop = await openWholeShop()
const requests: CollectRequest[] = []
const routes = new Map<string, number>()
const { url, close } = await tap(
  shop.served.url,
  ({ route, body }) => {
    routes.set(route, (routes.get(route) ?? 0) + 1)
    if (body) requests.push(body)
  },
  { page: Number(values['page-time']), edge: Number(values['edge-time']) },
)
const things = PRODUCTS.filter(({ stock }) => stock).map(({ id }) => id)

/** Visitors come twice: asked for consent the first time, known the second. */
const random = seeded(seed)
const visitors = Array.from({ length: visits / 2 }, () => [planVisit(random, stay), planVisit(random, stay)])
const waiting = [...visitors]
const failed: unknown[] = []
const lane = async () => {
  for (let plans = waiting.shift(); plans; plans = waiting.shift()) {
    const { page, context } = await shop.device(1280, GATHER)
    try {
      for (const [nth, plan] of plans.entries()) await walk(context, url, plan, things, nth === 0)
    } catch (error) {
      failed.push(error)
    }
    await page.close()
    await context.close()
    process.stderr.write('.')
  }
}
await Promise.all(Array.from({ length: lanes }, lane))
const server = (await journalOf(shop.served)).filter(({ events }) => events.some(({ trusted }) => trusted))
await shop.close()
close()

const { batches, events, pages, again, sizes, causes, names } = count(requests)
const per = (sum: number, of: number) => (sum / of).toFixed(2)
console.log(`
${visitors.length * 2} visits of ${visitors.length} visitors, pages that take ${values['page-time']} ms, the edge ${values['edge-time']}, and are read for ${values.stay} s, seed ${seed}; ${failed.length} broke off
${chromiumVersion()}, load ${loadavg()[0]!.toFixed(1)} on ${cpus().length} cores
`)
for (const error of failed) console.log(String(error).split('\n')[0])
if (batches === 0) process.exit(1)
console.log(
  `${pages} pages, ${batches} batches, ${events} events: ${per(events, batches)} events a batch, ${per(batches, pages)} batches and ${per(events, pages)} events a page`,
)
const sorted = [...sizes].sort(([a], [b]) => a - b)
console.log(`batches by events: ${sorted.map(([size, n]) => `${size}: ${n}`).join(', ')}`)
for (const [cause, by] of causes)
  console.log(
    `  ${cause.padEnd(22)} ${String(by.batches).padStart(5)} batches (${Math.round((100 * by.batches) / batches)} %), ${per(by.events, by.batches)} events each`,
  )
const byName = [...names].sort(([, a], [, b]) => b - a)
console.log(`events: ${byName.map(([name, n]) => `${name} ${n}`).join(', ')}`)
const asked = [...routes].map(([route, n]) => `${route} ${n}`)
console.log(
  `requests: ${asked.join(', ')}; ${again} batches came again, ${server.length} by the shop's own server`,
)

const cpu = { decide: 0.8, collect: Number(values['cpu-collect']) }
const size = events / batches
const { events: once } = perMillion(await measure(Math.round(size)), cpu, size)
// One that came again writes nothing, but is asked and answered like the first.
const twice = ((again / batches) * (PRICES.requests.price + cpu.collect * PRICES.cpu.price)) / size
console.log(
  `a million events: $${(once + twice).toFixed(3)} (of it $${twice.toFixed(3)} for what came again); aim 0.55`,
)
