import type { Page } from '../../snippet/wire.ts'
import { ASSISTANT_HOSTS, SEARCH_HOSTS, SOCIAL_HOSTS } from './referrer-hosts.ts'

export type ReferrerClass =
  | 'campaign'
  | 'email'
  | 'search'
  | 'social'
  | 'assistant'
  | 'internal'
  | 'direct'
  | 'other'

const CLASSES: readonly [ReferrerClass, string][] = [
  ['assistant', ASSISTANT_HOSTS],
  ['search', SEARCH_HOSTS],
  ['social', SOCIAL_HOSTS],
]
/** `google.{}` is kept as `google.`: any ending of one or two labels fits. */
const exact = new Map<string, ReferrerClass>()
const stems = new Map<string, ReferrerClass>()
for (const [kind, hosts] of CLASSES)
  for (const host of hosts.trim().split(/\s+/)) {
    if (host.endsWith('.{}')) stems.set(host.slice(0, -2), kind)
    else exact.set(host, kind)
  }

const EMAIL_MEDIUMS = new Set(['email', 'e-mail', 'newsletter', 'mail'])
const WEBMAIL = /^(mail|outlook|webmail)\./

/** Where a page view came from; a campaign's own word (utm, click id) goes before the referrer's. */
export function classifyReferrer(
  page: Page,
  host: string | undefined,
  ownHosts: readonly string[],
): ReferrerClass {
  if (EMAIL_MEDIUMS.has(page.utm_medium?.toLowerCase() ?? '')) return 'email'
  if (page.utm_source || page.utm_campaign || page.click_id) return 'campaign'
  if (host === undefined || host === '') return 'direct'
  if (ownHosts.includes(host)) return 'internal'
  const name = (host.split(':', 1)[0] as string).replace(/^www\./, '').toLowerCase()
  return lookUp(name) ?? (WEBMAIL.test(name) ? 'email' : 'other')
}

/** The class of a host or of the nearest domain above it. */
function lookUp(name: string): ReferrerClass | undefined {
  const labels = name.split('.')
  for (let i = 0; i < labels.length - 1; i++) {
    const known = exact.get(labels.slice(i).join('.'))
    if (known) return known
    for (const ending of [1, 2]) {
      if (labels.length - ending <= i) continue
      const stem = stems.get(`${labels.slice(i, labels.length - ending).join('.')}.`)
      if (stem) return stem
    }
  }
  return undefined
}
