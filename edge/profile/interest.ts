import type { EventName } from '../../snippet/wire.ts'
import type { Cell } from './cells.ts'
import type { Row } from './facts.ts'
import { productsOf } from './orders.ts'
import type { Profile } from './profile.ts'
import type { Recent } from './recent.ts'
import { tableOf } from './rows.ts'
import { dayOf } from './time.ts'

/** What one does with a product that interests. */
export const OF_INTEREST: ReadonlySet<string> = new Set<EventName>([
  'view_item',
  'select_item',
  'add_to_cart',
  'purchase',
])

/** Products looked at in this visit, oldest first; those of earlier visits when this one has none. */
export function sessionItems({ activity, recent }: Profile, now: number): string[] {
  const started = activity.visits.findLast((visit) => visit[0] <= now && now < visit[1])?.[0]
  const current = started === undefined ? [] : itemsSince(recent, started)
  return current.length > 0 ? current : itemsSince(recent, Number.NEGATIVE_INFINITY)
}

function itemsSince(recent: readonly Recent[], time: number): string[] {
  const items: string[] = []
  for (let n = recent.length - 1; n >= 0; n--) {
    const event = recent[n] as Recent
    if (event.items && event.time >= time && OF_INTEREST.has(event.name))
      for (const item of event.items) items.push(item[0])
  }
  return items
}

/** Every product known to have been bought. */
export function purchasedItems(profile: Profile): Set<string> {
  const bought = new Set<string>()
  for (const order of Object.values(profile.orders)) for (const id of productsOf(order)) bought.add(id)
  for (const event of profile.recent)
    if (event.name === 'purchase') for (const [id] of event.items ?? []) bought.add(id)
  return bought
}

/** How much each thing one does with a product says about one's taste. */
const WEIGHT: Partial<Record<EventName, number>> = {
  view_item: 1,
  select_item: 1,
  add_to_cart: 3,
  purchase: 5,
}
/** Interest loses half its weight in this many days. */
const HALF_LIFE = 14

/** Interest by brand, or by category and each category above it, decayed to `now`. */
export function interests(profile: Profile, part: 'category' | 'brand', now: number): Map<string, number> {
  const weights = new Map<string, number>()
  const today = dayOf(now)
  for (const event in WEIGHT) {
    const { rows, paths } = tableOf(profile, event)
    for (let n = 0; n < rows.length; n++) {
      const row = rows[n] as Row
      const names =
        part === 'category'
          ? categoriesAt(paths[n] as string)
          : row.of.brand === undefined
            ? []
            : [row.of.brand]
      if (names.length === 0) continue
      const worth = worthOf(row, WEIGHT[event as EventName] as number, today)
      for (const name of names) weights.set(name, (weights.get(name) ?? 0) + worth)
    }
  }
  return weights
}

/** `shoes/trail/` is in the categories `shoes` and `shoes/trail`. */
function categoriesAt(path: string): string[] {
  const found: string[] = []
  for (let end = path.indexOf('/', 1); end > 0; end = path.indexOf('/', end + 1))
    found.push(path.slice(0, end))
  return found
}

function worthOf({ days, cells }: Row, weight: number, today: number): number {
  let worth = 0
  for (let n = 0; n < cells.length; n++)
    worth += weight * (cells[n] as Cell)[0] * 2 ** (-(today - (days[n] as number)) / HALF_LIFE)
  return worth
}

/** The strongest interest: of categories the deepest that still holds more than half of the one above. */
export function favourite(profile: Profile, part: 'category' | 'brand', now: number): string | undefined {
  const weights = interests(profile, part, now)
  let chosen: string | undefined
  for (;;) {
    const above: string = chosen === undefined ? '' : `${chosen}/`
    let best: string | undefined
    let most = 0
    for (const [name, weight] of weights) {
      if (!name.startsWith(above) || (part === 'category' && name.includes('/', above.length))) continue
      // Equal interests go by name, so that the answer does not hang on the order of events.
      if (best !== undefined && (weight < most || (weight === most && name > best))) continue
      best = name
      most = weight
    }
    if (best === undefined || (chosen !== undefined && most * 2 <= (weights.get(chosen) as number)))
      return chosen
    chosen = best
    if (part === 'brand') return chosen
  }
}

/** Whether the middle price of what was looked at and bought is in the shop's low, mid or high third. */
export function priceBand(profile: Profile, [low, high]: readonly [number, number]): string | undefined {
  const prices: number[] = []
  for (const event of Object.keys(WEIGHT))
    for (const { of, cells } of tableOf(profile, event).rows) {
      if (of.price === undefined) continue
      const times = cells.reduce((sum, [count]) => sum + count, 0)
      for (let i = 0; i < times; i++) prices.push(Number(of.price))
    }
  const middle = prices.sort((a, b) => a - b)[prices.length >> 1]
  if (middle === undefined) return undefined
  return middle <= low ? 'low' : middle <= high ? 'mid' : 'high'
}
