import { expect, test } from 'vitest'
import { fuzz } from './run.ts'

const INPUTS = Number(process.env.INPUTS ?? 50_000)

test(`[A25] ${INPUTS} mutated inputs: no 500, no hang, no growth, and a refused one leaves nothing behind`, async () => {
  const { targets, heap, failures } = await fuzz(INPUTS, 1)
  expect(failures).toEqual([])
  // Caches fill early on; what goes on growing is a leak.
  expect(heap.at(-1)! - heap[heap.length >> 1]!).toBeLessThan(4 * 2 ** 20)
  // Inputs that nobody takes test the door only; those that all take test nothing.
  for (const [name, { inputs, taken }] of Object.entries(targets)) {
    expect([name, inputs > INPUTS / 40]).toEqual([name, true])
    expect([name, taken > 0, taken < inputs]).toEqual([name, true, true])
  }
}, 600_000)
