import type { EventName } from '../../../snippet/wire.ts'
import { OF_INTEREST } from '../interest.ts'
import type { Reads } from '../reads.ts'
import { PLACE, type Recent } from '../recent.ts'
import { dayOf } from '../time.ts'
import { type Bounds, boundsOf, mayCut, type Span } from './span.ts'

const CART = new Set<EventName>(['add_to_cart', 'remove_from_cart', 'purchase'])

/** What is read of the entries of one event. */
interface Wanted {
  items: boolean
  quantities: boolean
  /** Parts that some sequence tells entries apart by; absent: no sequence asks about the event. */
  steps: readonly string[] | undefined
  bounds: Bounds
}

const known = new WeakMap<Reads, Map<EventName, Wanted>>()

/**
 * The recent list with what is read of each entry. An entry that nobody reads holds its place: how far back the list
 * reaches, and when the oldest falls out of it, is part of what it tells.
 */
export function pruneRecent(recent: readonly Recent[], reads: Reads, span: Span): Recent[] {
  const wanted = known.get(reads) ?? new Map<EventName, Wanted>()
  known.set(reads, wanted)
  // Most that stands together happened on one day.
  const days = new Map<EventName, { day: number; cut: boolean }>()
  return recent.map((one) => {
    let want = wanted.get(one.name)
    if (!want) {
      want = wantedOf(one.name, reads)
      wanted.set(one.name, want)
    }
    const day = dayOf(one.time)
    let last = days.get(one.name)
    if (last?.day !== day) {
      last = { day, cut: mayCut(want.bounds, day, span) }
      days.set(one.name, last)
    }
    return pruneOne(one, want, last.cut, reads, span)
  })
}

function wantedOf(name: EventName, { asked, steps, facts, lists }: Reads): Wanted {
  const cart = (lists?.cart || facts.has('items_in_cart')) && CART.has(name)
  const bought = lists !== undefined && name === 'purchase'
  return {
    items: cart || bought || (lists?.session === true && OF_INTEREST.has(name)),
    quantities: cart,
    steps: steps[name],
    bounds: boundsOf((asked[name] ?? []).flatMap(({ windows }) => windows)),
  }
}

function pruneOne(one: Recent, want: Wanted, cut: boolean, { facts }: Reads, span: Span): Recent {
  const { time, name, items, category, path, term, order } = one
  const { steps = [] } = want
  const page = name === 'page_view' && facts.has('pages_this_visit') && time >= (span.visit ?? 0)
  const withItems = items && (want.items || cut || steps.includes('item'))
  // A purchase empties the cart, whatever was in it.
  const emptied = want.quantities && name === 'purchase'
  // Part by part: with a spread for each this took twice as long.
  const nobody = !withItems && !cut && !page && !emptied && !want.steps
  const pruned: Recent = { time, name: nobody ? PLACE : name }
  if (!nobody) {
    if (withItems)
      pruned.items =
        want.quantities || items.every(([, quantity]) => quantity === 1)
          ? items
          : items.map(([id]): [string, number] => [id, 1])
    if (category !== undefined && steps.includes('category')) pruned.category = category
    if (path !== undefined && (cut || steps.includes('path'))) pruned.path = path
    if (term !== undefined && (cut || steps.includes('term'))) pruned.term = term
  }
  if (order !== undefined) pruned.order = order
  return pruned
}
