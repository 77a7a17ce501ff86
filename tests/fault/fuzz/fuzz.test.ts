import { expect, test } from 'vitest'
import { fuzz } from './run.ts'

const INPUTS = Number(process.env.INPUTS ?? 50_000)

test(`[A25] ${INPUTS} mutated inputs: no 500, no hang, and a refused one leaves nothing behind`, async () => {
  const { targets, failures } = await fuzz(INPUTS, 1)
  expect(failures).toEqual([])
  // Inputs that nobody takes test the door only; those that all take test nothing.
  for (const [name, { inputs, taken }] of Object.entries(targets)) {
    expect([name, inputs > INPUTS / 20]).toEqual([name, true])
    expect([name, taken < inputs]).toEqual([name, true])
  }
}, 600_000)
