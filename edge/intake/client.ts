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

/** The time zone that the network places the visitor in, for a page that does not tell its own. */
export function zoneOf(request: Request): { timezone?: string } {
  const { timezone } = cfOf(request)
  return timezone ? { timezone } : {}
}

/** What the request tells of a visitor, as classes: the address and the user agent themselves are never kept. */
export function clientOf(request: Request, automated = false): Client {
  const cf = cfOf(request)
  const agent = parseAgent(request.headers.get('user-agent') ?? '')
  const language = request.headers.get('accept-language')?.split(/[,;]/, 1)[0]?.trim().toLowerCase()
  return {
    ...(cf.country && { country: cf.country.toLowerCase() }),
    ...(cf.regionCode && { region: cf.regionCode.toLowerCase() }),
    ...(cf.city && { city: cf.city }),
    device: agent.device,
    ...(language && language !== '*' && { language: language.slice(0, 35) }),
    ...((agent.bot || automated) && { bot: true as const }),
  }
}

function parseAgent(given: string): { device: string; bot: boolean } {
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
