import { readFileSync, writeFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { seeded } from '../../../../edge/recommend/random.ts'
import { caller } from './caller.ts'
import type { Ledger } from './ledger.ts'
import { type Device, visit } from './visit.ts'

// A day's visitors, in a process of their own: reads what day it is from a file, writes the ledger beside it.

export interface Day {
  url: string
  minutes: number
  /** Visits in all. */
  visits: number
  items: number
  seed: number
}

export interface Lived {
  ledger: Ledger
  /** By route and status. */
  counts: Record<string, number>
  visits: number
  /** How much later than planned the last visit began, ms. */
  late: number
}

/** Of 35 visits in a hundred the shop has seen the device before. */
const RETURNING = 0.35
/** Devices that may come back. */
const REMEMBERED = 5000
/** A visit lasts for some seconds; more at a time only where the edge does not keep up. */
const AT_ONCE = 300
/** As of five minutes a visit, 144 times as fast. */
const STAY = 350

const [, , file = ''] = process.argv
const { url, minutes, visits, items, seed } = JSON.parse(readFileSync(file, 'utf8')) as Day
const random = seeded(seed)
const { call, counts, hold, go } = caller(url)
// The bench holds the day for a moment to look at memory while nothing is asked.
process.on('message', (word) => {
  if (word === 'go') go()
  else void hold().then(() => process.send?.('held'))
})
const ledger: Ledger = { acked: {}, open: [], erased: [] }
const resting: Device[] = []
const going = new Set<Promise<void>>()
const began = performance.now()
let late = 0

/** When the visit number `n` begins: a night at a tenth of noon (the integral of 1 - 0.8 cos, by bisection). */
function startOf(n: number): number {
  const share = (n + 0.5) / visits
  let [from, to] = [0, 1]
  for (let step = 0; step < 30; step++) {
    const at = (from + to) / 2
    if (at - (0.8 * Math.sin(2 * Math.PI * at)) / (2 * Math.PI) < share) from = at
    else to = at
  }
  return from * minutes * 60_000
}

/** Households: two or three devices of the day are at one address, so the isolate knows all addresses soon. */
const stranger = (): Device => ({
  visitor: '',
  agent: `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${100 + Math.floor(random() * 42)}.0.${Math.floor(random() * 90)}.0 Safari/537.36`,
  address: `203.0.${Math.floor(random() * 6)}.${Math.floor(random() * 250)}`,
})

async function begin(): Promise<void> {
  const back = random() < RETURNING && resting.length > 0
  const device = back ? resting.splice(Math.floor(random() * resting.length), 1)[0]! : stranger()
  const after = await visit(device, { call, ledger, random, items, stay: STAY })
  if (!after) return
  if (resting.length >= REMEMBERED) resting.shift()
  resting.push(after)
}

for (let n = 0; n < visits; n++) {
  const wait = startOf(n) - (performance.now() - began)
  if (wait > 1) await pause(wait)
  late = Math.max(late, -wait)
  while (going.size >= AT_ONCE) await Promise.race(going)
  const going1: Promise<void> = begin().finally(() => going.delete(going1))
  going.add(going1)
}
await Promise.all(going)
writeFileSync(`${file}.lived`, JSON.stringify({ ledger, counts, visits, late } satisfies Lived))
process.disconnect()
