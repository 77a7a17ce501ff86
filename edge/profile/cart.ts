import type { Profile } from './profile.ts'

/** What is in the cart as far as the recent events tell: item id → pieces, in the order they were put in. */
export function cartOf(profile: Profile): Map<string, number> {
  const cart = new Map<string, number>()
  for (const { name, items = [] } of profile.recent.toReversed()) {
    if (name === 'purchase') cart.clear()
    const sign = name === 'add_to_cart' ? 1 : name === 'remove_from_cart' ? -1 : 0
    if (sign === 0) continue
    for (const [id, quantity] of items) {
      const pieces = (cart.get(id) ?? 0) + sign * quantity
      if (pieces > 0) cart.set(id, pieces)
      else cart.delete(id)
    }
  }
  return cart
}
