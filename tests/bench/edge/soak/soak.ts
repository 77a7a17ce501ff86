import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { readArtefact, readPointer } from '../../../../edge/publish/pointer.ts'
import { openDriver } from '../drive.ts'
import { serveFloor } from '../floors.ts'
import type { Ask } from '../load.ts'
import { dropState, newState, openShop, SITE, stockShop } from '../shop.ts'
import { cpuOf, residentOf } from '../workerd.ts'
import type { Day, Lived } from './day.ts'
import { audit } from './ledger.ts'
import { grows, slopeOf } from './slope.ts'

/**
 * `npm run soak`: the visitors of a shop's day in ten minutes, the schedule fired as often as in a day, workerd's
 * memory over time, and the journal held against what was acknowledged. The Worker's clock is the real one: what
 * goes by days (retention, capsules that lapse) happens once, what goes by traffic happens as often as in a day.
 */
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    /** Visits of the day, six pages each. */
    visits: { type: 'string', default: '5000' },
    items: { type: 'string', default: '2000' },
    segments: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
  },
})
const minutes = Number(values.minutes)
/** Of ten minutes a day is made; fewer minutes are fewer visits. */
const part = Math.min(1, minutes / 10)
const visits = Math.round(Number(values.visits) * part)
const items = Number(values.items)
/** Cron `*\/2`: 720 in a day. */
const ticks = Math.round(720 * part)
/** With fewer visits, bounded caches still fill in the second half, and a rise says nothing. */
const FILLING = 4000
const SAMPLES = Math.max(20, Math.round(4 * minutes))

/** What workerd's process grows by of itself, however little the Worker does, MiB. */
async function emptyWorker(requests: number): Promise<{ from: number; to: number }> {
  const floor = await serveFloor()
  const from = residentOf(floor.pid)
  const driver = openDriver()
  const load = {
    url: floor.url.href,
    asks: [{ method: 'POST', path: '/empty', body: '{}' }] satisfies Ask[],
    seconds: 2,
    connections: 8,
  }
  for (let left = requests; left > 0; ) left -= (await driver.drive(load, floor.pid)).requests
  driver.stop()
  const to = residentOf(floor.pid)
  await floor.stop()
  return { from, to }
}

const state = newState()
const shop = await openShop(state, { inspect: true, budgets: true, refresh: 1000 })
await stockShop(shop, items, Number(values.segments))
console.log(
  `${visits} visits, ${ticks} runs of the schedule, ${minutes} minutes; ${items} products, ${values.segments} segments; ${cpus().length} × ${cpus()[0]?.model}, load ${loadavg()[0]!.toFixed(1)}`,
)

const file = `${state}/day.json`
const day: Day = { url: shop.url.href, minutes, visits, items, seed: Number(values.seed) }
writeFileSync(file, JSON.stringify(day))
const script = fileURLToPath(new URL('./day.ts', import.meta.url))
const began = performance.now()
const minute = () => (performance.now() - began) / 60_000
let over = false
const child = spawn(process.execPath, [script, file], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
const living = once(child, 'exit').then(([code]) => {
  if (code !== 0) throw new Error(`The day ended with ${code}.`)
})

/** Miniflare's own connections to workerd are kept open, and now and then closed just as they are used. */
async function again<T>(work: () => Promise<T>): Promise<T> {
  for (let left = 20; ; left--)
    try {
      return await work()
    } catch (error) {
      if (!existsSync(`/proc/${shop.pid}`)) throw new Error('workerd is gone.', { cause: error })
      if (left === 0) throw error
      await pause(200)
    }
}

let fired = 0
let firing: Promise<void> | undefined
async function schedule(): Promise<void> {
  while (fired < ticks) {
    const wait = ((fired + 1) / ticks) * minutes * 60_000 - (performance.now() - began)
    if (wait > 0) await pause(wait)
    await quiet
    firing = again(() => shop.tick())
    await firing
    fired++
  }
}

/** While this is there, nothing new is asked. */
let quiet: Promise<void> | undefined
/** Looks at the Worker while it has nothing to do. */
async function inQuiet<T>(look: () => Promise<T>): Promise<T> {
  let go = () => {}
  quiet = new Promise((resolve) => {
    go = resolve
  })
  const held = Promise.race([once(child, 'message'), living])
  if (child.connected) child.send('hold')
  await Promise.all([held, firing])
  try {
    return await look()
  } finally {
    if (child.connected) child.send('go')
    quiet = undefined
    go()
  }
}

interface Sample {
  minute: number
  heap: number
  /** Without the model that is live. */
  buffers: number
  model: number
  resident: number
}
const samples: Sample[] = []
async function sizeOfModel(): Promise<number> {
  const pointer = await readPointer(shop.store, SITE, 'model')
  return ((pointer && (await readArtefact(shop.store, 'model', pointer)))?.length ?? 0) / 2 ** 20
}
async function watch(): Promise<void> {
  while (!over) {
    const { heap, buffers } = await inQuiet(() => again(() => shop.held()))
    const model = await again(sizeOfModel)
    const sample = { minute: minute(), heap, buffers: buffers - model, model, resident: residentOf(shop.pid) }
    samples.push(sample)
    console.log(
      `  ${sample.minute.toFixed(1).padStart(5)} min   heap ${heap.toFixed(1)}   buffers ${sample.buffers.toFixed(1)} + model ${model.toFixed(1)}   process ${sample.resident.toFixed(0)} MiB   ${fired} runs of the schedule`,
    )
    await pause((minutes * 60_000) / SAMPLES)
  }
}

const all = Promise.all([living, schedule()]).finally(() => {
  over = true
})
await Promise.all([all, watch()])
const { ledger, counts, late } = JSON.parse(readFileSync(`${file}.lived`, 'utf8')) as Lived
const told = await audit(shop.db, SITE, ledger)
const cpu = cpuOf(shop.pid)
await shop.stop()
dropState(state)
const requests = Object.values(counts).reduce((sum, count) => sum + count, 0)
const control = await emptyWorker(requests)

console.log(
  `\n${minute().toFixed(1)} minutes, ${(cpu / 1000).toFixed(0)} s of CPU in workerd, the last visits up to ${(late / 1000).toFixed(1)} s late, ${fired} runs of the schedule, load ${loadavg()[0]!.toFixed(1)}`,
)
for (const [name, count] of Object.entries(counts).sort())
  console.log(`  ${String(count).padStart(8)}  ${name}`)
console.log(
  `\nJournal: ${told.acknowledged} batches of ${told.events} events acknowledged and not erased since: ${told.lost} lost, ${told.doubled} doubled, ${told.altered} altered, ${told.invented} invented; of ${ledger.erased.length} who were erased ${told.revived} rows are left.`,
)
console.log(
  `An empty hono route in a workerd of its own, asked as often: process ${control.from.toFixed(0)} → ${control.to.toFixed(0)} MiB. The process of the shop: ${samples[0]!.resident.toFixed(0)} → ${samples.at(-1)!.resident.toFixed(0)} MiB.`,
)
// Caches fill at first: what counts is the second half.
const settled = samples.slice(samples.length >> 1)
const wholly = {
  heap: 'objects',
  buffers: 'buffers besides the model',
  resident: 'whole process (D1 and KV are in it)',
}
console.log(`\nMemory over the second half (${settled.length} samples), MiB a ${part === 1 ? 'day' : 'run'}:`)
// The isolate keeps visitors for five minutes, and classes of 3,000 rows an event: so many visits fill that before the second half.
const filled = visits >= FILLING
let growing = false
for (const [of, name] of Object.entries(wholly) as [keyof typeof wholly, string][]) {
  const slope = slopeOf(settled.map((sample) => [sample.minute / minutes, sample[of]]))
  // What is not the Worker's is shown, not judged.
  const judged =
    of === 'resident' ? 'not judged' : !grows(slope) ? 'does not grow' : filled ? 'GROWS' : 'rises'
  growing ||= judged === 'GROWS'
  console.log(
    `  ${name.padEnd(36)} level ${slope.level.toFixed(1)}   slope ${slope.is.toFixed(2)} ± ${slope.half.toFixed(2)}   ${judged}`,
  )
}
const sound = told.lost + told.doubled + told.altered + told.invented + told.revived === 0
console.log(
  `\n${!filled ? 'Too few visits to judge memory' : growing ? 'Memory GROWS' : 'Memory does not grow'}; the journal ${sound ? 'holds exactly what was acknowledged' : 'DIFFERS from what was acknowledged'}.`,
)
process.exit(growing || !sound ? 1 : 0)
