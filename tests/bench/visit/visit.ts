import { cpus, loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { root } from '../../../edge/local/serve.ts'
import { progressBar } from '../../../edge/recommend/offline/progress.ts'
import { HOLDOUT } from './edge.ts'
import { compare, comparisonText } from './report.ts'
import { runVisits } from './run.ts'

const USAGE = `Usage: npm run visit -- [--visitors N] [--weeks N] [--blocks chosen|random] [--seed N] [--keep]

Lets believable visitors (tests/bench/visit/personas.json) come and go for some weeks of compressed
time, through real HTTP against the Worker, and prints how those whose picks were chosen for them did
against the ${HOLDOUT * 100} % who kept the shop's own row.

  --blocks random  draws every row by lot, in both groups: then neither can do better
  --keep           into .wrangler, where npm start and the reports find it (not while npm start runs)`

const { values } = parseArgs({
  options: {
    visitors: { type: 'string', default: '2000' },
    weeks: { type: 'string' },
    blocks: { type: 'string', default: 'chosen' },
    seed: { type: 'string', default: '1' },
    keep: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
const [visitors, weeks, seed] = [values.visitors, values.weeks ?? '4', values.seed].map(Number) as [
  number,
  number,
  number,
]
const sound = [visitors, weeks, seed].every((n) => Number.isInteger(n) && n > 0)
if (values.help || !sound || !['chosen', 'random'].includes(values.blocks)) {
  console.log(USAGE)
  process.exit(values.help ? 0 : 2)
}

const bar = progressBar()
const run = await runVisits({
  visitors,
  seed,
  weeks,
  lots: values.blocks === 'random',
  until: Date.now(),
  ...(values.keep && { state: `${root}.wrangler` }),
  progress: (share) => bar('weeks', share),
})
const { outcomes, journal, learned, seconds } = run
const sum = (count: (one: (typeof outcomes)[number]) => number) =>
  outcomes.reduce((all, one) => all + count(one), 0)
const said = (answer: string) => sum((one) => Number(one.answer === answer && one.visits > 0))
const [visits, pages] = [sum((one) => one.visits), sum((one) => one.pages)]

console.log(`
${visitors} visitors, ${visits} visits, ${pages} pages in ${weeks} weeks of theirs and ${seconds.toFixed(0)} s of ours (${Math.round(pages / seconds)} pages/s, load ${loadavg()[0]!.toFixed(1)} on ${cpus().length} × ${cpus()[0]?.model}).
Came and said yes to all ${said('all')}, to statistics ${said('analytics')}, no ${said('none')}, nothing ${said('silent')}; ${sum((one) => Number(one.devices > 1))} came on two devices, ${sum((one) => Number(one.signedIn))} signed in.
The journal has ${journal} batches; the edge learned from it ${learned} times.

${values.blocks === 'random' ? 'Rows drawn by lot in both groups; no difference is to be expected:' : 'Rows chosen for the visitor, against the shop’s own:'}
${comparisonText(compare(outcomes))}`)
