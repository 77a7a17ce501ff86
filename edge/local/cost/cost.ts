import { parseArgs } from 'node:util'
import { measure } from './measure.ts'
import { capacity, perMillion } from './model.ts'

// `npm run cost`: D1 rows of each operation, measured; what a million decisions and events cost; what shops of three sizes need.
const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '3' },
    'cpu-decide': { type: 'string', default: '0.8' },
    'cpu-collect': { type: 'string', default: '1.5' },
    days: { type: 'string', default: '395' },
  },
})
const events = Number(values.events)
const cpu = { decide: Number(values['cpu-decide']), collect: Number(values['cpu-collect']) }
const days = Number(values.days)
const measured = await measure(events)

console.log(`Measured with workerd's D1, ${events} events a batch:\n`)
console.log(`  ${'operation'.padEnd(50)} round trips   rows read   rows written   bytes`)
for (const [name, { trips, rows_read, rows_written, bytes }] of Object.entries(measured))
  console.log(
    `  ${name.padEnd(50)} ${trips.toFixed(2).padStart(11)} ${rows_read.toFixed(1).padStart(11)} ${rows_written.toFixed(2).padStart(14)} ${bytes.toFixed(0).padStart(7)}`,
  )

console.log(`\nA million, at Cloudflare's prices of 2025 from memory, nothing of the plan's included amounts
deducted; CPU ${cpu.decide} ms a decision, ${cpu.collect} ms a batch (--cpu-decide, --cpu-collect; npm run bench measures it):\n`)
const { decisions, bareDecisions } = perMillion(measured, cpu, events)
console.log(`  decisions with a capsule     $${decisions.toFixed(3)}   aim 0.35`)
console.log(`  decisions without one        $${bareDecisions.toFixed(3)}`)
for (const size of [1, 2, 3, 5, 10])
  console.log(
    `  events, ${String(size).padStart(3)} a batch         $${perMillion(measured, cpu, size).events.toFixed(3)}${size === 3 ? '   aim 0.55; about what a browser sends' : ''}`,
  )

// 1.7 batches a page, as `npm run bench:batches` counts them in a browser.
const visit = { pages: 6, batches: 10, events: 10 * events, bare: 1 / 6 }
console.log(`
A shop whose visitors see ${visit.pages} pages a day and send ${visit.batches} batches (--days: how long rows are kept in D1):
`)
console.log(
  '  visitors a day  kept, days  batches/s at peak    D1 GB  databases: size, speed  rows written/month  $/month (of it storage)',
)
for (const visitorsADay of [1000, 100_000, 10_000_000])
  for (const kept of new Set([30, days])) {
    const needs = capacity(measured, cpu, { visitorsADay, ...visit }, kept)
    const cells = [
      visitorsADay.toLocaleString('en').padStart(16),
      String(kept).padStart(10),
      needs.batchesASecond.toFixed(1).padStart(17),
      needs.gigabytes.toFixed(1).padStart(7),
      `${needs.databasesForSize}, ${needs.databasesForSpeed}`.padStart(22),
      `${needs.rowsWritten.toFixed(1)} M`.padStart(18),
      `${Math.round(needs.dollars).toLocaleString('en')} (${Math.round(needs.ofStorage).toLocaleString('en')})`.padStart(
        23,
      ),
    ]
    console.log(cells.join('  '))
  }
