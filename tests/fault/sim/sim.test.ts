import { expect, test } from 'vitest'
import type { Operation } from './operations.ts'
import { play, smallest, story } from './run.ts'

const SEEDS = Number(process.env.SEEDS ?? 60)
/** Stories that once broke a promise, made small. */
const PINNED: [seed: number, steps: Operation[]][] = [
  // Losses noticed by a tab that froze nothing afterwards were never told of.
  [1, [{ op: 'record', browser: 0, count: 120, size: 5482 }]],
  // A withdrawal while the outbox was being restored: what was read before came back after.
  [
    18,
    [
      { op: 'record', browser: 2, count: 6, size: 10 },
      { op: 'leave', browser: 2 },
      { op: 'network', loss: 0.474, silent: 0.462, twice: 0, delay: 12_180 },
      { op: 'pass', ms: 86_400_000 },
      { op: 'forget', browser: 2 },
      { op: 'grant', browser: 2 },
    ],
  ],
]

test(`[F17] ${SEEDS} stories of tabs, networks and stores that fail: all kept events arrive once or are told of, none against consent`, async () => {
  const sums = { recorded: 0, stored: 0, givenUp: 0 }
  const stories = Array.from({ length: SEEDS }, (_, n): [number, Operation[]] => [n + 1, story(n + 1)])
  for (const [seed, told] of [...PINNED, ...stories]) {
    const outcome = await play(told, seed)
    if (outcome.violations.length) {
      const steps = (await smallest(told, seed)).map((step) => JSON.stringify(step))
      expect.fail(`seed ${seed}: ${outcome.violations.join('; ')}\n${steps.join('\n')}`)
    }
    for (const key of Object.keys(sums) as (keyof typeof sums)[]) sums[key] += outcome[key]
  }
  // The stories are about something.
  expect(sums.stored).toBeGreaterThan(SEEDS * 50)
  expect(sums.recorded).toBeGreaterThan(sums.stored)
  expect(sums.givenUp).toBeGreaterThan(0)
}, 300_000)
