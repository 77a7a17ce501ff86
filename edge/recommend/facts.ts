/** What a request says of somebody of whom nothing else is known. */
export interface Arrival {
  country?: string | undefined
  device?: string | undefined
  /** Class of the referrer (edge/profile/referrer.ts). */
  referrer?: string | undefined
  campaign?: string | undefined
}

/** Classes that tell visitors apart; `direct`, `internal` and `other` say nothing of a taste. */
const TELLING = new Set(['search', 'social', 'email', 'assistant', 'campaign'])
const HOUR = 3_600_000

/** Facts that popularity may depend on, the same in training and in a question: place, device, source, campaign, a quarter of the day (UTC). */
export function factsOf({ country, device, referrer, campaign }: Arrival, time: number): string[] {
  const word = (text: string) => text.trim().toLowerCase().replace(/\s+/g, '_').slice(0, 64)
  return [
    ...(country ? [`country:${word(country)}`] : []),
    ...(device ? [`device:${word(device)}`] : []),
    ...(referrer && TELLING.has(referrer) ? [`referrer:${referrer}`] : []),
    ...(campaign ? [`campaign:${word(campaign)}`] : []),
    `hours:${Math.floor(time / HOUR / 6) % 4}`,
  ]
}
