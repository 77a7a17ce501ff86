import { parseArgs } from 'node:util'
import { seeded } from '../../../edge/recommend/random.ts'
import { killAgainAndAgain } from './run.ts'

// `npm run kill -- --kills N [--seed S]`: kills the built Worker N times under load and counts what it had acknowledged.
const { values } = parseArgs({
  options: { kills: { type: 'string', default: '50' }, seed: { type: 'string', default: '1' } },
})
const began = performance.now()
const told = await killAgainAndAgain(Number(values.kills), seeded(Number(values.seed)), (kills) => {
  if (kills % 10 === 0) console.log(`${kills} times killed`)
})
console.log(
  `${told.kills} times killed in ${((performance.now() - began) / 1000).toFixed(0)} s: ${told.acked} batches acknowledged, ` +
    `${told.cutOff} cut off and sent again, ${told.stored} stored; ${told.lost.length} lost, ${told.doubled.length} doubled.`,
)
if (told.lost.length || told.doubled.length) process.exitCode = 1
