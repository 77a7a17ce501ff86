import fc from 'fast-check'
import { seeded } from '../../../edge/recommend/random.ts'
import { graft, mutate } from './mutate.ts'
import { createTargets, type Target } from './targets.ts'

/** Longer than this and an input has found something that hangs, ms; far above what a busy machine adds. */
const HANG = 5_000

export interface Report {
  inputs: number
  /** By target: how many were taken, and the slowest, ms. */
  targets: Record<string, { inputs: number; taken: number; slowest: number }>
  failures: string[]
}

/** Throws `inputs` inputs at every reader in turn; the same seed gives the same inputs. */
export async function fuzz(inputs: number, seed: number): Promise<Report> {
  const random = seeded(seed)
  const values = fc.sample(
    fc.oneof(
      fc.jsonValue({ maxDepth: 3 }),
      fc.string({ unit: 'binary' }),
      fc.double(),
      fc.constantFrom<unknown>(null, -0, 2 ** 53, '', [], {}, '__proto__'),
    ),
    { numRuns: 600, seed },
  )
  const targets = await createTargets()
  const report: Report = { inputs, targets: {}, failures: [] }
  for (let n = 0; n < inputs && report.failures.length < 10; n++) {
    const target = targets[n % targets.length]!
    const input = inputFor(target, values, random)
    const mine = report.targets[target.name] ?? { inputs: 0, taken: 0, slowest: 0 }
    report.targets[target.name] = mine
    mine.inputs++
    const began = performance.now()
    try {
      if (await target.take(input)) mine.taken++
      const took = performance.now() - began
      mine.slowest = Math.max(mine.slowest, took)
      if (took > HANG) throw new Error(`took ${took.toFixed(0)} ms`)
    } catch (error) {
      const shown = Buffer.from(input.subarray(0, 4000)).toString('base64')
      report.failures.push(`${target.name}, input ${n} of seed ${seed}: ${error}\n  base64 ${shown}`)
    }
  }
  return report
}

function inputFor({ seeds, json }: Target, values: unknown[], random: () => number): Uint8Array {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
  const seed = pick(seeds)
  if (!json || random() < 0.5) return mutate(seed, pick(seeds), random)
  let value: unknown = JSON.parse(new TextDecoder().decode(seed))
  for (let n = 1 + Math.floor(random() ** 2 * 3); n > 0; n--) value = graft(value, pick(values), random)
  return new TextEncoder().encode(JSON.stringify(value) ?? 'null')
}
