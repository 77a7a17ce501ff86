import type { Session } from '../../../edge/recommend/sessions.ts'

/** Neighbours kept of an item. */
const KEPT = 20

/**
 * The plain baseline: items that were in the same sessions as the last one, by the cosine of their sessions
 * (Linden, Smith and York, "Item-to-Item Collaborative Filtering", 2003). Lists at most `size` ids.
 */
export function itemToItem(
  sessions: readonly Session[],
): (session: readonly string[], size: number) => string[] {
  const times = new Map<string, number>()
  const together = new Map<string, Map<string, number>>()
  for (const session of sessions) {
    const items = [...new Set(session.items)]
    for (const item of items) {
      times.set(item, (times.get(item) ?? 0) + 1)
      const others = together.get(item) ?? new Map<string, number>()
      together.set(item, others)
      for (const other of items) if (other !== item) others.set(other, (others.get(other) ?? 0) + 1)
    }
  }
  const neighbours = new Map<string, string[]>()
  for (const [item, others] of together) {
    const cosine = (other: string, both: number) => both / Math.sqrt(times.get(item)! * times.get(other)!)
    const best = [...others]
      .map(([other, both]) => ({ other, near: cosine(other, both) }))
      .sort((a, b) => b.near - a.near || (a.other < b.other ? -1 : 1))
    neighbours.set(
      item,
      best.slice(0, KEPT).map(({ other }) => other),
    )
  }
  return (session, size) => neighbours.get(session.at(-1) ?? '')?.slice(0, size) ?? []
}
