import type { CatalogueItem } from '../catalogue/catalogue.ts'
import { rowsOf } from '../profile/apart.ts'
import { cartOf } from '../profile/cart.ts'
import type { Cell } from '../profile/cells.ts'
import { ANY_ITEM, type Parts } from '../profile/facts.ts'
import { purchasedItems, sessionItems } from '../profile/interest.ts'
import { minorDigits } from '../profile/money.ts'
import { productsOf } from '../profile/orders.ts'
import type { Profile } from '../profile/profile.ts'
import type { Described } from '../recommend/content.ts'
import type { PastItem } from '../recommend/question.ts'
import { KIND } from '../recommend/sessions.ts'

/** What a visitor did with products, in this visit and before; each read when a list first asks, once a decision. */
export interface Past {
  /** What this visit looked at, oldest first. */
  session(): readonly string[]
  /** Pieces by item. */
  cart(): ReadonlyMap<string, number>
  /** Its items; one list, since lists of one page that ask the same of traffic share the answer. */
  inCart(): readonly string[]
  /** Every product known to have been bought. */
  owned(): ReadonlySet<string>
  /** Orders, by their own times, so that their items are known to have been bought together. */
  bought(): readonly PastItem[]
  /** The same, and views and carts day by day. */
  all(): readonly PastItem[]
}

const SEEN = [
  ['view_item', KIND.view],
  ['add_to_cart', KIND.cart],
] as const

/** Something done with a product. (Of a class: see edge/profile/apart.ts.) */
class Did implements PastItem {
  readonly item_id: string
  readonly time: number
  readonly kind: PastItem['kind']
  private readonly of: Parts

  constructor(item_id: string, of: Parts, time: number, kind: PastItem['kind']) {
    this.item_id = item_id
    this.time = time
    this.kind = kind
    this.of = of
  }

  /** Put in words only when asked: most products are in the catalogue, which knows better. */
  get about(): Described {
    return describedBy(this.of)
  }
}

/** The past of a profile at a time (epoch ms). */
export function pastOf(profile: Profile, now: number): Past {
  const started = profile.activity.visits.findLast(([start, end]) => start <= now && now < end)?.[0] ?? now
  const past: Past = {
    session: once(() => sessionItems(profile, now)),
    cart: once(() => cartOf(profile)),
    inCart: once(() => [...past.cart().keys()]),
    owned: once(() => purchasedItems(profile)),
    bought: once(() => {
      const bought: PastItem[] = []
      const ordered = new Set<string>()
      // By their ids: a snapshot keeps them in another order than a capsule.
      for (const id of Object.keys(profile.orders).sort()) {
        const order = profile.orders[id]!
        const { time } = order
        for (const item_id of productsOf(order)) {
          bought.push({ item_id, time, kind: KIND.purchase })
          ordered.add(item_id)
        }
      }
      // Purchases without an order id are known by the day alone.
      eachCell(profile, 'purchase', (item_id, of, [, , first]) => {
        if (!ordered.has(item_id)) bought.push(new Did(item_id, of, first, KIND.purchase))
      })
      return bought
    }),
    all: once(() => {
      const found = [...past.bought()]
      for (const [event, kind] of SEEN)
        eachCell(profile, event, (item_id, of, [, , first, last]) => {
          // A day that reaches into this visit counts by its first time.
          const time = last < started ? last : first
          if (time < started) found.push(new Did(item_id, of, time, kind))
        })
      return found
    }),
  }
  return past
}

function once<T extends object>(read: () => T): () => T {
  let known: T | undefined
  return () => {
    known ??= read()
    return known
  }
}

function eachCell(
  { facts }: Profile,
  event: string,
  tell: (id: string, of: Parts, cell: Cell) => void,
): void {
  for (const { of, cells } of rowsOf(facts, event)) {
    const id = of.item
    if (id === undefined || id === ANY_ITEM) continue
    for (const cell of cells) tell(id, of, cell)
  }
}

function describedBy({ category, brand, price, currency }: Parts): Described {
  return {
    ...(category !== undefined && { item_category: category }),
    ...(brand !== undefined && { item_brand: brand }),
    ...(price !== undefined && { price: Number(price) / 10 ** minorDigits(currency ?? '') }),
  }
}

/** What the cart is worth by the catalogue's prices, major units. */
export function worthOf(cart: ReadonlyMap<string, number>, byId: ReadonlyMap<string, CatalogueItem>): number {
  let worth = 0
  for (const [id, pieces] of cart) worth += (byId.get(id)?.price ?? 0) * pieces
  return worth
}
