import { DAY, type Day, dayOf, MINUTE } from './time.ts'

/** A visit ends after this long without an event (GA4's session timeout), ms. */
export const SESSION_TIMEOUT = 30 * MINUTE

/**
 * When a visitor was here. Every event keeps a visit open for SESSION_TIMEOUT, so visits
 * are the connected pieces of a union of intervals: late events, two tabs and two devices
 * fit in wherever they belong.
 */
export interface Activity {
  /** Disjoint [start, end) in order, epoch ms; `end` is the last event + SESSION_TIMEOUT. */
  visits: [start: number, end: number][]
  /** Days of visits before the horizon, in order. */
  days: Day[]
}

export const noActivity = (): Activity => ({ visits: [], days: [] })

/** The activity of some events. */
export const activityOf = (events: readonly { time: number }[]): Activity => ({
  visits: union(events.map(({ time }) => [time, time + SESSION_TIMEOUT])),
  days: [],
})

/** The union of both. */
export const addActivity = (a: Activity, b: Activity): Activity => ({
  visits: union([...a.visits, ...b.visits]),
  days: unionDays(a.days, b.days),
})

function union(pieces: Activity['visits']): Activity['visits'] {
  const visits: Activity['visits'] = []
  for (const [start, end] of pieces.sort((x, y) => x[0] - y[0] || x[1] - y[1])) {
    const open = visits.at(-1)
    if (open && start <= open[1]) open[1] = Math.max(open[1], end)
    else visits.push([start, end])
  }
  return visits
}

/** Keeps of what lies before day `since` only the days; what crosses it is cut there. */
export function foldActivity(activity: Activity, since: Day): Activity {
  const cut = since * DAY
  const visits: Activity['visits'] = []
  const days: Day[] = []
  for (const [start, end] of activity.visits) {
    if (end > cut) visits.push([Math.max(start, cut), end])
    for (let day = dayOf(start); day < since && day <= dayOf(end - 1); day++) days.push(day)
  }
  return { visits, days: unionDays(activity.days, days) }
}

/** How many visits: pieces within the horizon, days before it. */
export const countVisits = (activity: Activity): number => activity.visits.length + activity.days.length

const unionDays = (a: Day[], b: Day[]): Day[] =>
  b.length === 0 ? a : [...new Set([...a, ...b])].sort((x, y) => x - y)
