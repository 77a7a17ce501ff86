import { cpus } from 'node:os'
import { openModel } from '../../../edge/recommend/model.ts'
import { occurrences } from '../../../edge/recommend/occurrences.ts'
import { percentile } from '../../../edge/recommend/offline/metrics.ts'
import { prepare } from '../../../edge/recommend/prepare.ts'
import { recommend } from '../../../edge/recommend/recommend.ts'
import { buildSessionIndex } from '../../../edge/recommend/session-index.ts'
import { LIMITS, train } from '../../../edge/recommend/train.ts'
import { UNTUNED } from '../../../edge/recommend/tuning.ts'
import { syntheticShop } from './synthetic.ts'

/** `node tests/bench/recommend/bench.ts [SESSIONS] [ITEMS]`: build, load, memory and query time of a large model in Node. */
const sessions = Number(process.argv[2] ?? 1_000_000)
const items = Number(process.argv[3] ?? 100_000)
const columns = syntheticShop(sessions, items)
console.log(`machine: ${cpus()[0]?.model}, Node ${process.version}`)
console.log(`${sessions} sessions, ${columns.items.length} events, ${items} items`)
// Beside the clock, the process's own CPU time: the same whatever else the machine is doing.
const cpu = (since: NodeJS.CpuUsage) => {
  const { user, system } = process.cpuUsage(since)
  return (user + system) / 1000
}
const columnsOnly = process.cpuUsage()
const prepared = prepare(columns, LIMITS)
buildSessionIndex(prepared, occurrences(prepared), { perItem: UNTUNED.neighbourhood.recent, minVoices: 1 })
console.log(`session index alone: ${cpu(columnsOnly).toFixed(0)} ms of CPU`)
let used = process.cpuUsage()
let started = performance.now()
const bytes = train(columns)
const wall = ((performance.now() - started) / 1000).toFixed(2)
console.log(
  `whole model: ${wall} s, ${cpu(used).toFixed(0)} ms of CPU, ${(bytes.length / 1e6).toFixed(1)} MB`,
)
used = process.cpuUsage()
started = performance.now()
const opened = openModel(bytes)
console.log(`opened in ${(performance.now() - started).toFixed(1)} ms, ${cpu(used).toFixed(1)} ms of CPU`)
if (!opened.ok) throw new Error(opened.reason)
const { model } = opened
let resident = bytes.length
for (const part of [model.scratch, model.weights, model] as object[])
  for (const value of Object.values(part))
    if (ArrayBuffer.isView(value) && value.buffer !== bytes.buffer) resident += value.byteLength
console.log(`resident with scratch and tables: ${(resident / 1e6).toFixed(1)} MB`)
const latency: number[] = []
let shown = 0
const ask = (limit: number, keep: boolean) => {
  for (let q = 0; q < limit; q++) {
    const s = Math.floor((q * 7919) % sessions)
    const session = Array.from(
      columns.items.subarray(columns.offsets[s]!, columns.offsets[s + 1]!),
      (i) => columns.ids[i]!,
    )
    const before = performance.now()
    shown += recommend(model, { kind: 'session', session, now: model.meta.to }, { size: 20 }).length
    if (keep) latency.push(performance.now() - before)
  }
}
ask(2000, false)
used = process.cpuUsage()
ask(20_000, true)
const each = cpu(used) / 20_000
const sorted = Float64Array.from(latency).sort()
const mean = sorted.reduce((a, b) => a + b, 0) / sorted.length
console.log(
  `query: mean ${mean.toFixed(3)} ms, p50 ${percentile(sorted, 0.5).toFixed(3)}, p90 ${percentile(sorted, 0.9).toFixed(3)}, p99 ${percentile(sorted, 0.99).toFixed(3)}, CPU ${each.toFixed(3)} ms each, ${Math.round(1000 / each)}/s on one core (${shown} items listed)`,
)
