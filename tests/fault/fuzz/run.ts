import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { seeded } from '../../../edge/recommend/random.ts'
import { heapNow } from '../../support/heap.ts'
import { graft, mutate, swell } from './mutate.ts'
import type { Target } from './target.ts'
import { createTargets } from './targets.ts'

/** An input that takes more CPU than this has found something that hangs, ms. */
const HANG = 100
/** What else this process does meanwhile (it collects garbage, it compiles) may hold up one try, not all. */
const TRIES = 4
/** Values that change `{}` wherever somebody copies them key by key. */
const POLLUTING = ['{"__proto__":{"polluted":1}}', '{"constructor":{"prototype":{"polluted":1}}}'].map(
  (json): unknown => JSON.parse(json),
)
/** How many inputs are as large as a body may be: what takes the square of its length shows there. */
const LARGE = 0.005
/** About the largest body that collect takes, bytes. */
const LARGEST = 60_000
/** The heap is looked at this often. */
const LOOKS = 8

export interface Report {
  inputs: number
  /** By target: how many were taken, and the slowest, ms of CPU. */
  targets: Record<string, { inputs: number; taken: number; slowest: number }>
  /** What is left of the heap after collecting garbage, at LOOKS points of the way, bytes. */
  heap: number[]
  failures: string[]
}

/** Throws `inputs` inputs at every reader in turn; the same seed gives the same inputs. */
export async function fuzz(
  inputs: number,
  seed: number,
  progress: (inputs: number) => void = () => undefined,
): Promise<Report> {
  const random = seeded(seed)
  const values = fc.sample(
    fc.oneof(
      fc.jsonValue({ maxDepth: 3 }),
      fc.string({ unit: 'binary' }),
      fc.double(),
      fc.constantFrom<unknown>(null, -0, 2 ** 53, '', [], {}, '__proto__', ...POLLUTING),
    ),
    { numRuns: 600, seed },
  )
  const folder = mkdtempSync(join(tmpdir(), 'acquaint-fuzz-'))
  const targets = await createTargets(folder)
  const report: Report = { inputs, targets: {}, heap: [], failures: [] }
  for (let n = 0; n < inputs && report.failures.length < 10; n++) {
    const target = targets[n % targets.length]!
    const input = inputFor(target, values, random)
    const mine = report.targets[target.name] ?? { inputs: 0, taken: 0, slowest: 0 }
    report.targets[target.name] = mine
    mine.inputs++
    try {
      const [taken, cpu] = await cpuOf(target, input)
      if (taken) mine.taken++
      let took = cpu
      if (Object.keys(Object.prototype).length > 0) throw new Error('the prototype of objects has changed')
      for (let tries = 1; took > HANG && tries < TRIES; tries++)
        took = Math.min(took, (await cpuOf(target, input))[1])
      mine.slowest = Math.max(mine.slowest, took)
      if (took > HANG) throw new Error(`took ${took.toFixed(0)} ms`)
    } catch (error) {
      const shown = Buffer.from(input.subarray(0, 4000)).toString('base64')
      report.failures.push(`${target.name}, input ${n} of seed ${seed}: ${error}\n  base64 ${shown}`)
    }
    if ((n + 1) % Math.ceil(inputs / LOOKS) === 0) report.heap.push(heapNow())
    progress(n)
  }
  rmSync(folder, { recursive: true })
  return report
}

/** Whether the input was taken, and what that cost: ms of this process's CPU, all its threads; at most as long as it took. */
async function cpuOf(target: Target, input: Uint8Array): Promise<[taken: boolean, cost: number]> {
  const [began, before] = [performance.now(), process.cpuUsage()]
  const taken = await target.take(input)
  const { user, system } = process.cpuUsage(before)
  return [taken, Math.min(performance.now() - began, (user + system) / 1000)]
}

function inputFor(target: Target, values: unknown[], random: () => number): Uint8Array {
  const input = mutated(target, values, random)
  return target.mend && random() < 0.8 ? target.mend(input) : input
}

function mutated(
  { seeds, json, largest = LARGEST }: Target,
  values: unknown[],
  random: () => number,
): Uint8Array {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
  const seed = pick(seeds)
  if (random() < LARGE) return swell(mutate(seed, pick(seeds), random), largest, random)
  if (!json || random() < 0.5) return mutate(seed, pick(seeds), random)
  let value: unknown = JSON.parse(new TextDecoder().decode(seed))
  for (let n = 1 + Math.floor(random() ** 2 * 3); n > 0; n--) value = graft(value, pick(values), random)
  return new TextEncoder().encode(JSON.stringify(value) ?? 'null')
}
