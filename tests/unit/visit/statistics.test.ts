import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { meanDifference, shareDifference, wilson } from '../../bench/visit/statistics.ts'

const counted = fc
  .integer({ min: 1, max: 5000 })
  .chain((n) => fc.integer({ min: 0, max: n }).map((hits) => ({ hits, n })))

describe('intervals', () => {
  test('[Y3] are those that the papers print', () => {
    // Newcombe 1998 (Statistics in Medicine 17:873), table II: 56/70 against 48/80, method 10.
    const { value, low, high } = shareDifference({ hits: 56, n: 70 }, { hits: 48, n: 80 })
    expect([value, low, high].map((each) => each.toFixed(4))).toEqual(['0.2000', '0.0524', '0.3339'])
    // … and 10/10 against 0/20.
    const edge = shareDifference({ hits: 10, n: 10 }, { hits: 0, n: 20 })
    expect([edge.low, edge.high].map((each) => each.toFixed(4))).toEqual(['0.6791', '1.0000'])
    // Newcombe 1998 (17:857), table I: 81 of 263, the score method.
    expect(wilson(81, 263).map((each) => each.toFixed(4))).toEqual(['0.2553', '0.3662'])
  })

  test('[Y3] hold the difference, and mirror when the groups change places', () => {
    fc.assert(
      fc.property(counted, counted, (a, b) => {
        const [one, other] = [shareDifference(a, b), shareDifference(b, a)]
        expect(one.low).toBeLessThanOrEqual(one.value + 1e-12)
        expect(one.high).toBeGreaterThanOrEqual(one.value - 1e-12)
        expect(one.low).toBeCloseTo(-other.high, 10)
      }),
    )
    const numbers = fc.array(fc.integer({ min: 0, max: 500 }), { minLength: 2, maxLength: 40 })
    fc.assert(
      fc.property(numbers, numbers, (a, b) => {
        const [one, other] = [meanDifference(a, b), meanDifference(b, a)]
        expect(one.low).toBeLessThanOrEqual(one.value)
        expect(one.low).toBeCloseTo(-other.high, 8)
      }),
    )
  })
})
