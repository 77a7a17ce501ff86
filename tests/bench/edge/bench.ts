import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import type { Batch, CollectResponse, Consent, Event } from '../../../snippet/wire.ts'
import { BROWSER } from '../../support/agent.ts'
import { askVisitor, randomId } from '../../support/ids.ts'
import { type Driven, drive } from './drive.ts'
import { SITE, serveFloor, serveShop } from './world.ts'

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '6' }, connections: { type: 'string', default: '16' } },
})
const seconds = Number(values.seconds)
const connections = Number(values.connections)
const CONSENT: Consent = { analytics: 'granted', personalization: 'granted', marketing: 'denied' }
const SLOTS_1 = ['hero-0']
const SLOTS_4 = ['hero-0', 'hero-1', 'list-0', 'list-1']
const SLOTS_8 = [...SLOTS_4, 'hero-2', 'hero-3', 'list-2', 'list-3']

const post = async <T>(url: URL, path: string, body: unknown): Promise<T> => {
  const answer = await fetch(new URL(path, url), {
    method: 'POST',
    headers: { 'user-agent': BROWSER },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  return (await answer.json()) as T
}
const view = (n: number, ago = 0): Event => ({
  name: 'view_item',
  created_at: Date.now() - ago,
  currency: 'USD',
  items: [
    { item_id: `item-${n}`, item_category: `c${n % 50}`, item_brand: `b${n % 7}`, price: 5 + (n % 200) },
  ],
})
const events = (count: number): Event[] => Array.from({ length: count }, (_, n) => view(n * 13))

/** How many visitors batches come from. */
const CROWD = 1000
/** A visitor with a history of three days, and the capsule of it. */
async function visitorOf(url: URL): Promise<{ visitor: string; capsule: string }> {
  const visitor = await askVisitor(url, SITE)
  let capsule = ''
  for (let visit = 0; visit < 6; visit++) {
    const batch: Batch = {
      batch: randomId(),
      events: Array.from({ length: 10 }, (_, n) => view(visit * 31 + n * 3, (6 - visit) * 43_200_000)),
    }
    const body = { site: SITE, visitor, ...batch, sent_at: Date.now(), consent: CONSENT }
    capsule = (await post<CollectResponse>(url, '/v1/collect', body)).capsule as string
  }
  return { visitor, capsule }
}

const rows: { name: string; driven: Driven }[] = []
async function measure(name: string, url: URL, bodies: unknown[]): Promise<void> {
  process.stderr.write(`${name} …\n`)
  const load = {
    url: url.href,
    method: 'POST' as const,
    bodies: bodies.map((body) => JSON.stringify(body)),
    connections,
  }
  await drive({ ...load, seconds: 2 }) // warm
  rows.push({ name, driven: await drive({ ...load, seconds }) })
}

const floor = await serveFloor()
await measure('empty hono route', new URL('/empty', floor.url), [{ a: 1 }])
await measure('bare D1 insert', new URL('/insert', floor.url), [events(10)])
await floor.stop()

for (const segments of [10, 500]) {
  const shop = await serveShop(10_000, segments)
  const people = await Promise.all(Array.from({ length: 20 }, () => visitorOf(shop.url)))
  const decide = (slots: string[], carried: (one: (typeof people)[number]) => object) =>
    people.map((one) => ({
      site: SITE,
      sent_at: Date.now(),
      consent: CONSENT,
      page: { path: '/p/item-7/', item_id: 'item-7' },
      slots,
      ...carried(one),
    }))
  const url = new URL('/v1/decide', shop.url)
  for (const [count, slots] of [
    [1, SLOTS_1],
    [4, SLOTS_4],
    [8, SLOTS_8],
  ] as const)
    await measure(
      `decide, capsule, ${count} slots, ${segments} segments`,
      url,
      decide(slots, (one) => one),
    )
  if (segments === 500) {
    await measure(
      'decide, from D1, 4 slots',
      url,
      decide(SLOTS_4, ({ visitor }) => ({ visitor })),
    )
    const crowd = await Promise.all(Array.from({ length: CROWD }, () => askVisitor(shop.url, SITE)))
    const collect = (count: number) =>
      crowd.map((visitor) => ({
        site: SITE,
        visitor,
        batch: '%ID%',
        sent_at: Date.now(),
        consent: CONSENT,
        events: events(count),
      }))
    await measure('collect, 1 event', new URL('/v1/collect', shop.url), collect(1))
    await measure('collect, 10 events', new URL('/v1/collect', shop.url), collect(10))
  }
  await shop.stop()
}

const ratio = (name: string, to: string) => {
  const of = (wanted: string) => rows.find((row) => row.name === wanted)!.driven.perSecond
  return `${(of(name) / of(to)).toFixed(2)} × ${to}`
}
console.log(
  `\n${connections} connections, ${seconds} s each, load and server on one machine: ${cpus().length} × ${cpus()[0]?.model}`,
)
console.log('10,000 products; a visitor has 60 views over three days\n')
for (const name of ['decide, capsule, 1 slots, 500 segments', 'decide, capsule, 4 slots, 500 segments'])
  console.log(`  ${name}: ${ratio(name, 'empty hono route')}, ${ratio(name, 'decide, from D1, 4 slots')}`)
console.log(`  collect, 10 events: ${ratio('collect, 10 events', 'bare D1 insert')}\n`)
console.log(`  ${'route'.padEnd(42)} requests/s   p50 ms   p99 ms   CPU ms   RSS MiB   failed`)
for (const { name, driven } of rows)
  console.log(
    `  ${name.padEnd(42)} ${driven.perSecond.toFixed(0).padStart(10)} ${driven.p50.toFixed(1).padStart(8)} ${driven.p99.toFixed(1).padStart(8)} ${driven.cpu.toFixed(2).padStart(8)} ${driven.memory.toFixed(0).padStart(9)} ${String(driven.failed).padStart(8)}`,
  )
