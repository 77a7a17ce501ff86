import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { EXCUSES, type Excuse } from './ledger.ts'
import type { Operation } from './operations.ts'
import { type Outcome, smallest, story } from './run.ts'

/** What many runs were made of together. */
export type Sums = Record<Exclude<keyof Outcome, 'violations' | 'excused'>, number> & {
  stories: number
  /** Stories and events that each excuse was used for. */
  excused: Record<Excuse, { stories: number; events: number }>
}
/** A story that broke a promise, made small. */
export interface Failure {
  seed: number
  violations: string[]
  steps: Operation[]
}

/** Seeds that a thread plays before it says how it went. */
export const CHUNK = 20

export type Told = { sums: Sums } | { failed: { seed: number; violations: string[] } }

const excuses = Object.keys(EXCUSES) as Excuse[]
const byExcuse = <T>(make: (excuse: Excuse) => T) =>
  Object.fromEntries(excuses.map((excuse) => [excuse, make(excuse)])) as Record<Excuse, T>

export const noSums = (): Sums => ({
  stories: 0,
  recorded: 0,
  stored: 0,
  requests: 0,
  decisions: 0,
  unavailable: 0,
  givenUp: 0,
  linked: 0,
  excused: byExcuse(() => ({ stories: 0, events: 0 })),
})

export const addSums = (a: Sums, b: Sums): Sums => {
  const sum = noSums()
  for (const key of Object.keys(sum) as (keyof Sums)[]) if (key !== 'excused') sum[key] = a[key] + b[key]
  sum.excused = byExcuse((excuse) => ({
    stories: a.excused[excuse].stories + b.excused[excuse].stories,
    events: a.excused[excuse].events + b.excused[excuse].events,
  }))
  return sum
}

/** One story that kept its promises, as sums. */
export const sumsOf = ({ violations: _, excused, ...counts }: Outcome): Sums => ({
  stories: 1,
  ...counts,
  excused: byExcuse((excuse) => ({ stories: Number(excused[excuse] > 0), events: excused[excuse] })),
})

/** Which stories are played, and how. */
export interface Plan {
  /** The first seed. */
  from: number
  count: number
  threads: number
  /** A failure is shown as it is, not made small. */
  whole?: boolean
}

/** Plays stories; ends with the first that breaks a promise. */
export async function playAll(
  { from, count, threads, whole }: Plan,
  progress: (sums: Sums) => void = () => undefined,
): Promise<{ sums: Sums; failure?: Failure }> {
  const until = from + count
  let next = from
  let sums = noSums()
  let failed: { seed: number; violations: string[] } | undefined
  const player = fileURLToPath(new URL('./player.ts', import.meta.url))
  const run = () =>
    new Promise<void>((resolve, reject) => {
      const worker = new Worker(player)
      const goOn = () => {
        if (failed || next >= until) return void worker.terminate().then(() => resolve())
        const seeds = Math.min(CHUNK, until - next)
        worker.postMessage({ from: next, seeds })
        next += seeds
      }
      worker.on('error', reject)
      worker.on('message', (told: Told) => {
        if ('failed' in told) failed ??= told.failed
        else {
          sums = addSums(sums, told.sums)
          progress(sums)
        }
        goOn()
      })
      goOn()
    })
  await Promise.all(Array.from({ length: threads }, run))
  if (!failed) return { sums }
  const steps = story(failed.seed)
  return { sums, failure: { ...failed, steps: whole ? steps : await smallest(steps, failed.seed) } }
}

/** How a failure is shown: what to play again, and what it takes. */
export const describe = ({ seed, violations, steps }: Failure): string =>
  `seed ${seed}: ${violations.slice(0, 5).join('\n  ')}\n${steps.map((step) => `  ${JSON.stringify(step)}`).join('\n')}`
