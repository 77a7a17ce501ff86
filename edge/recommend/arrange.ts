import type { Model } from './model.ts'
import type { ListOptions, Question, RankedItem } from './question.ts'
import { recommend } from './recommend.ts'

/** A merchant's wishes for one list, on top of what may be shown at all. */
export interface Arrangement extends ListOptions {
  /** Item ids at fixed positions, from 1; one that is not eligible is left out and its place refilled. */
  pins?: Readonly<Record<number, string>>
  /** Multiplies an item's place in the ranking: above 1 boosts, below 1 buries. */
  boost?: (itemId: string) => number
  /** Most items of one brand, while others are left. */
  perBrand?: number
  /** 0: by score alone; 1: each next item as unlike the earlier ones as can be (MMR, Carbonell & Goldstein 1998). */
  diversity?: number
}

/** How many more items than wanted are ranked before they are arranged. */
const SPARE = 4

/**
 * A list with pins, boosts, brand caps and diversity. Eligibility holds for every item, pins included; a cap gives
 * way before the list comes out shorter than asked.
 */
export function arrange(model: Model, question: Question, wanted: Arrangement): RankedItem[] {
  const { size, pins = {}, eligible, boost, perBrand, diversity = 0, content } = wanted
  const plain = !boost && perBrand === undefined && diversity === 0
  if (plain && Object.keys(pins).length === 0) return recommend(model, question, wanted)
  const pinned = new Map<number, string>()
  for (const [position, id] of Object.entries(pins))
    if (Number(position) <= size && (eligible?.(id) ?? true) && ![...pinned.values()].includes(id))
      pinned.set(Number(position), id)
  const taken = new Set(pinned.values())
  // Read more than once below; an iterator could be read only once.
  const fallback =
    wanted.fallback && (Array.isArray(wanted.fallback) ? wanted.fallback : [...wanted.fallback])
  const brandOf = (id: string) => content?.brand(id)
  const crowded = (list: readonly RankedItem[], id: string) => {
    const brand = brandOf(id)
    if (perBrand === undefined || brand === undefined) return false
    return list.filter((item) => brandOf(item.item_id) === brand).length >= perBrand
  }
  for (let depth = size * SPARE; ; depth *= SPARE) {
    const found = recommend(model, question, { ...wanted, size: depth, ...(fallback && { fallback }) })
    const exhausted = found.length < depth
    // Ranks, not scores: sources score on different scales.
    const pool = found
      .filter(({ item_id }) => !taken.has(item_id))
      .map((item, rank) => ({ item, value: (1 / (rank + 3)) * Math.max(0, boost?.(item.item_id) ?? 1) }))
      .sort((a, b) => b.value - a.value)
    const list: RankedItem[] = []
    const left = new Set(pool)
    for (let position = 1; position <= size; position++) {
      const pin = pinned.get(position)
      if (pin !== undefined) {
        list.push({ item_id: pin, score: 1, source: 'pin' })
        continue
      }
      const next = best(left, list, (id) => crowded(list, id), diversity, content)
      if (!next) break
      left.delete(next)
      list.push(next.item)
    }
    if (list.length >= size || exhausted) return relax(list, left, pinned, size)
  }
}

interface Entry {
  item: RankedItem
  value: number
}

function best(
  left: ReadonlySet<Entry>,
  list: readonly RankedItem[],
  crowded: (id: string) => boolean,
  diversity: number,
  content: Arrangement['content'],
): Entry | undefined {
  let chosen: Entry | undefined
  let highest = Number.NEGATIVE_INFINITY
  let looked = 0
  for (const entry of left) {
    if (crowded(entry.item.item_id)) continue
    if (!chosen || diversity > 0) {
      const close = diversity > 0 && content ? nearestTo(entry.item.item_id, list, content) : 0
      const value = (1 - diversity) * entry.value * 3 - diversity * close
      if (value > highest) {
        highest = value
        chosen = entry
      }
    }
    if (diversity === 0 || ++looked >= 60) break
  }
  return chosen
}

const nearestTo = (
  id: string,
  list: readonly RankedItem[],
  content: NonNullable<Arrangement['content']>,
): number => list.reduce((most, other) => Math.max(most, content.likeness(id, other.item_id)), 0)

/** Fills what caps left open, and closes up places before a pin that nothing was left for. */
function relax(
  list: RankedItem[],
  left: ReadonlySet<Entry>,
  pinned: ReadonlyMap<number, string>,
  size: number,
) {
  const full = [...list]
  const listed = new Set(full.map(({ item_id }) => item_id))
  for (const { item } of left) {
    if (full.length >= size) break
    full.push(item)
    listed.add(item.item_id)
  }
  for (const id of pinned.values())
    if (!listed.has(id) && full.length < size) full.push({ item_id: id, score: 1, source: 'pin' })
  return full
}
