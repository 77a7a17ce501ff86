import { existsSync } from 'node:fs'
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { readDataset } from '../../../edge/recommend/offline/dataset.ts'
import { progressBar } from '../../../edge/recommend/offline/progress.ts'
import { playSession } from './play.ts'
import { mostPopular, quantile, Score } from './score.ts'
import { SIZE, serveDataset, unready } from './world.ts'

const USAGE = `Usage: npm run replay -- PATH [--limit SESSIONS] [--url URL]

Plays recorded sessions (a folder or file of a session data set) as consenting visitors through
collect and decide over HTTP, and scores the blocks that come back. Without --url it starts a
Worker of its own, trained on the first part of the data; with it, the Worker there must serve a
site \`replay\`: listed in its SITES, with the items as its catalogue, a model, and rules whose slot
\`next\` lists products.`

/** Visitors at a time. */
const CONCURRENCY = 8

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { limit: { type: 'string' }, url: { type: 'string' } },
})
const [path] = positionals
if (path === undefined || !existsSync(path)) {
  console.error(path === undefined ? USAGE : `There is no ${path}.\n\n${USAGE}`)
  process.exit(2)
}
const fault = values.url === undefined ? undefined : await unready(values.url)
if (fault !== undefined) {
  console.error(`${fault}\n\n${USAGE}`)
  process.exit(1)
}

const dataset = await readDataset(path)
const sessions = dataset.test
  .toSorted((a, b) => (a.times[0] ?? 0) - (b.times[0] ?? 0))
  .slice(0, values.limit === undefined ? undefined : Number(values.limit))
console.log(`${dataset.name}: ${dataset.train.length} sessions to learn from, ${sessions.length} to play`)

const served = values.url === undefined ? await serveDataset(dataset, progressBar()) : undefined
const url = new URL(values.url ?? (served?.url as URL))
const blocks = new Score()
const popular = new Score()
const bestsellers = mostPopular(dataset.train)
const times = { collect: [] as number[], decide: [] as number[] }

const bar = progressBar()
let played = 0
const started = performance.now()
let next = 0
const play = async () => {
  for (let session = sessions[next++]; session; session = sessions[next++]) {
    await playSession(
      url,
      session,
      (target, items) => {
        blocks.add(target, items)
        popular.add(target, bestsellers)
      },
      (route, ms) => times[route].push(ms),
    )
    bar('playing', ++played / sessions.length)
  }
}
await Promise.all(Array.from({ length: CONCURRENCY }, play))
const seconds = (performance.now() - started) / 1000

const row = (name: string, score: Score) =>
  `  ${name.padEnd(12)} HR@${SIZE} ${score.hitRate.toFixed(1).padStart(5)}   MRR@${SIZE} ${score.meanReciprocalRank.toFixed(1).padStart(5)}`
console.log(`\n${blocks.targets} targets, each scored on the block that came back:`)
console.log(row('blocks', blocks))
console.log(row('popularity', popular))
console.log(
  `\n${CONCURRENCY} visitors at a time, client and Worker on one machine (${cpus().length} × ${cpus()[0]?.model}):`,
)
for (const route of ['decide', 'collect'] as const) {
  const all = times[route]
  const [p50, p99] = [quantile(all, 0.5), quantile(all, 0.99)]
  console.log(
    `  ${route.padEnd(8)} ${all.length} requests, ${Math.round(all.length / seconds)}/s, p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`,
  )
}
await served?.stop()
