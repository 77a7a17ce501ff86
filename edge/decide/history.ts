import type { CatalogueItem } from '../catalogue/catalogue.ts'
import type { Cell } from '../profile/cells.ts'
import { parseRow } from '../profile/facts.ts'
import { minorDigits } from '../profile/money.ts'
import type { Profile } from '../profile/profile.ts'
import type { PastItem } from '../recommend/question.ts'
import { KIND } from '../recommend/sessions.ts'

const KINDS = { view_item: KIND.view, add_to_cart: KIND.cart, purchase: KIND.purchase } as const

/**
 * What a visitor did with products before this visit, day by day, with what was said of them then. Orders come by
 * their own times, so that their items are known to have been bought together.
 */
export function historyOf(profile: Profile, now: number): readonly PastItem[] {
  const known = read.get(profile)
  if (known?.now === now) return known.past
  const past = readHistory(profile, now)
  read.set(profile, { now, past })
  return past
}

/** The lists of one decision ask about the same past. */
const read = new WeakMap<Profile, { now: number; past: readonly PastItem[] }>()

function readHistory(profile: Profile, now: number): PastItem[] {
  const started = profile.activity.visits.findLast(([start, end]) => start <= now && now < end)?.[0] ?? now
  const past: PastItem[] = []
  const ordered = new Set<string>()
  for (const { time, items } of Object.values(profile.orders))
    for (const [item_id] of items) {
      past.push({ item_id, time, kind: KIND.purchase })
      ordered.add(item_id)
    }
  for (const [event, kind] of Object.entries(KINDS))
    for (const [key, cells] of Object.entries(profile.facts.rows[event] ?? {})) {
      const { item: item_id, category, brand, price, currency } = parseRow(key)
      if (item_id === undefined) continue
      if (kind === KIND.purchase && ordered.has(item_id)) continue
      const about = {
        ...(category !== undefined && { item_category: category }),
        ...(brand !== undefined && { item_brand: brand }),
        ...(price !== undefined && { price: Number(price) / 10 ** minorDigits(currency ?? '') }),
      }
      for (const cell of Object.values(cells)) {
        const [, , first, last] = cell as Cell
        // A day that reaches into this visit counts by its first time.
        const time = last < started ? last : first
        if (time < started || kind === KIND.purchase) past.push({ item_id, time, kind, about })
      }
    }
  return past
}

/** What the cart is worth by the catalogue's prices, major units. */
export function worthOf(cart: ReadonlyMap<string, number>, byId: ReadonlyMap<string, CatalogueItem>): number {
  let worth = 0
  for (const [id, pieces] of cart) worth += (byId.get(id)?.price ?? 0) * pieces
  return worth
}
