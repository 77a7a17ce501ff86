import type { Measured } from './measure.ts'
import { D1_LIMITS, PRICES } from './prices.ts'

/** CPU of one request, ms; `npm run bench` prints them for the machine it runs on. */
export interface Cpu {
  decide: number
  collect: number
}

/** How a shop is visited. */
export interface Traffic {
  visitorsADay: number
  /** Pages of one visitor a day; each asks for one decision. */
  pages: number
  batches: number
  events: number
  /** Share of decisions without a capsule: the first of a visit on a device. */
  bare: number
}

const million = 1e6

/** Dollars for a million decisions with a capsule, and for a million events sent in batches of `events`; nothing included. */
export function perMillion(measured: Record<string, Measured>, cpu: Cpu, events: number) {
  const collect = ofCollect(measured)
  const request = (ms: number) => PRICES.requests.price + ms * PRICES.cpu.price
  const rows = (reads: number, writes: number) =>
    reads * PRICES.rowsRead.price + writes * PRICES.rowsWritten.price
  return {
    decisions: request(cpu.decide),
    bareDecisions:
      request(cpu.decide) + rows((measured['decide, no capsule, long history'] as Measured).rows_read, 0),
    events: (request(cpu.collect) + rows(collect.rows_read, collect.rows_written)) / events,
  }
}

/** Half of all batches are of a visitor's first visit, half meet a long history. */
export function ofCollect(measured: Record<string, Measured>): Measured {
  const [first, long] = Object.entries(measured)
    .filter(([name]) => name.startsWith('collect'))
    .map(([, each]) => each) as [Measured, Measured]
  const mean = (key: keyof Measured) => (first[key] + long[key]) / 2
  return {
    trips: mean('trips'),
    rows_read: mean('rows_read'),
    rows_written: mean('rows_written'),
    bytes: mean('bytes'),
  }
}

/** What a shop needs and pays in a month of 30 days; events kept for `days`. */
export function capacity(measured: Record<string, Measured>, cpu: Cpu, traffic: Traffic, days: number) {
  const { visitorsADay, pages, batches, bare } = traffic
  const collect = ofCollect(measured)
  const monthly = (perVisitor: number) => (perVisitor * visitorsADay * 30) / million
  const use = {
    requests: monthly(pages + batches),
    cpu: monthly(pages * cpu.decide + batches * cpu.collect),
    rowsRead: monthly(
      batches * collect.rows_read +
        pages * bare * (measured['decide, no capsule, long history'] as Measured).rows_read,
    ),
    // Retention deletes each row once: as much again.
    rowsWritten: monthly(batches * collect.rows_written * 2),
  }
  const bytes = visitorsADay * batches * collect.bytes * days
  const cost = (what: keyof typeof use) => Math.max(0, use[what] - PRICES[what].included) * PRICES[what].price
  const storage = Math.max(0, bytes / 1e9 - PRICES.storage.included) * PRICES.storage.price
  // A day's traffic comes in ten hours, and its busiest second has three times the mean.
  const batchesASecond = ((visitorsADay * batches * collect.trips) / 36_000) * 3
  return {
    ...use,
    gigabytes: bytes / 1e9,
    batchesASecond,
    databasesForSize: Math.ceil(bytes / D1_LIMITS.bytes),
    databasesForSpeed: Math.ceil(batchesASecond / D1_LIMITS.batches),
    dollars: PRICES.plan + cost('requests') + cost('cpu') + cost('rowsRead') + cost('rowsWritten') + storage,
    ofStorage: storage,
  }
}
