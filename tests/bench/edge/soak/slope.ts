/** A straight line through points, by least squares. */
export interface Slope {
  /** Per unit of x, and half of its 95 % interval (normal approximation). */
  is: number
  half: number
  /** Mean of y. */
  level: number
}

export function slopeOf(points: readonly (readonly [x: number, y: number])[]): Slope {
  const count = points.length
  const mean = (of: 0 | 1) => points.reduce((sum, point) => sum + point[of], 0) / count
  const [x0, y0] = [mean(0), mean(1)]
  const spread = points.reduce((sum, [x]) => sum + (x - x0) ** 2, 0)
  if (count < 3 || spread === 0) return { is: 0, half: Number.POSITIVE_INFINITY, level: y0 }
  const is = points.reduce((sum, [x, y]) => sum + (x - x0) * (y - y0), 0) / spread
  const left = points.reduce((sum, [x, y]) => sum + (y - y0 - is * (x - x0)) ** 2, 0)
  return { is, half: 1.96 * Math.sqrt(left / (count - 2) / spread), level: y0 }
}

/** Whether memory grows by more than a twentieth of itself from one end of the time to the other, and not by chance. */
export const grows = ({ is, half, level }: Slope): boolean => is > Math.max(0.05 * level, 1) && is - half > 0
