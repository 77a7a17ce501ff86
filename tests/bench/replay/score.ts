import type { Session } from '../../../edge/recommend/sessions.ts'
import { SIZE } from './world.ts'

/** Hit rate and mean reciprocal rank at SIZE, over all targets. */
export class Score {
  targets = 0
  private hits = 0
  private reciprocal = 0

  add(target: string, items: readonly string[]): void {
    this.targets++
    const rank = items.slice(0, SIZE).indexOf(target) + 1
    if (rank === 0) return
    this.hits++
    this.reciprocal += 1 / rank
  }

  /** In percent. */
  get hitRate(): number {
    return (100 * this.hits) / Math.max(1, this.targets)
  }

  /** In percent. */
  get meanReciprocalRank(): number {
    return (100 * this.reciprocal) / Math.max(1, this.targets)
  }
}

/** The SIZE most frequent items of the training part. */
export function mostPopular(sessions: readonly Session[]): string[] {
  const counts = new Map<string, number>()
  for (const { items } of sessions) for (const id of items) counts.set(id, (counts.get(id) ?? 0) + 1)
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .slice(0, SIZE)
    .map(([id]) => id)
}

/** The value below which `share` of the sorted values lie. */
export function quantile(values: number[], share: number): number {
  const sorted = values.sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}
