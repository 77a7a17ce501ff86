import { cpus, loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { collects, decides, identifies, MIX, mixed, SLOTS } from './asks.ts'
import { coldStart } from './cold.ts'
import { openDriver } from './drive.ts'
import { serveFloor } from './floors.ts'
import { recommenderPeers, rulePeers } from './peers.ts'
import { arrival, type Known, known, mint, views } from './people.ts'
import { dropState, newState, openShop, type Shop, stockShop } from './shop.ts'
import { type Row, tableOf } from './table.ts'
import { inTurn, type Subject } from './turns.ts'

/** `npm run bench`: the Worker beside an empty route, a bare insert and its peers, in one table. */
const { values } = parseArgs({
  options: {
    /** Of load for each row, in so many slices. */
    seconds: { type: 'string', default: '6' },
    rounds: { type: 'string', default: '8' },
    connections: { type: 'string', default: '16' },
    /** `small`, `middle`, `large`, `cold`, `rules`, `lists`: some of the parts. */
    only: { type: 'string' },
    /** Sessions for the recommender and its baseline, as `npm run evaluate` reads them. */
    data: { type: 'string' },
  },
})
const seconds = Number(values.seconds)
const rounds = Number(values.rounds)
const connections = Number(values.connections)
const wanted = (part: string) => !values.only || values.only.split(',').includes(part)
const began = performance.now()
const since = () => ((performance.now() - began) / 1000).toFixed(0).padStart(4)
/** Batches come from so many visitors. */
const CROWD = 1000
/** Visitors with a history and a capsule. */
const PEOPLE = 20
/** Logins that can be told apart; more than a run has time for. */
const LOGINS = Math.ceil(900 * (seconds + 2))
/** What one of a hundred decisions may take, ms. */
const CPU_P99 = 2

const rows: Row[] = []
let cold = ''
const floor = await serveFloor()
const driver = openDriver()

/** Measures subjects in turn, their floor among them. */
async function measure(...subjects: Subject[]): Promise<void> {
  process.stderr.write(`${since()} s  ${subjects.map(({ name }) => name).join('; ')}: round `)
  rows.push(...(await inTurn(subjects, { rounds, seconds: seconds / rounds, connections }, driver)))
}
const emptyRoute = (of: string): Subject => ({
  ...floor,
  name: `empty route, beside ${of}`,
  asks: [{ method: 'POST', path: '/empty', body: '{"a":1}' }],
})

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
    const empty = emptyRoute('10 segments')
    const decide = (count: 1 | 4 | 8): Subject => ({
      ...shop,
      name: `decide by capsule, ${count} slots, 10 segments`,
      asks: decides(SLOTS[count], people, carried),
      beside: [{ of: empty }],
      most: CPU_P99,
    })
    await measure(empty, decide(1), decide(4), decide(8))
  })

if (wanted('middle'))
  await withShop(10_000, 500, async (shop, people) => {
    const decide = (count: 1 | 4 | 8, how: string, ask: (one: Known) => object): Subject => ({
      ...shop,
      name: `decide ${how}, ${count} slots, 500 segments`,
      asks: decides(SLOTS[count], people, ask),
    })
    for (const [count, aim] of [[1, 0.6], [4, 0.35], [8]] as const) {
      const empty = emptyRoute(`${count} slots`)
      const read = {
        ...decide(count, 'from D1', ({ visitor }) => ({ visitor })),
        beside: [{ of: empty }],
      }
      const byCapsule = {
        ...decide(count, 'by capsule', carried),
        beside: [
          { of: empty, ...(aim !== undefined && { aim }) },
          { of: read, ...(count !== 8 && { aim: 4 }) },
        ],
        most: CPU_P99,
      }
      const justArrived = {
        ...decide(count, 'by capsule, the page’s own events pending', (one) => ({
          ...one,
          pending: arrival(),
        })),
        beside: [{ of: empty }],
        most: CPU_P99,
      }
      await measure(empty, byCapsule, justArrived, read)
    }
    const crowd = await Promise.all(Array.from({ length: CROWD }, () => mint(shop)))
    const insert: Subject = {
      ...floor,
      name: 'bare D1 insert of one row',
      asks: [{ method: 'POST', path: '/insert', body: JSON.stringify(views(10)) }],
    }
    const collect = (count: number, name: string, aim?: number): Subject => ({
      ...shop,
      name: `collect, ${name}`,
      asks: collects(count, crowd),
      beside: [{ of: insert, ...(aim !== undefined && { aim }) }],
    })
    await measure(collect(1, '1 event'), insert, collect(10, '10 events', 0.6))
    await measure(insert, {
      ...shop,
      name: 'identify, a new person each',
      asks: await identifies(shop, LOGINS),
      beside: [{ of: insert }],
    })
    const empty = emptyRoute('mixed traffic')
    await measure(empty, {
      ...shop,
      name: 'mixed traffic',
      asks: await mixed(shop, people, crowd, 6),
      beside: [{ of: empty }],
    })
  })

if (wanted('cold'))
  await withShop(10_000, 500, async (shop, people, state) => {
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
    const empty = emptyRoute('100,000 products')
    const plain: Subject = {
      ...shop,
      name: 'decide by capsule, 4 slots without lists, 100,000 products',
      asks: decides(SLOTS.plain, people, carried),
      beside: [{ of: empty }],
      most: CPU_P99,
    }
    await measure(empty, plain, {
      ...shop,
      name: 'decide by capsule, 4 slots, 2 of them lists, 100,000 products',
      asks: decides(SLOTS[4], people, carried),
      beside: [{ of: empty, aim: 0.35 }, { of: plain }],
      most: CPU_P99,
    })
  })
await floor.stop()
driver.stop()

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
${rounds} rounds, the rows of a group and their floor in turn, ${(seconds / rounds).toFixed(2)} s each: a figure is the median of the rounds, in brackets are the quartiles. ${connections} connections, load and server on one machine: ${cpus().length} × ${cpus()[0]?.model}, load ${loadavg()[0]!.toFixed(1)}, ${((performance.now() - began) / 60_000).toFixed(1)} minutes in all.
10,000 products unless said otherwise; whoever decides has 60 views of three days. CPU is workerd's (routes); CPU p99 of single requests, one after the other, in turn too, all rounds together. The isolate is measured after a full collection: heap and buffers, of 128 MiB.
Mixed: what a hundred visitors of a day ask at 6 pages and 5 batches each, fewer and larger ones than a browser sends (edge/journal/SCALE.md): ${Object.entries(
  MIX,
)
  .map(([what, count]) => `${count} ${what}`)
  .join(', ')}; batches of 1 to 9 events, 4 slots.
${cold}Rule engines and recommenders run in Node${sessions}.
`)
console.log(tableOf(rows))
