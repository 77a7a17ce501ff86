import { existsSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { readDataset } from '../../../edge/recommend/offline/dataset.ts'
import { compareAll, visitorsOf } from './compare.ts'
import { exactWorld } from './world.ts'

const USAGE = `Usage: npm run exactness -- PATH [--limit SESSIONS] [--sessions-each N] [--apart HOURS]

Replays recorded sessions and decides every page twice: from the capsule and the pending events, and from D1.
Lists where the two differ, with what the capsule had let go. A visitor has N sessions (10), HOURS (48) from the
begin of one to the next: a capsule that is older than a day is not believed, so below 24 it serves later visits too.`

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    limit: { type: 'string', default: '500' },
    'sessions-each': { type: 'string', default: '10' },
    apart: { type: 'string', default: '48' },
  },
})
const [path] = positionals
if (path === undefined || !existsSync(path)) {
  console.error(path === undefined ? USAGE : `There is no ${path}.\n\n${USAGE}`)
  process.exit(2)
}
const { name, train, test } = await readDataset(path)
const sessions = test.slice(0, Number(values.limit))
const edge = await exactWorld(train, sessions)
const { requests, differing, differences, whole, capsules, bytes, longest } = await compareAll(
  edge,
  visitorsOf(sessions, Number(values['sessions-each'])),
  Number(values.apart),
)
const SHOWN = 20
for (const { request, slot, cause, capsule, d1 } of differences.slice(0, SHOWN))
  console.log(
    `request ${request}, ${slot}: ${cause}\n  capsule ${capsule.slice(0, 150)}\n  D1      ${d1.slice(0, 150)}`,
  )
if (differences.length > SHOWN) console.log(`… and ${differences.length - SHOWN} more`)
const causes = new Map<string, number>()
for (const { cause, slot } of differences)
  causes.set(`${slot}: ${cause}`, (causes.get(`${slot}: ${cause}`) ?? 0) + 1)
for (const [cause, count] of [...causes].sort(([, a], [, b]) => b - a))
  console.log(`${String(count).padStart(7)}  ${cause}`)
console.log(
  `\n${name}: ${requests} requests, ${((100 * (requests - differing)) / requests).toFixed(3)} % decided the same (aim 99.9); in ${whole} a capsule held all that is read. ${capsules} capsules of ${Math.round(bytes / capsules)} characters, the longest ${longest}.`,
)
