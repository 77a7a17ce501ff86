/** A difference with the bounds between which it lies with 95 % confidence. */
export interface Difference {
  value: number
  low: number
  high: number
}

/** The normal quantile of 95 %, two-sided. */
export const Z95 = 1.959964

/** Wilson's score interval of a share (Wilson 1927). */
export function wilson(hits: number, n: number, z = Z95): [low: number, high: number] {
  if (n === 0) return [0, 1]
  const p = hits / n
  const middle = p + (z * z) / (2 * n)
  const half = z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n))
  const scale = 1 + (z * z) / n
  return [(middle - half) / scale, (middle + half) / scale]
}

/** Difference of two shares with Newcombe's hybrid score interval (Newcombe 1998, method 10). */
export function shareDifference(a: Counted, b: Counted, z = Z95): Difference {
  const [p, q] = [a.hits / Math.max(1, a.n), b.hits / Math.max(1, b.n)]
  const [lowA, highA] = wilson(a.hits, a.n, z)
  const [lowB, highB] = wilson(b.hits, b.n, z)
  return {
    value: p - q,
    low: p - q - Math.hypot(p - lowA, highB - q),
    high: p - q + Math.hypot(highA - p, q - lowB),
  }
}

export interface Counted {
  hits: number
  n: number
}

/** Difference of two means with Welch's standard error; by the normal quantile, so for groups of dozens and more. */
export function meanDifference(a: readonly number[], b: readonly number[], z = Z95): Difference {
  const [first, second] = [momentsOf(a), momentsOf(b)]
  const value = first.mean - second.mean
  const half = z * Math.sqrt(first.variance / Math.max(1, a.length) + second.variance / Math.max(1, b.length))
  return { value, low: value - half, high: value + half }
}

function momentsOf(values: readonly number[]): { mean: number; variance: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return { mean, variance: values.length > 1 ? squares / (values.length - 1) : 0 }
}
