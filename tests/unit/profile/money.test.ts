import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { minorDigits, toMinor } from '../../../edge/profile/money.ts'

describe('money', () => {
  test.each([
    ['EUR', 12.34, 1234],
    ['USD', 0.29, 29],
    ['JPY', 1980, 1980],
    ['KWD', 1.005, 1005],
    ['CLF', 1.2345, 12345],
    ['none', 1.5, 150],
  ])('[P23] is kept in minor units of ISO 4217: %s %d', (currency, major, minor) => {
    expect(toMinor(major, currency)).toBe(minor)
  })

  test('[P23] adds up exactly, in any order', () => {
    const cents = fc.array(fc.integer({ min: 0, max: 1e8 }))
    fc.assert(
      fc.property(cents, (all) => {
        const sum = all.map((each) => toMinor(each / 100, 'EUR')).reduce((a, b) => a + b, 0)
        expect(sum).toBe(all.reduce((a, b) => a + b, 0))
      }),
    )
  })

  test('[P23] has the decimals that Intl writes, where it writes any', () => {
    for (const currency of Intl.supportedValuesOf('currency')) {
      const { maximumFractionDigits = 2 } = new Intl.NumberFormat('en', {
        style: 'currency',
        currency,
      }).resolvedOptions()
      if (maximumFractionDigits > 0)
        expect([currency, minorDigits(currency)]).toEqual([currency, maximumFractionDigits])
    }
  })
})
