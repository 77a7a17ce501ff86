import { existsSync, statSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compile } from '../../../rules/compile.ts'
import { readRules } from '../../../rules/folder.ts'
import { replayInThreads, report } from '../../../rules/workbench/rehearse.ts'
import { writeTraffic } from './traffic.ts'

// A rehearsal of made-up traffic: the shop's rules against the same with two views instead of three.
const EVENTS = Number(process.env.BENCH_EVENTS ?? 1_000_000)
const VISITORS = Math.ceil(EVENTS / 20)
const THREADS = Number(process.env.BENCH_THREADS ?? availableParallelism())

const path = join(tmpdir(), `acquaint-traffic-${EVENTS}.jsonl`)
if (!existsSync(path)) await writeTraffic(path, EVENTS, VISITORS)
const files = readRules(fileURLToPath(new URL('../../../rules/shop', import.meta.url)))
const before = compile(files).bundle
const after = compile(
  Object.fromEntries(
    Object.entries(files).map(([name, text]) => [
      name,
      text.replaceAll('count: at least 3', 'count: at least 2'),
    ]),
  ),
).bundle

console.log(
  `${EVENTS} events, ${Math.round(statSync(path).size / 1e6)} MB, ${THREADS} threads; ${cpus()[0]?.model}, ${cpus().length} cores, Node ${process.version}, load ${loadavg()[0]?.toFixed(1)}.`,
)
const started = performance.now()
const cpu = process.cpuUsage()
const tally = await replayInThreads(path, before, after, () => {}, THREADS)
const { user, system } = process.cpuUsage(cpu)
const text = report(tally, (performance.now() - started) / 1000, (user + system) / 1e6)
console.log(text.split('\n\n')[0]!.split('\n').slice(0, 4).join('\n'))
console.log(text)
