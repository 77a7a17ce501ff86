import type { ContentIndex, Described } from './content.ts'
import type { PastItem, Question } from './question.ts'
import { KIND } from './sessions.ts'

const DAY = 86_400_000
/** A view, a cart, a purchase say this much of taste, halved every HALF_LIFE. */
const WEIGHT = { [KIND.view]: 1, [KIND.cart]: 2, [KIND.purchase]: 3 }
const HALF_LIFE = 30 * DAY
/** The newest items of a history that are looked at. */
const NEWEST = 20
/** What the newest item of this visit says beside a view of the past; each earlier one less. */
const NOW = 3
const PER_STEP = 0.8

/** Liked items with decayed weights, what the past says of one, and how much evidence that is in views of today. */
export interface Interest {
  liked: ReadonlyMap<string, number>
  describe: (id: string) => Described | undefined
  evidence: number
}

/** How much long-term taste adds to a candidate, by its number. */
export type Taste = (item: number) => number

/** Long-term taste out of a visitor's past: newest first, decayed by age when read. */
export function interestOf(history: readonly PastItem[], now: number): Interest {
  const newest = newestOf(history)
  const liked = new Map<string, number>()
  let evidence = 0
  for (const { item_id, time, kind } of newest) {
    const weight = WEIGHT[kind] * 2 ** (-Math.max(0, now - time) / HALF_LIFE)
    liked.set(item_id, (liked.get(item_id) ?? 0) + weight)
    evidence += weight
  }
  const describe = (id: string) => newest.findLast((one) => one.item_id === id && one.about)?.about
  return { liked, describe, evidence }
}

/** The newest, the latest first, of one time in their order: few are kept of many, which is less work than to sort all. */
function newestOf(history: readonly PastItem[]): PastItem[] {
  const newest: PastItem[] = []
  for (const one of history) {
    if (newest.length === NEWEST && one.time <= newest[NEWEST - 1]!.time) continue
    let at = newest.length === NEWEST ? NEWEST - 1 : newest.length
    for (; at > 0 && newest[at - 1]!.time < one.time; at--) newest[at] = newest[at - 1]!
    newest[at] = one
  }
  return newest
}

/**
 * How much long-term taste may move a ranking, 0 to ½: more with more evidence of it, less the more this visit
 * itself says.
 */
export function tasteShare({ evidence }: Interest, sessionLength: number): number {
  return (0.5 * (evidence / (evidence + 5)) * 3) / (3 + sessionLength)
}

/** Fit of an item to what is on the page, to this visit and to the past, 0 to 1, by category, brand, price band and title. */
export function fitTo(
  { session, current, history = [], now }: Question,
  content: ContentIndex,
): (id: string) => number {
  const { liked, describe } = interestOf(history, now)
  const all = new Map(liked)
  const like = (id: string, weight: number) => all.set(id, (all.get(id) ?? 0) + weight)
  session.forEach((id, i) => {
    like(id, NOW * PER_STEP ** (session.length - 1 - i))
  })
  if (current !== undefined) like(current, NOW)
  const fits = content.taste(all, describe)
  return (id) => fits(content.find(id))
}
