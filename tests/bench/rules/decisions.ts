import { cpus, loadavg } from 'node:os'
import { compareEngines } from './compare.ts'
import { visitors } from './scene.ts'

const SIZES = (process.env.BENCH_SIZES ?? '10,100,500,5000').split(',').map(Number)
const BUDGET_MS = Number(process.env.BENCH_MS ?? 1500)

const { people, bytes } = visitors(200)
console.log(
  `One slot with as many choices as segments; ${people.length} visitors, profiles of ${bytes} bytes on average.`,
)
console.log(
  `${cpus()[0]?.model}, ${cpus().length} cores, Node ${process.version}, load ${loadavg()[0]?.toFixed(1)}. Microseconds a decision, p50 / p99.`,
)
for (const behaviour of [false, true]) {
  console.log(
    behaviour
      ? '\nViews of a category in a sliding window, a text out of three, a number. (Peers cannot count in windows: they are given the counts.)'
      : '\nAttributes: a text, a number, a country.',
  )
  for (const size of SIZES) {
    const { engines, bundle } = await compareEngines(people, { size, behaviour, budget: BUDGET_MS })
    for (const { name, p50, p99 } of engines)
      console.log(
        `  ${String(size).padStart(5)} segments  ${name.padEnd(24)} ${p50.toFixed(1).padStart(9)} / ${p99.toFixed(1).padStart(9)}   ${(p50 / engines[0]!.p50).toFixed(1).padStart(6)}×`,
      )
    console.log(
      `        bundle of ${(bundle.bytes / 1024).toFixed(0)} KB decoded in ${bundle.ms.toFixed(1)} ms (slowest ${bundle.slowest.toFixed(1)} ms)`,
    )
  }
}
