import type { Method } from '../../../edge/recommend/offline/methods.ts'
import type { Session } from '../../../edge/recommend/sessions.ts'

/** Neighbours kept of an item: a list's worth, and as many again for what a session holds already. */
const KEPT = 40

/**
 * The plain baseline: items that were in the same sessions as the last one, by the cosine of their sessions
 * (Linden, Smith and York, "Item-to-Item Collaborative Filtering", 2003). Lists at most `size` ids; `discovery` leaves out what the session holds.
 */
export function itemToItem(sessions: readonly Session[]): Method {
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
  return (session, size, discovery) => {
    const near = neighbours.get(session.at(-1) ?? '') ?? []
    return (discovery ? near.filter((item) => !session.includes(item)) : near).slice(0, size)
  }
}
