import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { serveDemo } from '../../../edge/local/demo.ts'
import { publishShop } from '../../../edge/local/shop.ts'
import { findChromium } from '../../support/chromium.ts'

// `npm run lighthouse`: the demo shop with the snippet on, page by page, by the desktop preset. Lighthouse is
// fetched by npx, so that nobody else has to install its hundred packages.
const LIGHTHOUSE = 'lighthouse@13.5.0'
const PAGES = ['/', '/c/shoes/', '/p/ridge-runner/', '/cart/', '/account/', '/search/?q=green', '/zh/']
const CHROME =
  '--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync'

interface Report {
  categories: Record<string, { id: string; score: number }>
  audits: Record<string, { displayValue?: string }>
}

const run = promisify(execFile)
async function measure(url: string): Promise<Report> {
  const flags = ['--quiet', '--preset=desktop', '--output=json', `--chrome-flags=${CHROME}`]
  const { stdout } = await run('npx', ['--yes', LIGHTHOUSE, url, ...flags], {
    env: { ...process.env, CHROME_PATH: findChromium() },
    maxBuffer: 64 * 1024 * 1024,
  })
  return JSON.parse(stdout) as Report
}

const state = await mkdtemp(join(tmpdir(), 'acquaint-lighthouse-'))
const served = await serveDemo({ state })
try {
  await publishShop(served.store, 'demo', Date.now())
  const names = ['performance', 'accessibility', 'best-practices', 'seo']
  const row = (...cells: string[]) => console.log(cells.map((cell) => cell.padEnd(18)).join(''))
  row('page', ...names, 'largest paint', 'layout shift')
  for (const page of PAGES) {
    const { categories, audits } = await measure(new URL(page, served.url).href)
    const score = (name: string) => String(Math.round(100 * (categories[name]?.score ?? 0)))
    const value = (name: string) => audits[name]?.displayValue ?? ''
    row(page, ...names.map(score), value('largest-contentful-paint'), value('cumulative-layout-shift'))
  }
  console.log(`\nload ${loadavg()[0]!.toFixed(1)} on ${cpus().length} × ${cpus()[0]?.model}`)
} finally {
  await served.stop()
  await rm(state, { recursive: true, force: true })
}
