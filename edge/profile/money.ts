const digits = new Map<string, number>()

/** How many decimals a currency's minor unit has (ISO 4217 through Intl): USD 2, JPY 0; unknown codes 2. */
export function minorDigits(currency: string): number {
  let known = digits.get(currency)
  if (known === undefined) {
    known = lookUp(currency)
    digits.set(currency, known)
  }
  return known
}

function lookUp(currency: string): number {
  try {
    return (
      new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ??
      2
    )
  } catch {
    return 2
  }
}

/** Major to minor units: integers add up exactly in any order, fractions do not. */
export const toMinor = (major: number, currency: string): number =>
  Math.round(major * 10 ** minorDigits(currency))
