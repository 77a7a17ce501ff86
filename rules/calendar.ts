const formats = new Map<string, Intl.DateTimeFormat>()
const MAX_FORMATS = 500
export const WEEKDAYS = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const

/** A moment as a clock on the wall of a time zone shows it. */
export interface Wall {
  year: number
  month: number
  day: number
  hour: number
  minute: number
  weekday: string
}

/** What a wall clock in `timezone` (IANA) shows at `time`, epoch ms. */
export function wallClock(time: number, timezone: string): Wall {
  let format = formats.get(timezone)
  if (!format) {
    if (formats.size >= MAX_FORMATS) formats.clear() // a page may spell its zone in any case
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: timezone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
      weekday: 'long',
    })
    formats.set(timezone, format)
  }
  const parts: Record<string, string> = {}
  for (const { type, value } of format.formatToParts(time)) parts[type] = value
  return {
    year: Number(parts.year),
    month: Number(parts.month),
    day: Number(parts.day),
    hour: Number(parts.hour),
    minute: Number(parts.minute),
    weekday: (parts.weekday ?? '').toLowerCase(),
  }
}

/** The epoch ms at which the wall clock shows this; in an hour that a clock change skips, the moment after it. */
export function fromWall(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  timezone: string,
): number {
  const wanted = Date.UTC(year, month - 1, day, hour, minute)
  let guess = wanted
  for (let i = 0; i < 3; i++) {
    const w = wallClock(guess, timezone)
    guess += wanted - Date.UTC(w.year, w.month - 1, w.day, w.hour, w.minute)
  }
  return guess
}

/** `2026-12-31` or `2026-12-31 18:00` on the wall of `timezone` → epoch ms; a bare day with `end` is its last ms. */
export function readMoment(text: string, timezone: string, end = false): number | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})(?:[ T](\d{1,2}):(\d{2}))?$/.exec(text.trim())
  if (!match) return null
  const [, y, m, d, hh, mm] = match
  const [year, month, day] = [Number(y), Number(m), Number(d)]
  const calendar = new Date(Date.UTC(year, month - 1, day))
  if (calendar.getUTCMonth() !== month - 1 || calendar.getUTCDate() !== day) return null
  if (hh !== undefined) {
    if (Number(hh) > 23 || Number(mm) > 59) return null
    return fromWall(year, month, day, Number(hh), Number(mm), timezone)
  }
  if (!end) return fromWall(year, month, day, 0, 0, timezone)
  const next = new Date(calendar.getTime() + 86_400_000)
  return fromWall(next.getUTCFullYear(), next.getUTCMonth() + 1, next.getUTCDate(), 0, 0, timezone) - 1
}

/** Whether Intl knows the time zone. */
export function isTimezone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

/** Whole days from `now` to the next anniversary of `date` by the calendar of `timezone`; 0 is today. 29 February falls on 1 March in other years. */
export function daysToAnniversary(date: number, now: number, timezone: string): number {
  const born = wallClock(date, timezone)
  const today = wallClock(now, timezone)
  const at = (year: number) => Date.UTC(year, born.month - 1, born.day)
  const midnight = Date.UTC(today.year, today.month - 1, today.day)
  const next = at(today.year) >= midnight ? at(today.year) : at(today.year + 1)
  return Math.round((next - midnight) / 86_400_000)
}
