import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { openModel } from '../model.ts'
import { seeded } from '../random.ts'
import { toColumns } from '../sessions.ts'
import { train } from '../train.ts'
import { tune } from '../tune.ts'
import { isPrepared, readDataset, readLog } from './dataset.ts'
import { evaluateBaskets, holdsOrders } from './evaluate-baskets.ts'
import { evaluatePolicies, readExposures } from './evaluate-policies.ts'
import { countViolations, DEPTH, type Evaluation, evaluateSessions } from './evaluate-sessions.ts'
import { METHODS } from './methods.ts'
import { interval, type Outcome, percentile, quality } from './metrics.ts'
import { progressBar } from './progress.ts'
import { REFERENCES } from './references.ts'

/** `npm run evaluate -- PATH [--method NAME …] [--holdout SHARE]`: every method on one data set, beside published figures. */
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    method: { type: 'string', multiple: true },
    // Tests on the end of the training part instead, so that trying things out does not touch the test part.
    holdout: { type: 'string' },
    limit: { type: 'string' },
  },
})
const [path] = positionals
const methods = values.method ?? Object.keys(METHODS)
const unknown = methods.find((name) => !(name in METHODS))
if (!path || unknown) {
  if (unknown) console.error(`no method named ${unknown}`)
  console.error(
    `usage: npm run evaluate -- PATH [--method ${Object.keys(METHODS).join('|')}] [--holdout SHARE]`,
  )
  process.exit(2)
}

const exposures = await readExposures(path)
if (exposures) {
  evaluatePolicies(exposures, console.log)
  process.exit(0)
}
const bar = progressBar()
if (!(await isPrepared(path))) {
  const log = toColumns(await readLog(path))
  if (holdsOrders(log)) {
    evaluateBaskets(log, console.log)
    process.exit(0)
  }
}
const data = await readDataset(path)
if (values.holdout) {
  const cut = Math.floor(data.train.length * (1 - Number(values.holdout)))
  const known = new Set(data.train.slice(0, cut).flatMap(({ items }) => items))
  data.test = data.train.slice(cut).map((s) => ({ ...s, items: s.items.filter((id) => known.has(id)) }))
  data.train = data.train.slice(0, cut)
}
const test = data.test.slice(0, Number(values.limit ?? data.test.length))
const columns = toColumns(data.train)
const started = performance.now()
const tuning = tune(columns, { random: seeded(1), progress: (step, done) => bar(`tuning: ${step}`, done) })
bar('', 1)
const tuned = performance.now()
const bytes = train(columns, { tuning })
const trained = performance.now()
const opened = openModel(bytes)
if (!opened.ok) throw new Error(opened.reason)
const { model } = opened
const seconds = (ms: number) => `${(ms / 1000).toFixed(2)} s`
console.log(
  `${data.name}: ${data.train.length} training sessions, ${model.meta.items} items, ${test.length} test sessions`,
)
console.log(
  `tuned in ${seconds(tuned - started)}, built in ${seconds(trained - tuned)}, ${(bytes.length / 1e6).toFixed(1)} MB`,
)
console.log(
  `chosen: ${JSON.stringify(model.meta.neighbourhood)}, ranker ${model.meta.learned ? 'learned' : 'plain'}`,
)
console.log(`machine: ${cpus()[0]?.model}, Node ${process.version}\n`)

const percent = (share: number, digits = 2) => (share * 100).toFixed(digits)
const row = (name: string, ...cells: string[]) =>
  console.log(name.padEnd(34) + cells.map((cell) => cell.padStart(19)).join(''))
const hitAndMrr = (outcomes: Outcome[], cut: number) => {
  const { hitRate, mrr } = quality(outcomes, cut)
  return `${percent(hitRate)} / ${percent(mrr)}`
}
const results = new Map<string, Evaluation>()
for (const name of methods) {
  const method = METHODS[name]!(model)
  results.set(
    name,
    evaluateSessions(model, method, test, (done) => bar(name, done)),
  )
}
bar('', 1)
const questions = results.values().next().value!
console.log(
  `HR / MRR in percent, ± half of the 95 % interval; ${questions.all.length} questions, ${questions.discovery.length} discoveries`,
)
row('method', 'all @20', '±', 'discovery @20', '±')
for (const { method, all, discovery } of REFERENCES[data.name] ?? [])
  row(`  reference: ${method}`.slice(0, 33), all ?? '', '', discovery ?? '')
for (const [name, { all, discovery }] of results) {
  const [a, d] = [interval(all, DEPTH, seeded(2)), interval(discovery, DEPTH, seeded(3))]
  row(
    name,
    hitAndMrr(all, DEPTH),
    `${percent(a.hitRate)} / ${percent(a.mrr)}`,
    hitAndMrr(discovery, DEPTH),
    `${percent(d.hitRate)} / ${percent(d.mrr)}`,
  )
}
console.log()
row('method', 'all @5', 'all @10', 'NDCG @5/10/20', 'coverage', 'popularity', 'p50 / p99 ms')
for (const [name, { all, coverage, popularity, latency }] of results)
  row(
    name,
    hitAndMrr(all, 5),
    hitAndMrr(all, 10),
    [5, 10, 20].map((cut) => percent(quality(all, cut).ndcg, 1)).join(' '),
    percent(coverage, 1),
    percent(popularity, 1),
    `${percentile(latency, 0.5).toFixed(3)} / ${percentile(latency, 0.99).toFixed(3)}`,
  )
console.log(`\nviolations of constraints: ${countViolations(model, test, seeded(4))}`)
