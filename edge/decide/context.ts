import { isTimezone, type Wall, wallClock } from '../../rules/calendar.ts'
import type { Scalar } from '../../rules/visitor.ts'
import type { PageContext } from '../../snippet/wire.ts'
import type { Client } from '../profile/event.ts'
import { classifyReferrer } from '../profile/referrer.ts'

export type Context = Readonly<Record<string, Scalar | undefined>>

/** Where the page stands: the site's own hosts and the shop's time zone. */
export interface Place {
  hosts: readonly string[]
  timezone: string
}

/** What the page and the request say (the names of CONTEXT): known even without consent. */
export function contextOf(page: PageContext, client: Client, place: Place, now: number): Context {
  const referrer = page.referrer === undefined ? null : URL.parse(page.referrer)
  const said = {
    path: page.path,
    title: page.title,
    item: page.item_id,
    category: page.category?.toLowerCase(),
    referrer: referrer ? `${referrer.host}${referrer.pathname}` : undefined,
    referrer_class: classifyReferrer(page, referrer?.host, place.hosts),
    utm_source: page.utm_source,
    utm_medium: page.utm_medium,
    utm_campaign: page.utm_campaign,
    utm_term: page.utm_term,
    utm_content: page.utm_content,
    country: client.country,
    region: client.region,
    device: client.device,
    language: (page.language ?? client.language)?.toLowerCase(),
  }
  const { timezone } = page
  const clock = () =>
    wallClock(now, timezone !== undefined && isTimezone(timezone) ? timezone : place.timezone)
  return Object.assign(new Clocked(clock), said) as object as Context
}

/** Clocks and time zones cost more than all the rest: looked at only when a rule asks. (Of a class: see edge/profile/apart.ts.) */
class Clocked {
  private readonly clock: () => Wall

  constructor(clock: () => Wall) {
    this.clock = clock
  }

  get hour(): number {
    return this.clock().hour
  }

  get weekday(): string {
    return this.clock().weekday
  }
}
