/** Core web vitals of a page: `lcp` and `inp` in ms, `cls` a score; absent is not (yet) known. */
export interface Vitals {
  lcp?: number
  inp?: number
  cls?: number
}

type Shift = PerformanceEntry & { value: number; hadRecentInput: boolean }
type Interaction = PerformanceEntry & { interactionId?: number }

/** Of this many interactions the slowest are kept, and one in fifty is passed over (web.dev/articles/inp). */
const SLOWEST = 10
const PASSED_OVER = 50
/** Shorter events are not told, ms. */
const TOLD = 40
/** In place of the id of an interaction that has none yet. */
const UNDER_WAY = -1
/** A session of shifts: no gap of a second, five at most (web.dev/articles/cls), ms. */
const GAP = 1e3
const LONGEST = 5e3

/** The largest session of layout shifts, as they come. */
export function createCls() {
  let [largest, sum, began, last] = [0, 0, 0, 0]
  return {
    add({ value, hadRecentInput, startTime }: Shift): void {
      if (hadRecentInput) return
      const goesOn = sum > 0 && startTime - last < GAP && startTime - began < LONGEST
      if (!goesOn) began = startTime
      sum = goesOn ? sum + value : value
      last = startTime
      largest = Math.max(largest, sum)
    },
    value: () => Math.round(largest * 1e4) / 1e4,
  }
}

/** The 98th percentile of interactions by their longest event; `count` is how many there were, also short ones. */
export function createInp(count: () => number) {
  const slowest = new Map<number, number>()
  let first: number | undefined
  return {
    add({ interactionId, duration, entryType }: Interaction): void {
      // The first input is told however short it was; it may belong to an interaction that is told as well.
      if (entryType === 'first-input') first ??= duration
      if (!interactionId) return
      slowest.set(interactionId, Math.max(slowest.get(interactionId) ?? 0, duration))
      if (slowest.size > SLOWEST) {
        const [[least]] = [...slowest].sort(([, a], [, b]) => a - b) as [[number, number]]
        slowest.delete(least)
      }
    },
    value(): number | undefined {
      const sorted = [...slowest.values()].sort((a, b) => b - a)
      const at = Math.min(sorted.length - 1, Math.floor(count() / PASSED_OVER))
      return sorted[at] ?? first
    },
  }
}

/** An interaction that has taken `duration` ms so far: at the least that. */
const soFar = (duration: number) =>
  ({ duration, entryType: 'first-input', interactionId: duration < TOLD ? 0 : UNDER_WAY }) as Interaction

/** Watches the vitals by the rules of web-vitals, from the page's beginning; the returned function tells them as they stand. */
export function watchVitals(): () => Vitals {
  const observe = (type: string, hear: (entry: never) => void, more: object = {}) => {
    try {
      const observer = new PerformanceObserver((list) => list.getEntries().forEach(hear as never))
      observer.observe({ type, buffered: true, ...more })
      return observer
    } catch {
      // Not in this browser.
    }
  }
  // What is painted in the background, or after the page was first hidden, says nothing of waiting.
  const [hidden] = performance.getEntriesByName('hidden', 'visibility-state')
  let end = document.hidden ? 0 : (hidden?.startTime ?? Number.POSITIVE_INFINITY)
  let lcp: number | undefined
  for (const event of ['keydown', 'click', 'visibilitychange'])
    addEventListener(
      event,
      ({ timeStamp, isTrusted }) => {
        if (isTrusted) end = Math.min(end, timeStamp)
      },
      { capture: true, once: true },
    )

  const cls = createCls()
  const shifts = observe('layout-shift', cls.add)
  let interactions = 0
  const seen = new Set<number>()
  const counted = performance as { interactionCount?: number }
  const inp = createInp(() => counted.interactionCount ?? interactions)
  const hear = (entry: Interaction) => {
    if (entry.interactionId && !seen.has(entry.interactionId)) {
      seen.add(entry.interactionId)
      interactions++
    }
    inp.add(entry)
  }
  const events = observe('event', hear, { durationThreshold: TOLD })
  observe('first-input', hear)
  // Whose handlers still run has no entry yet, and the click that leads away gets none before the page is told of.
  let underWay: number | undefined
  for (const event of ['keydown', 'click'])
    addEventListener(
      event,
      ({ timeStamp, isTrusted }) => {
        if (!isTrusted) return
        underWay = timeStamp
        setTimeout(() => {
          underWay = undefined
        })
      },
      true,
    )

  return () => {
    for (const entry of shifts?.takeRecords() ?? []) cls.add(entry as Shift)
    for (const entry of events?.takeRecords() ?? []) hear(entry)
    if (events && underWay !== undefined) inp.add(soFar(performance.now() - underWay))
    const slow = inp.value()
    // Kept by the browser until it is asked for: each entry is an object that most page views never need.
    const painted = observe('largest-contentful-paint', () => {})
    for (const { startTime } of painted?.takeRecords() ?? []) if (startTime < end) lcp = startTime
    painted?.disconnect()
    // Read only now: it is one of the largest objects that a page can ask for.
    const [navigation] = performance.getEntriesByType('navigation') as (PerformanceNavigationTiming & {
      activationStart?: number
    })[]
    const activated = navigation?.activationStart ?? 0
    return {
      ...(lcp !== undefined && { lcp: Math.round(Math.max(0, lcp - activated)) }),
      ...(slow !== undefined && { inp: Math.round(slow) }),
      ...(shifts && { cls: cls.value() }),
    }
  }
}
