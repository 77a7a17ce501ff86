import { cpus, loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { collects, decides, identifies, MIX, mixed, SLOTS } from './asks.ts'
import { coldStart } from './cold.ts'
import { drive } from './drive.ts'
import { serveFloor } from './floors.ts'
import type { Ask } from './load.ts'
import { recommenderPeers, rulePeers } from './peers.ts'
import { type Known, known, mint, views } from './people.ts'
import { dropState, newState, openShop, type Shop, stockShop } from './shop.ts'
import { cpuOfEach, percentile } from './single.ts'
import { type Ratio, type Row, tableOf } from './table.ts'

/** `npm run bench`: the Worker beside an empty route, a bare insert and its peers, in one table. */
const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '5' },
    connections: { type: 'string', default: '16' },
    /** `floor`, `small`, `middle`, `large`, `cold`, `rules`, `lists`: some of the parts. */
    only: { type: 'string' },
    /** Sessions for the recommender and its baseline, as `npm run evaluate` reads them. */
    data: { type: 'string' },
  },
})
const seconds = Number(values.seconds)
const connections = Number(values.connections)
const wanted = (part: string) => !values.only || values.only.split(',').includes(part)
const began = performance.now()
/** Batches come from so many visitors. */
const CROWD = 1000
/** Visitors with a history and a capsule. */
const PEOPLE = 20
/** Logins that can be told apart; more than a run has time for. */
const LOGINS = Math.ceil(400 * (seconds + 3))

const rows: Row[] = []
let cold = ''
const rowOf = (name: string): Row => rows.find((row) => row.name === name) as Row
const floor = await serveFloor()

/** Loads a route and asks it one by one; `beside` names earlier rows that its requests a second are set against. */
async function measure(
  name: string,
  { url, pid, held }: Pick<Shop, 'url' | 'pid'> & Partial<Pick<Shop, 'held'>>,
  asks: Ask[],
  beside: [of: string, aim?: number | undefined][] = [],
): Promise<void> {
  process.stderr.write(`${((performance.now() - began) / 1000).toFixed(0).padStart(4)} s  ${name} …\n`)
  const load = { url: url.href, asks, connections }
  await drive({ ...load, seconds: 1.5 }, pid) // warm
  const { requests: _, ...driven } = await drive({ ...load, seconds }, pid)
  const single = await cpuOfEach(url.href, asks, pid)
  const ratios = beside.map(([of, aim]): Ratio => {
    const { perSecond, cpu } = rowOf(of)
    const is = driven.perSecond / perSecond!
    const short = of.split(', beside')[0]!
    return { is, byCpu: cpu! / driven.cpu, of: short, ...(aim !== undefined && { aim }) }
  })
  rows.push({
    name,
    ratios,
    ...driven,
    cpu99: percentile(single, 0.99),
    ...(held && { memory: sumOf(await held()) }),
  })
}
const sumOf = ({ heap, buffers }: Awaited<ReturnType<Shop['held']>>) => heap + buffers
/** The floor anew beside each shop: on a machine with others on it, an old one is no floor. */
const measureFloor = async (of: string): Promise<string> => {
  const name = `empty route, beside ${of}`
  await measure(name, floor, [{ method: 'POST', path: '/empty', body: '{"a":1}' }])
  return name
}

async function withShop(
  items: number,
  segments: number,
  work: (shop: Shop, people: Known[], state: string) => Promise<void>,
): Promise<void> {
  process.stderr.write(`${items} products, ${segments} segments …\n`)
  const state = newState()
  const shop = await openShop(state, { inspect: true })
  try {
    await stockShop(shop, items, segments)
    const people = await Promise.all(Array.from({ length: PEOPLE }, () => known(shop)))
    await work(shop, people, state)
  } finally {
    await shop.stop().catch(() => {})
    dropState(state)
  }
}
const carried = (one: Known) => one

if (wanted('small'))
  await withShop(10_000, 10, async (shop, people) => {
    const empty = await measureFloor('10 segments')
    for (const count of [1, 4, 8] as const)
      await measure(
        `decide by capsule, ${count} slots, 10 segments`,
        shop,
        decides(SLOTS[count], people, carried),
        [[empty]],
      )
  })

if (wanted('middle'))
  await withShop(10_000, 500, async (shop, people, state) => {
    const empty = await measureFloor('500 segments')
    const insert = 'bare D1 insert of one row'
    await measure(insert, floor, [{ method: 'POST', path: '/insert', body: JSON.stringify(views(10)) }])
    const fromD1 = ({ visitor }: Known) => ({ visitor })
    for (const count of [1, 4] as const)
      await measure(
        `decide from D1, ${count} slots, 500 segments`,
        shop,
        decides(SLOTS[count], people, fromD1),
        [[empty]],
      )
    for (const [count, aim] of [[1, 0.6], [4, 0.35], [8]] as const)
      await measure(
        `decide by capsule, ${count} slots, 500 segments`,
        shop,
        decides(SLOTS[count], people, carried),
        [
          [empty, aim],
          ...(count === 8
            ? []
            : ([[`decide from D1, ${count} slots, 500 segments`, 4]] as [string, number][])),
        ],
      )
    const crowd = await Promise.all(Array.from({ length: CROWD }, () => mint(shop)))
    await measure('collect, 1 event', shop, collects(1, crowd), [[insert]])
    await measure('collect, 10 events', shop, collects(10, crowd), [[insert, 0.6]])
    await measure('identify, a new person each', shop, await identifies(shop, LOGINS), [[insert]])
    await measure('mixed traffic', shop, await mixed(shop, people, crowd, 6), [[empty]])
    if (!wanted('cold')) return
    const [ask] = decides(SLOTS[4], people, carried)
    await shop.stop()
    process.stderr.write('cold starts …\n')
    const { workerd, script, first, second } = await coldStart(state, ask!)
    cold = `Cold start: the script costs ${script.toFixed(0)} ms of CPU, the first decision takes ${first.toFixed(0)} ms, the second ${second.toFixed(1)}; workerd's own start, apart, ${workerd.toFixed(0)} ms of CPU. Medians of seven new processes; KV is Miniflare's, on disk.\n`
    rows.push({
      name: 'cold start, 4 slots, 500 segments',
      ratios: [{ is: 150 / (script + first), of: 'as fast as 150 ms', aim: 1 }],
      p50: script + first,
    })
  })

if (wanted('large'))
  await withShop(100_000, 500, async (shop, people) => {
    const empty = await measureFloor('100,000 products')
    const plain = 'decide by capsule, 4 slots without lists, 100,000 products'
    await measure(plain, shop, decides(SLOTS.plain, people, carried), [[empty]])
    await measure(
      'decide by capsule, 4 slots, 2 of them lists, 100,000 products',
      shop,
      decides(SLOTS[4], people, carried),
      [[empty, 0.35], [plain]],
    )
  })
await floor.stop()

if (wanted('rules')) {
  process.stderr.write('rule engines …\n')
  rows.push(...(await rulePeers()))
}
let sessions = ''
if (wanted('lists')) {
  process.stderr.write('recommenders …\n')
  const { title, rows: own } = await recommenderPeers(values.data)
  sessions = `; ${title}`
  rows.push(...own)
}

console.log(`
${connections} connections, ${seconds} s a row, load and server on one machine: ${cpus().length} × ${cpus()[0]?.model}, load ${loadavg()[0]!.toFixed(1)}, ${((performance.now() - began) / 60_000).toFixed(1)} minutes in all.
10,000 products unless said otherwise; whoever decides has 60 views of three days. CPU is workerd's (routes); CPU p99 of single requests, one after the other. The isolate is measured after a full collection: heap and buffers, of 128 MiB.
Mixed: what a hundred visitors of a day ask at 6 pages and 5 batches each (edge/journal/SCALE.md): ${Object.entries(
  MIX,
)
  .map(([what, count]) => `${count} ${what}`)
  .join(', ')}; batches of 1 to 9 events, 4 slots.
${cold}Rule engines and recommenders run in Node${sessions}.
`)
console.log(tableOf(rows))
