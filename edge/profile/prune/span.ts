import type { Profile } from '../profile.ts'
import type { Window } from '../reads.ts'
import { type Day, dayOf } from '../time.ts'

/** The stretch of time in which a pruned profile is asked: from `now` until `until`, epoch ms. */
export interface Span {
  now: number
  until: number
  /** When the last visit began: the one that goes on, if one does. */
  visit: number | undefined
  /** Days before this one may be folded until then. */
  folding: Day
}

/** Where windows begin or end: moments that tell one event from another. */
export interface Bounds {
  /** Ms back from the question. */
  moving: readonly number[]
  /** Epoch ms. */
  fixed: readonly number[]
  visit: boolean
}

/** The bounds of all windows. */
export function boundsOf(windows: readonly Window[]): Bounds {
  const moving = new Set<number>()
  const fixed = new Set<number>()
  let visit = false
  for (const { within, from, to } of windows) {
    if (within === 'visit') visit = true
    else if (within !== undefined) moving.add(within)
    if (from !== undefined) fixed.add(from)
    if (to !== undefined) fixed.add(to)
  }
  return { moving: [...moving].sort((a, b) => a - b), fixed: [...fixed].sort((a, b) => a - b), visit }
}

/** Where the bounds of some windows stand among all of them, as in `sidesOf`. */
export function placesOf(windows: readonly Window[], { moving, fixed }: Bounds): number[] {
  const own = boundsOf(windows)
  return [
    ...own.moving.map((back) => moving.indexOf(back)),
    ...own.fixed.map((at) => moving.length + fixed.indexOf(at)),
    ...(own.visit ? [moving.length + fixed.length] : []),
  ]
}

/** Whether what happened from `first` to `last` can be inside a window while the span lasts. */
export function mayHold({ within, from, to }: Window, first: number, last: number, span: Span): boolean {
  if (to !== undefined && first > to) return false
  if (from !== undefined && last < from) return false
  if (within === undefined) return true
  return last >= (within === 'visit' ? (span.visit ?? span.now) : span.now - within)
}

/** Sides of a bound: before it, after it, or, if only at some time of the span, cut by it. */
export const BEFORE = '0'
export const AFTER = '1'
export const CUT = 'c'

/** On which side of each bound something lies, by the places of `placesOf`. */
export interface Sides {
  /** The same for what lies on the same sides. */
  name: string
  of(place: number): string
}

/**
 * On which side of each bound something from `first` to `last` lies. What lies on the same sides all the span long
 * can be added up: no question tells it apart by time.
 */
export function sidesOf({ moving, fixed, visit }: Bounds, first: number, last: number, span: Span): Sides {
  // They are in order: it lies before some of the nearest, after some of the farthest, and is cut by those between.
  let before = 0
  while (before < moving.length && last < span.now - (moving[before] as number)) before++
  let after = moving.length
  while (after > before && first >= span.until - (moving[after - 1] as number)) after--
  let rest = ''
  for (const at of fixed) rest += last < at ? BEFORE : first > at ? AFTER : CUT
  // The last visit may go on; a later one begins after all this.
  if (visit)
    rest += span.visit === undefined || last < span.visit ? BEFORE : first >= span.visit ? AFTER : CUT
  return {
    name: `${before} ${after}${rest}`,
    of: (place) =>
      place >= moving.length
        ? (rest[place - moving.length] as string)
        : place < before
          ? BEFORE
          : place < after
            ? CUT
            : AFTER,
  }
}

/** Whether a bound may fall into a day while the span lasts: then its events are told apart by their times. */
export function mayCut({ moving, fixed, visit }: Bounds, day: Day, span: Span): boolean {
  return (
    moving.some((back) => dayOf(span.now - back) <= day && day <= dayOf(span.until - back)) ||
    fixed.some((at) => dayOf(at) === day) ||
    (visit && span.visit !== undefined && day >= dayOf(span.visit))
  )
}

/** How much of the past is kept one by one. */
export interface Care {
  /** Views and carts that lists look at. */
  past: number
  /** Days before this one count whole even where a window cuts them. */
  exact: Day
}

/** The span of a profile that is pruned now and asked for `life` ms. */
export const spanOf = ({ activity }: Profile, now: number, life: number, detail: number): Span => ({
  now,
  until: now + life,
  visit: activity.visits.at(-1)?.[0],
  folding: dayOf(now + life) - detail,
})
