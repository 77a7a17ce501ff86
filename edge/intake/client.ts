import { isbot } from 'isbot'
import type { Client } from '../profile/event.ts'
import { type Device, deviceOf } from './device.ts'

/** Cloudflare's request properties that we read; absent outside Cloudflare. */
interface RequestCf {
  country?: string
  regionCode?: string
  city?: string
  timezone?: string
}

/** isbot's pattern is long, and few user agents make most of the traffic. */
const MAX_CACHED = 2000
/** Longer than any browser's own name, UTF-16 units: what lies beyond is not looked at, and such a one is not remembered. */
const MAX_AGENT = 512
const parsed = new Map<string, { device: Device | 'bot'; bot: boolean }>()

const cfOf = (request: Request): RequestCf => (request as { cf?: RequestCf }).cf ?? {}

/** What the request tells of a visitor, as classes: the address and the user agent themselves are never kept. */
export function clientOf(request: Request, automated = false): Client {
  const { device, bot } = agentOf(request)
  const language = languageOf(request)
  return {
    ...placeOf(request),
    device,
    ...(language && { language }),
    ...((bot || automated) && { bot: true as const }),
  }
}

/**
 * The same of whoever asks for a decision, and the time zone of their network. Where they are is looked at when a rule
 * asks: Cloudflare tells it as JSON, and to have that read costs as much as to open a capsule.
 */
export class RequestClient {
  readonly device: string
  readonly language: string | undefined
  private readonly request: Request
  private place: Pick<Client, 'country' | 'region'> | undefined

  constructor(request: Request) {
    this.request = request
    this.device = agentOf(request).device
    this.language = languageOf(request)
  }

  get country(): string | undefined {
    this.place ??= placeOf(this.request)
    return this.place.country
  }

  get region(): string | undefined {
    this.place ??= placeOf(this.request)
    return this.place.region
  }

  get timezone(): string | undefined {
    return cfOf(this.request).timezone
  }
}

function placeOf(request: Request): Pick<Client, 'country' | 'region' | 'city'> {
  const { country, regionCode, city } = cfOf(request)
  return {
    ...(country && { country: country.toLowerCase() }),
    ...(regionCode && { region: regionCode.toLowerCase() }),
    ...(city && { city }),
  }
}

function languageOf({ headers }: Request): string | undefined {
  const language = headers.get('accept-language')?.split(/[,;]/, 1)[0]?.trim().toLowerCase()
  return language && language !== '*' ? language.slice(0, 35) : undefined
}

function agentOf({ headers }: Request): { device: string; bot: boolean } {
  const given = headers.get('user-agent') ?? ''
  const known = parsed.get(given)
  if (known) return known
  const agent = given.slice(0, MAX_AGENT)
  const bot = agent === '' || isbot(agent)
  const found = { device: bot ? ('bot' as const) : deviceOf(agent), bot }
  // A header may have a hundred kilobytes, and a flood of such would fill the isolate.
  if (given.length > MAX_AGENT) return found
  if (parsed.size >= MAX_CACHED) parsed.delete(parsed.keys().next().value as string)
  parsed.set(given, found)
  return found
}
