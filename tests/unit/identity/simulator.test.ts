import { describe, expect, test } from 'vitest'
import { simulator } from '../../support/simulator.ts'

/** Seeds that once failed; each with what it found. */
const PINNED: number[] = []
const RUNS = Number(process.env.SIMULATIONS ?? 150)
const FIRST = Number(process.env.SIMULATE_FROM ?? 1)
const STEPS = 24

describe('random histories', () => {
  test.each(PINNED)('[I76] seed %i, which once failed, holds', async (seed) => {
    await (await simulator()).run(seed, STEPS)
  })

  test('[I76] one profile a person, equal to a plain sum, nothing of an erased one, no merge without proof', async () => {
    const simulation = await simulator()
    const total = { merges: 0, erased: 0, forged: 0 }
    for (let seed = FIRST; seed < FIRST + RUNS; seed++) {
      const { merges, erased, forged } = await simulation.run(seed, STEPS)
      total.merges += merges
      total.erased += erased
      total.forged += forged
    }
    console.log(`${RUNS} histories of ${STEPS} steps: ${JSON.stringify(total)}`)
    // A simulation that does nothing would prove nothing.
    for (const count of Object.values(total)) expect(count).toBeGreaterThan(RUNS / 4)
  }, 3_600_000)
})
