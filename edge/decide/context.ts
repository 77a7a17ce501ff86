import { isTimezone, type Wall, wallClock } from '../../rules/calendar.ts'
import type { Scalar } from '../../rules/visitor.ts'
import type { PageContext } from '../../snippet/wire.ts'
import { classifyReferrer } from '../profile/referrer.ts'

export type Context = Readonly<Record<string, Scalar | undefined>>

/** The shop that is asked: its own hosts and its time zone. */
export interface Shop {
  hosts: readonly string[]
  timezone: string
}

/** What a decision is told of the client; where it is may cost something to know. */
export type ClientHints = Readonly<
  Partial<Record<'country' | 'region' | 'timezone' | 'device' | 'language', string | undefined>>
>

/** What the page and the request say (the names of CONTEXT): known even without consent. */
export function contextOf(page: PageContext, client: ClientHints, shop: Shop, now: number): Context {
  const referrer = page.referrer === undefined ? null : URL.parse(page.referrer)
  const said = {
    path: page.path,
    title: page.title,
    item: page.item_id,
    category: page.category?.toLowerCase(),
    referrer: referrer ? `${referrer.host}${referrer.pathname}` : undefined,
    referrer_class: classifyReferrer(page, referrer?.host, shop.hosts),
    utm_source: page.utm_source,
    utm_medium: page.utm_medium,
    utm_campaign: page.utm_campaign,
    utm_term: page.utm_term,
    utm_content: page.utm_content,
    device: client.device,
    language: (page.language ?? client.language)?.toLowerCase(),
  }
  const clock = () => {
    const zone = page.timezone ?? client.timezone
    return wallClock(now, zone && isTimezone(zone) ? zone : shop.timezone)
  }
  return Object.assign(new Placed(client, clock), said) as object as Context
}

/** Places, clocks and time zones cost more than all the rest: looked at only when a rule asks. (Of a class: see edge/profile/apart.ts.) */
class Placed {
  private readonly client: ClientHints
  private readonly clock: () => Wall

  constructor(client: ClientHints, clock: () => Wall) {
    this.client = client
    this.clock = clock
  }

  get country(): string | undefined {
    return this.client.country
  }

  get region(): string | undefined {
    return this.client.region
  }

  get hour(): number {
    return this.clock().hour
  }

  get weekday(): string {
    return this.clock().weekday
  }
}
