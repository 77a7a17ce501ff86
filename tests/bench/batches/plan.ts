/** Where a page leads: a shelf, a thing on it, the cart, the till; or nowhere, when the visit ends there. */
export type Step = 'shelf' | 'thing' | 'cart' | 'till'

/** A page of a visit: what it is, how long it is read (ms), how often scrolled, what is done on it. */
export interface Stay {
  step: Step | 'home'
  ms: number
  scrolls: number
  adds: boolean
}

/** One visit: where it comes from, its pages, how it ends. */
export interface Plan {
  from: 'search' | 'direct'
  stays: Stay[]
  leaves: 'closes the tab' | 'goes elsewhere' | 'sits idle, then closes'
  /** The drawn shelf and things, each in [0, 1). */
  taste: number
}

/** Shares of visits, and of those that could go on. */
const BOUNCE = 0.35
const ADDS = 0.3
const TO_CART = 0.6
const TO_TILL = 0.6

/** A visit as shops have them: it lands from a search or directly, goes over shelves to two to four things, may buy; a third ends where it began. Pages are read for a time between two, ms. */
export function planVisit(random: () => number, [shortest, longest]: [number, number]): Plan {
  const one = <T>(...of: T[]): T => of[Math.floor(random() * of.length)] as T
  // Log-uniform: most pages are read shortly, some for long.
  const stay = (step: Stay['step'], adds = false): Stay => ({
    step,
    ms: shortest * (longest / shortest) ** random(),
    scrolls: Math.floor(random() * 4),
    adds,
  })
  const plan: Plan = {
    from: random() < 0.6 ? 'search' : 'direct',
    stays: [stay(one('thing', 'thing', 'shelf', 'home'))],
    leaves: one('closes the tab', 'goes elsewhere', 'sits idle, then closes'),
    taste: random(),
  }
  if (random() < BOUNCE) return plan
  for (let things = one(2, 3, 4); things > 0; things--) {
    if (plan.stays.at(-1)!.step !== 'shelf') plan.stays.push(stay('shelf'))
    plan.stays.push(stay('thing', random() < ADDS))
  }
  if (plan.stays.some(({ adds }) => adds) && random() < TO_CART) {
    plan.stays.push(stay('cart'))
    if (random() < TO_TILL) plan.stays.push(stay('till'))
  }
  return plan
}
