/** UTC days since the epoch; the unit in which a profile counts. */
export type Day = number

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

/** The UTC day of an epoch-ms time. */
export const dayOf = (time: number): Day => Math.floor(time / DAY)

/** 30-day bins in which days are kept once they leave the detailed horizon. */
export const monthOf = (day: Day): number => Math.floor(day / 30)
