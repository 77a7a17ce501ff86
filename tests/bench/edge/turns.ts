import { setTimeout as pause } from 'node:timers/promises'
import { percentile } from '../../../edge/recommend/offline/metrics.ts'
import type { Driven, Driver } from './drive.ts'
import type { Held } from './isolate.ts'
import type { Ask } from './load.ts'
import { cpuOfEach } from './single.ts'
import type { Ratio, Row } from './table.ts'

/** What is measured, and what its requests a second are set against: others of the same turn. */
export interface Subject {
  name: string
  url: URL
  pid: number
  asks: readonly Ask[]
  beside?: { of: Subject; aim?: number }[]
  /** CPU ms that no more than one of a hundred single requests may pass. */
  most?: number
  held?(): Promise<Held>
}

/** What one subject did in one round. */
export interface Turn extends Driven {
  /** CPU ms of single requests. */
  singles: number[]
}

export interface Pace {
  rounds: number
  /** Of load, for each subject in each round. */
  seconds: number
  connections: number
}

/** Single requests of each subject in all: of 300, three were the last hundredth, and one full collection moved it by half. */
const SINGLES = 1600

/**
 * Loads each subject for a moment, then the next, and so round and round, every second round backwards: a machine's
 * speed changes within a minute, and a ratio of two moments side by side does not see it.
 */
export async function inTurn(subjects: readonly Subject[], pace: Pace, driver: Driver): Promise<Row[]> {
  const { rounds, ...load } = pace
  const turns = new Map(subjects.map((subject) => [subject, [] as Turn[]]))
  for (let round = -1; round < rounds; round++) {
    if (round >= 0) process.stderr.write(`${round + 1}${round + 1 < rounds ? ' ' : '\n'}`)
    for (const subject of round % 2 ? subjects : subjects.toReversed()) {
      const { url, asks, pid } = subject
      if (round < 0)
        await driver.drive({ url: url.href, asks, ...load, seconds: 1.5 }, pid) // warm
      else {
        const driven = await driver.drive({ url: url.href, asks, ...load }, pid)
        const singles = await cpuOfEach(url.href, asks, pid, Math.ceil(SINGLES / rounds))
        turns.get(subject)!.push({ ...driven, singles })
      }
      await pause(50) // what was cut off is finished, and costs the next nothing
    }
  }
  const rows = subjects.map((subject) => rowOf(subject, turns))
  const held = await subjects.at(-1)?.held?.()
  return held ? [...rows.slice(0, -1), { ...rows.at(-1)!, memory: held.heap + held.buffers }] : rows
}

/** Medians of the rounds; a ratio is the median of each round's, not the ratio of two medians. */
export function rowOf(subject: Subject, turns: ReadonlyMap<Subject, readonly Turn[]>): Row {
  const own = turns.get(subject)!
  const ratios = (subject.beside ?? []).map(({ of, aim }): Ratio => {
    const theirs = turns.get(of)!
    const each = sorted(own.map(({ perSecond }, round) => perSecond / theirs[round]!.perSecond))
    const byCpu = sorted(own.map(({ cpu }, round) => theirs[round]!.cpu / cpu))
    return {
      is: percentile(each, 0.5),
      spread: [percentile(each, 0.25), percentile(each, 0.75)],
      byCpu: percentile(byCpu, 0.5),
      of: of.name.split(', beside')[0]!,
      ...(aim !== undefined && { aim }),
    }
  })
  const middle = (key: keyof Driven) => percentile(sorted(own.map((turn) => turn[key])), 0.5)
  const last = (of: readonly Turn[]) => percentile(sorted(of.flatMap(({ singles }) => singles)), 0.99)
  const [floor] = subject.beside ?? []
  return {
    name: subject.name,
    ratios,
    perSecond: middle('perSecond'),
    p50: middle('p50'),
    p99: middle('p99'),
    cpu: middle('cpu'),
    cpu99: {
      is: last(own),
      ...(floor && { floor: last(turns.get(floor.of)!) }),
      ...(subject.most !== undefined && { most: subject.most }),
    },
    failed: own.reduce((sum, { failed }) => sum + failed, 0),
  }
}

const sorted = (values: readonly number[]) => Float64Array.from(values).sort()
