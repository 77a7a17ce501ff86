import { randomInt } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import type { Progress } from '../../journal/shards/progress.ts'
import { bodyOf, fail, readCommand } from './server.ts'

// `npm run reshard -- --to N`: deals the buckets of all sites to the databases DB, DB_1 … DB_N-1, while all goes on.
// Stopped at any time, it goes on from there the next time. See edge/journal/SCALE.md.
const { server, to } = await readCommand()
if (to === undefined) fail('Usage: npm run reshard -- --to DATABASES [--site demo] [--url https://…]')

/** How often, and how long (ms), to wait for a database that does not answer. */
const WAITS = 60
const WAIT = 1000

const by = randomInt(1000)
const query = new URLSearchParams({ site: server.site, to, by: String(by) })
const rows: Record<string, number> = {}
let doing = ''
let waits = 0
for (let done = false; !done; ) {
  const response = await server.call(`/v1/server/reshard?${query}`, { method: 'POST' })
  // A busy database, or another command at it: both pass.
  if (response.status === 503 && waits++ < WAITS) {
    await setTimeout(WAIT)
    continue
  }
  const answer = await bodyOf<{ done: boolean; steps: Progress[] }>(response)
  waits = 0
  for (const { step, from, table, rows: moved } of answer.steps) {
    rows[step] = (rows[step] ?? 0) + moved
    const now = [from, step, table].filter(Boolean).join(' ')
    if (now !== doing && step !== 'none') console.log(now)
    doing = now
  }
  done = answer.done
}
const total = (step: Progress['step']) => rows[step] ?? 0
console.log(
  doing === 'none' && Object.keys(rows).length === 1
    ? `The buckets are with ${to} already.`
    : `${total('copy')} rows copied, ${total('drain') + total('cut over')} followed while it ran, ${total('clean')} deleted where they were.`,
)
