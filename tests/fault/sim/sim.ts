import { parseArgs } from 'node:util'
import { play, smallest, story } from './run.ts'

// `npm run sim -- --seeds N [--from S]`: plays N stories; the first that breaks a promise is printed, made small.
const { values } = parseArgs({
  options: { seeds: { type: 'string', default: '1000' }, from: { type: 'string', default: '1' } },
})
const from = Number(values.from)
const until = from + Number(values.seeds)
const sums = { recorded: 0, stored: 0, requests: 0, givenUp: 0 }
const began = performance.now()
for (let seed = from; seed < until; seed++) {
  const outcome = await play(story(seed), seed)
  if (outcome.violations.length) {
    console.error(`seed ${seed}: ${outcome.violations.slice(0, 5).join('\n  ')}`)
    for (const step of await smallest(story(seed), seed)) console.error(`  ${JSON.stringify(step)}`)
    process.exit(1)
  }
  for (const key of Object.keys(sums) as (keyof typeof sums)[]) sums[key] += outcome[key]
}
const seconds = ((performance.now() - began) / 1000).toFixed(0)
console.log(
  `${until - from} stories in ${seconds} s: ${sums.requests} requests, ${sums.recorded} events recorded, ` +
    `${sums.stored} stored, ${sums.givenUp} given up and told of; no promise broken.`,
)
