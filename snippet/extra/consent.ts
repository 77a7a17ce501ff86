import { type Hear, NAMES, type Statement } from '../consent/consent.ts'

// biome-ignore lint/suspicious/noExplicitAny: other people's globals
type Foreign = any

/**
 * IAB TCF v2.2/2.3, read from `tcData`: analytics is storage (1) with measuring content (8), personalization 1 with
 * content profiles (5, 6), marketing 1 with advertising profiles (3, 4). Where the GDPR does not apply, it says nothing.
 */
export function hearTcf({ eventStatus, gdprApplies, purpose }: Foreign, hear: Hear): void {
  // `cmpuishown` repeats an old choice while the visitor makes a new one.
  if (!/^(tcloaded|useractioncomplete)$/.test(eventStatus) || gdprApplies === false || !purpose) return
  const yes = (...ids: number[]) => ids.every((id) => purpose.consents?.[id] === true)
  hear({ analytics: yes(1, 8), personalization: yes(1, 5, 6), marketing: yes(1, 3, 4) }, 'tcf')
}

/** IAB GPP, US sections: an opt-out (1) refuses profiling, the GPC flag refuses everything, no choice (0) says nothing. */
export function hearGpp({ signalStatus, parsedSections }: Foreign, hear: Hear): void {
  const sections = JSON.stringify(parsedSections ?? {})
  if (signalStatus !== 'ready' || !/OptOut":[12]/.test(sections)) return
  const analytics = !/"Gpc":(true|1)/.test(sections)
  const rest = analytics && !/OptOut":1/.test(sections)
  hear({ analytics, personalization: rest, marketing: rest }, 'gpp')
}

/** Categories of services: one is granted when every service in it is. */
export function byCategory(services: Iterable<readonly [category: string, granted: unknown]>): Statement {
  const statement: Statement = {}
  for (const [category, granted] of services)
    statement[category] = statement[category] !== false && granted === true
  return statement
}

/** CookieConsent 3 names only the categories that were accepted: a purpose that none of them means is refused. */
export function hearAccepted(categories: string[] | undefined, hear: Hear): void {
  if (!categories) return
  const statement: Statement = {}
  for (const [purpose, names] of Object.entries(NAMES))
    statement[purpose] = categories.some((category) => names.test(category))
  hear(statement, 'cookieconsent')
}

/** CookieConsent 3 keeps its answer in a cookie, where it is found even when the library hides in a bundle. */
function readCookie(cookies: string): string[] | undefined {
  try {
    return JSON.parse(decodeURIComponent(/(?:^|; )cc_cookie=([^;]*)/.exec(cookies)![1]!)).categories
  } catch {}
}

function hearKlaro(manager: Foreign, hear: Hear) {
  const update = () => {
    if (manager.confirmed)
      hear(
        byCategory(
          manager.config.services.flatMap(({ name, purposes }: Foreign) =>
            purposes.map((purpose: string) => [purpose, manager.consents[name]]),
          ),
        ),
        'klaro',
      )
  }
  manager.watch({ update })
  update()
}

/** How to listen to each consent tool, by the global that shows it is on the page. */
const tools: Record<string, (api: Foreign, hear: Hear, page: Foreign) => void> = {
  __tcfapi: (api, hear) =>
    api('addEventListener', 2, (data: Foreign, ok: boolean) => ok && hearTcf(data, hear)),
  __gpp: (api, hear) => api('addEventListener', ({ pingData }: Foreign) => hearGpp(pingData ?? {}, hear)),
  klaro: (api, hear) => hearKlaro(api.getManager(), hear),
  tarteaucitron: (api, hear, page) =>
    page.document.addEventListener('tac.consent_updated', () =>
      hear(
        byCategory(
          Object.entries(api.state).map(
            ([name, state]) => [api.services[name]?.type ?? name, state] as const,
          ),
        ),
        'tarteaucitron',
      ),
    ),
  c15tStore: (api, hear) => {
    const update = () => {
      const { consents, hasConsented } = api.getState()
      if (hasConsented()) hear(consents, 'c15t')
    }
    api.subscribe(update)
    update()
  },
}
const heard = new Set<string>()

/** Listens to every consent tool that is on the page by now, to each once; call it again when more may have come. */
export function hearSources(page: Foreign, hear: Hear): void {
  if (!heard.has('cc')) {
    heard.add('cc')
    hearAccepted(readCookie(page.document.cookie), hear)
    for (const name of ['cc:onConsent', 'cc:onChange'])
      page.addEventListener(name, ({ detail }: Foreign) => hearAccepted(detail.cookie.categories, hear))
  }
  for (const name in tools)
    if (page[name] && !heard.has(name))
      try {
        tools[name]!(page[name], hear, page)
        heard.add(name)
      } catch {
        // Not ready yet, or broken: the next call tries again.
      }
}
