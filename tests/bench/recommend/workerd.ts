import { readdirSync, readFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { Miniflare } from 'miniflare'
import { percentile } from '../../../edge/recommend/offline/metrics.ts'
import { train } from '../../../edge/recommend/train.ts'
import { syntheticShop } from './synthetic.ts'

/**
 * `node tests/bench/recommend/workerd.ts [SESSIONS] [ITEMS]`: load and query time inside workerd. Its clock stands still
 * while code runs, so each question is asked many times in one request, timed from outside by the CPU time of the
 * workerd process (/proc, in ticks of 10 ms): the same whatever else the machine is doing.
 */
const TIMES = 1000
const QUESTIONS = 120
const TICK = 10
const shop = syntheticShop(Number(process.argv[2] ?? 1_000_000), Number(process.argv[3] ?? 100_000))
const sessions = shop.ends.length
const bytes = train(shop)
const entry = fileURLToPath(new URL('./worker.ts', import.meta.url))
const { outputFiles } = await build({ entryPoints: [entry], bundle: true, format: 'esm', write: false })
const server = new Miniflare({ modules: true, script: outputFiles[0]!.text, compatibilityDate: '2026-07-30' })
/** CPU time in ms of the child processes that run the Worker. */
function cpuOfWorker(): number {
  let ticks = 0
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name)))
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
      const rest = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      if (Number(rest[1]) === process.pid && stat.includes('(workerd)'))
        ticks += Number(rest[11]) + Number(rest[12])
    } catch {
      // The process ended while we looked.
    }
  return ticks * TICK
}
const timed = async (path: string, body: string | Uint8Array): Promise<number> => {
  const started = cpuOfWorker()
  const response = await server.dispatchFetch(`http://bench${path}`, { method: 'POST', body: body as string })
  const text = await response.text()
  if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`)
  return cpuOfWorker() - started
}
const question = (q: number) => {
  const s = (q * 7919) % sessions
  return Array.from(shop.items.subarray(shop.offsets[s]!, shop.offsets[s + 1]!), (item) => shop.ids[item]!)
}
await timed('/model', bytes)
const opens = 20
const opened =
  ((await timed(`/model?times=${opens + 1}`, bytes)) - (await timed('/model?times=1', bytes))) / opens
await timed('/ask?times=20', JSON.stringify(Array.from({ length: QUESTIONS }, (_, q) => question(q))))
const costs = new Float64Array(QUESTIONS)
for (let q = 0; q < QUESTIONS; q++)
  costs[q] = (await timed(`/ask?times=${TIMES}`, JSON.stringify([question(q)]))) / TIMES
const all = JSON.stringify(Array.from({ length: 2000 }, (_, q) => question(q)))
const mixed = ((await timed('/ask?times=3', all)) - (await timed('/ask?times=0', all))) / 6000
const mean = costs.reduce((a, b) => a + b, 0) / QUESTIONS
const sorted = costs.sort()
const ms = (value: number) => value.toFixed(3)
console.log(`machine: ${cpus()[0]?.model}, load ${loadavg()[0]!.toFixed(1)} on ${cpus().length} cores`)
console.log(`${sessions} sessions, ${shop.ids.length} items, model ${(bytes.length / 1e6).toFixed(1)} MB`)
console.log(`in workerd: opened in ${opened.toFixed(1)} ms of CPU`)
console.log(
  `query, CPU: mean ${ms(mean)} ms, p50 ${ms(percentile(sorted, 0.5))}, p90 ${ms(percentile(sorted, 0.9))}, p99 ${ms(percentile(sorted, 0.99))}; 2,000 different ones in turn: mean ${ms(mixed)}, ${Math.round(1000 / mixed)}/s on one core`,
)
await server.dispose()
