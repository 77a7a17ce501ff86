import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { EXCUSES, type Excuse } from './ledger.ts'
import { tryMutants } from './mutants.ts'
import { describe, playAll } from './stories.ts'

// `npm run sim -- --seeds N [--from S] [--threads T]`: plays N stories; the first that breaks a promise is printed, made
// small (`--whole`: as it is). `--mutants` plays them against bugs instead, which they must find.
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '2000' },
    from: { type: 'string', default: '1' },
    threads: { type: 'string', default: String(availableParallelism()) },
    whole: { type: 'boolean', default: false },
    mutants: { type: 'boolean', default: false },
  },
})
const seeds = Number(values.seeds)
if (values.mutants) process.exit((await tryMutants(seeds)) ? 1 : 0)
const EVERY = 10_000
const began = performance.now()
const cpu = process.cpuUsage()
const seconds = () => (performance.now() - began) / 1000
let said = began
const plan = { from: Number(values.from), count: seeds, threads: Number(values.threads), whole: values.whole }
const { sums, failure } = await playAll(plan, ({ stories }) => {
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
    `${sums.recorded} events recorded, ${sums.stored} stored, ${sums.givenUp} given up and told of, ` +
    `${sums.linked} devices linked; no promise broken.`,
)
console.log('Excused, because nobody could know better or nobody was to keep it:')
for (const [excuse, { stories, events }] of Object.entries(sums.excused))
  console.log(`  ${events} events in ${stories} stories: ${EXCUSES[excuse as Excuse]}`)
