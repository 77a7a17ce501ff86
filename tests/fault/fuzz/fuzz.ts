import { parseArgs } from 'node:util'
import { fuzz } from './run.ts'

// `npm run fuzz -- --inputs N [--seed S]`
const { values } = parseArgs({
  options: { inputs: { type: 'string', default: '50000' }, seed: { type: 'string', default: '1' } },
})
const before = process.memoryUsage().heapUsed
const { inputs, targets, failures } = await fuzz(Number(values.inputs), Number(values.seed))
for (const [name, { inputs, taken, slowest }] of Object.entries(targets))
  console.log(`${name.padEnd(14)} ${inputs} inputs, ${taken} taken, slowest ${slowest.toFixed(0)} ms`)
const grown = (process.memoryUsage().heapUsed - before) / 2 ** 20
console.log(`${inputs} inputs, ${failures.length} failures, heap ${grown.toFixed(0)} MiB larger.`)
for (const failure of failures) console.error(failure)
process.exitCode = failures.length ? 1 : 0
