import type { AcceptedEvent } from './event.ts'
import { canonical } from './record.ts'

/** How a visitor arrived: the page view that came from somewhere else, or directly. */
export interface Touch {
  time: number
  path: string
  referrer?: string
  utm_source?: string
  utm_medium?: string
  utm_campaign?: string
}

/** The first and the last arrival, and the first and last time of any event (epoch ms). */
export interface Touches {
  seen?: [first: number, last: number]
  first?: Touch
  last?: Touch
}

/** The touches of one event. */
export function touchesOf(event: AcceptedEvent): Touches {
  const touches: Touches = { seen: [event.time, event.time] }
  if (event.name !== 'page_view' || !event.page) return touches
  const { path, referrer, utm_source, utm_medium, utm_campaign } = event.page
  const touch: Touch = {
    time: event.time,
    path,
    ...(referrer !== undefined && { referrer }),
    ...(utm_source !== undefined && { utm_source }),
    ...(utm_medium !== undefined && { utm_medium }),
    ...(utm_campaign !== undefined && { utm_campaign }),
  }
  return { ...touches, first: touch, ...((referrer || utm_source) && { last: touch }) }
}

/** The earliest first and the latest last of both. */
export function addTouches(a: Touches, b: Touches): Touches {
  const first = pick(a.first, b.first, (x, y) => before(x, y))
  const last = pick(a.last, b.last, (x, y) => !before(x, y))
  const seen = pick(a.seen, b.seen, () => true)
  return {
    ...(seen && {
      seen: a.seen && b.seen ? [Math.min(a.seen[0], b.seen[0]), Math.max(a.seen[1], b.seen[1])] : seen,
    }),
    ...(first && { first }),
    ...(last && { last }),
  }
}

function pick<T>(a: T | undefined, b: T | undefined, prefersFirst: (a: T, b: T) => boolean): T | undefined {
  if (a === undefined || b === undefined) return a ?? b
  return prefersFirst(a, b) ? a : b
}

const before = (a: Touch, b: Touch): boolean =>
  a.time === b.time ? canonical(a) <= canonical(b) : a.time < b.time
