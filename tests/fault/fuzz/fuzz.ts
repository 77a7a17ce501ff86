import { parseArgs } from 'node:util'
import { fuzz } from './run.ts'

// `npm run fuzz -- --inputs N [--seed S]`
const { values } = parseArgs({
  options: { inputs: { type: 'string', default: '50000' }, seed: { type: 'string', default: '1' } },
})
const inputs = Number(values.inputs)
const began = performance.now()
let said = began
const { targets, heap, failures } = await fuzz(inputs, Number(values.seed), (done) => {
  if (performance.now() - said < 30_000) return
  said = performance.now()
  console.log(`${done} of ${inputs} inputs in ${((said - began) / 1000).toFixed(0)} s`)
})
for (const [name, { inputs, taken, slowest }] of Object.entries(targets))
  console.log(`${name.padEnd(28)} ${inputs} inputs, ${taken} taken, slowest ${slowest.toFixed(0)} ms of CPU`)
console.log(
  `${inputs} inputs in ${((performance.now() - began) / 1000).toFixed(0)} s, ${failures.length} failures; ` +
    `heap on the way, MiB: ${heap.map((bytes) => (bytes / 2 ** 20).toFixed(1)).join(' ')}`,
)
for (const failure of failures) console.error(failure)
process.exitCode = failures.length ? 1 : 0
