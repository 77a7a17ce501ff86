import { cpus, loadavg } from 'node:os'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import type { BrowserContext } from 'playwright-core'
import { chromiumVersion, launchBrowser } from '../../support/chromium.ts'
import { openDevTools } from './devtools.ts'
import { countLosses, type Losses, SCENARIOS } from './losses.ts'
import { leftBehind, type Weight, weigh } from './measure.ts'
import { openSite } from './site.ts'
import { loadSubjects } from './subjects.ts'

/**
 * `npm run bench:snippet -- [--rounds 15] [--runs 20] [--only plausible,snowplow] [--no-losses]`: the same page with
 * no script, with ours and with each peer in a real Chromium, and one table of it.
 * `npm run bench:snippet -- --losses 200 [--lanes 4] [--only …]`: only the ways to lose an event, ours unless others
 * are named, so many runs of each, shared by lanes that run side by side.
 */
const option = (name: string, otherwise: string) => {
  const at = process.argv.indexOf(`--${name}`)
  return at < 0 ? otherwise : (process.argv[at + 1] ?? otherwise)
}
const rounds = Number(option('rounds', '15'))
const runs = process.argv.includes('--no-losses') ? 0 : Number(option('runs', '20'))
const only = option('only', '') ? option('only', '').toLowerCase().split(',') : undefined

const browser = await launchBrowser()
const scenarios = Object.keys(SCENARIOS)
if (process.argv.includes('--losses')) {
  await onlyLosses(Number(option('losses', '200')), Number(option('lanes', '4')))
  await browser.close()
  process.exit()
}
const { subjects, missing } = await loadSubjects(only)
const plain = await openDevTools()

console.log(`${chromiumVersion()}, ${cpus().length} × ${cpus()[0]?.model.trim()}, Node ${process.version}`)
console.log(
  `medians of ${rounds} cold page views, CPU slowed fourfold; ${runs} runs of each way to lose an event\n`,
)

const number = (value: number, digits = 0) => value.toFixed(digits)
const rows: string[][] = []
const sites = await Promise.all(subjects.map((subject) => openSite(subject, true)))
const weights = await weigh(
  plain,
  sites.map(({ url }) => url),
  rounds,
)
for (const site of sites) site.close()
const bare = weights[0]!
let mine: Weight | undefined
for (const [at, subject] of subjects.entries()) {
  process.stderr.write(`${subject.name} …\n`)
  const code = subject.script ?? ''
  const weight = weights[at]!
  const shut = await openSite(subject, false)
  const left = subject.script ? await leftBehind(browser, shut.url) : 0
  shut.close()
  const net = (key: keyof Weight) => Math.max(0, weight[key] - bare[key])
  const own: Weight = {
    ...weight,
    script: net('script'),
    task: net('task'),
    click: net('click'),
    heap: net('heap'),
    heapBlock: net('heapBlock'),
    heapBeside: net('heapBeside'),
  }
  if (subject.name === 'Acquaint') mine = own
  const ratio = (key: 'script' | 'click' | 'heap') =>
    mine?.[key] && code ? ` (${number(own[key] / mine[key], 1)}×)` : ''
  const lost: string[] = []
  for (const scenario of scenarios) {
    if (!runs || !subject.tells) {
      lost.push('–')
      continue
    }
    const site = await openSite(subject, true)
    const result = await countLosses(browser, site, scenario, runs, firstVisit)
    site.close()
    lost.push(
      `${result.lost}${result.of === runs ? '' : `/${result.of}`}${subject.name === 'Acquaint' && result.twice ? ` +${result.twice} twice` : ''}`,
    )
  }
  rows.push([
    subject.name,
    code ? number(code.length) : '–',
    code ? number(gzipSync(code, { level: 9 }).length) : '–',
    code ? number(brotliCompressSync(code).length) : '–',
    `${number(own.script, 1)}${ratio('script')}`,
    number(own.task, 1),
    number(weight.longTasks - (code ? bare.longTasks : 0)),
    `${number(own.click, 1)}${ratio('click')}`,
    number(weight.shift, 3),
    `${number(own.heap)}${ratio('heap')}`,
    number(own.heapBlock),
    number(own.heapBeside),
    code ? number(left) : '–',
    ...lost,
  ])
}
await browser.close()
plain.close()

/** A page view that comes before the one that counts: consent given, script in the cache. */
async function firstVisit(context: BrowserContext, url: string) {
  const tab = await context.newPage()
  await tab.goto(`${url}/first`, { waitUntil: 'networkidle' })
  await tab.close()
}

/** Each way to lose an event `count` times, dealt to lanes with a site of their own each. */
async function onlyLosses(count: number, lanes: number): Promise<void> {
  const { subjects, missing } = await loadSubjects(only ?? ['acquaint'])
  const shares = Array.from({ length: lanes }, (_, lane) => Math.floor((count + lane) / lanes))
  console.log(
    `${chromiumVersion()}, ${cpus().length} × ${cpus()[0]?.model.trim()}, load ${loadavg()[0]?.toFixed(1)}`,
  )
  console.log(
    `${count} runs of each way to lose an event\n\n| | way | events | lost | stored twice |\n|${' --- |'.repeat(5)}`,
  )
  for (const subject of subjects.filter(({ tells }) => tells))
    for (const scenario of scenarios) {
      const results = await Promise.all(
        shares.map(async (share) => {
          const site = await openSite(subject, true)
          const result = await countLosses(browser, site, scenario, share, firstVisit)
          site.close()
          return result
        }),
      )
      const sum = (key: keyof Losses) => results.reduce((total, result) => total + result[key], 0)
      console.log(`| ${subject.name} | ${scenario} | ${sum('of')} | ${sum('lost')} | ${sum('twice')} |`)
    }
  for (const reason of missing) console.log(`not had: ${reason}.`)
}

const head = [
  '',
  'raw',
  'gzip',
  'brotli',
  'script ms',
  'task ms',
  'long',
  'click µs',
  'shift',
  'heap KB',
  'with the slot',
  'beside a script',
  'kept before consent',
  ...scenarios.map((name) => `lost: ${name}`),
]
console.log(`| ${head.join(' | ')} |\n|${head.map(() => ' --- |').join('')}`)
for (const row of rows) console.log(`| ${row.join(' | ')} |`)
console.log(
  '\nscript, task, click and heap: above the bare page; in brackets how many times ours. Heap: on the page without its slot, which only ours fills; with it; and beside another script that has touched an element and navigator, which alone takes about 80 KB.',
)
for (const { name, note } of subjects) if (note) console.log(`${name}: ${note}.`)
for (const reason of missing) console.log(`not had: ${reason}.`)
