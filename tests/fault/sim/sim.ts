import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { describe, playAll } from './stories.ts'

// `npm run sim -- --seeds N [--from S] [--threads T]`: plays N stories; the first that breaks a promise is printed, made small.
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '2000' },
    from: { type: 'string', default: '1' },
    threads: { type: 'string', default: String(availableParallelism()) },
  },
})
const seeds = Number(values.seeds)
const EVERY = 10_000
const began = performance.now()
const cpu = process.cpuUsage()
const seconds = () => (performance.now() - began) / 1000
let said = began
const { sums, failure } = await playAll(Number(values.from), seeds, Number(values.threads), ({ stories }) => {
  if (performance.now() - said < EVERY) return
  said = performance.now()
  const left = (seconds() / stories) * (seeds - stories)
  console.log(`${stories} of ${seeds} stories in ${seconds().toFixed(0)} s, about ${left.toFixed(0)} s to go`)
})
if (failure) {
  console.error(describe(failure))
  process.exit(1)
}
const { user, system } = process.cpuUsage(cpu)
console.log(
  `${sums.stories} stories in ${seconds().toFixed(0)} s (${((user + system) / 1000 / sums.stories).toFixed(0)} ms of CPU each): ` +
    `${sums.requests} requests, ${sums.decisions} decisions, ${sums.unavailable} times unavailable, ` +
    `${sums.recorded} events recorded, ${sums.stored} stored, ${sums.givenUp} given up and told of; no promise broken.`,
)
