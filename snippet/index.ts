import { readClick, watchClicks } from './capture/clicks.ts'
import { createOnce, readCommerce } from './capture/commerce.ts'
import { readLayer } from './capture/data-layer.ts'
import { watchEngagement } from './capture/engagement.ts'
import { readForm } from './capture/forms.ts'
import { mask } from './capture/mask.ts'
import { watchRoutes } from './capture/navigation.ts'
import { readPage, readSearch } from './capture/page.ts'
import { all, createConsent } from './consent/consent.ts'
import { hearGoogle } from './consent/google.ts'
import { createOutbox } from './outbox.ts'
import { readSettings } from './settings.ts'
import { createSlots } from './slots/slots.ts'
import { openStore } from './store.ts'
import { createTransport, post } from './transport.ts'
import { mintId, remember } from './visitor.ts'
import type { Consent, DecideResponse, Event } from './wire.ts'

type Command = ((...call: unknown[]) => unknown) & { q?: unknown[][]; _on?: boolean }
const globals = window as unknown as Record<string, unknown> & { acquaint?: Command }

const settings = readSettings(document.currentScript as HTMLScriptElement)
const { site, edge } = settings
const key = `acquaint.${site}`
const debug: (...values: unknown[]) => void = /acquaint_debug/.test(location.search)
  ? console.debug
  : () => {}
const on = (capture: string) => !settings.off.includes(capture)

/** Epoch ms by the page's monotonic clock: a clock set right in between moves nothing. */
const now = () => Math.round(performance.timeOrigin + performance.now())

const memory = remember(() => localStorage, key, now())
let known = memory._read()
let started = false
let counted = false
let token: string | undefined
let viewed: string | undefined
let answer: DecideResponse | undefined
let once = createOnce()
let here = readPage(location, '', document.referrer)
const listeners: [string, (value: unknown) => void][] = []
const tell = (kind: string, value: unknown) => {
  debug(key, kind, value)
  for (const [wanted, listener] of listeners) if (wanted === kind) listener(value)
}

const { doNotTrack, globalPrivacyControl } = navigator as Navigator & { globalPrivacyControl?: boolean }
const consent = createConsent(known.consent, globalPrivacyControl || doNotTrack === '1', now, (state) => {
  if (state.analytics === 'denied') {
    known = {}
    outbox._erase()
    memory._write(known)
  }
  if (state.analytics === 'granted') {
    // Another tab may have minted it a moment ago.
    known = { id: mintId(), ...memory._read(), consent: state }
    if (state.personalization !== 'granted') delete known.capsule
    memory._write(known)
    if (token) identify(token)
    if (!counted) countPage()
  }
  tell('consent', state)
  if (started) {
    outbox._flush()
    slots._renew()
  }
})
const visitor = () => (consent._may('analytics') ? known.id : undefined)

/** Keeps the visitor's profile as the edge sealed it, while they want that. */
const keep = (capsule: string | undefined) => {
  if (capsule && visitor() && consent._may('personalization')) {
    known.capsule = capsule
    memory._write(known)
  }
}

const outbox = createOutbox({
  store: openStore(key),
  deliver: createTransport({
    edge,
    site,
    consent: consent._state,
    // After a sleep the monotonic clock is behind; the edge needs the true age.
    now: () => Math.max(now(), Date.now()),
    acknowledged: ({ capsule }) => keep(capsule),
  }),
  visitor,
  alone: (work) =>
    navigator.locks
      ? navigator.locks.request(key, { ifAvailable: true }, async (lock) => lock && work())
      : work(),
  now,
  mint: mintId,
  later: setTimeout,
  random: Math.random,
})

const record = (details: Partial<Event>, soon = 3e3) => {
  const { analytics } = consent._state()
  if (analytics === 'denied' || (analytics === 'unknown' && settings.late === 'drop') || !once(details))
    return false
  if (details.name === 'view_item') viewed = details.items?.[0]?.item_id
  const event = { page: { path: here.path }, created_at: now(), ...details } as Event
  debug(key, event)
  outbox._record(event, soon)
  return true
}

const identify = async (proof: string) => {
  token = proof
  if (visitor()) {
    token = undefined
    const response = await post(`${edge}/v1/identify`, { site, visitor: known.id, token: proof })
    if (response?.ok) {
      keep((await response.json()).capsule)
      slots._renew()
    }
  }
}

const slots = createSlots({
  deadline: settings.deadline,
  now,
  record,
  async ask(names) {
    const { acquaintItem, acquaintCategory } = document.body.dataset
    const response = await post(`${edge}/v1/decide`, {
      v: 1,
      site,
      ...(visitor() &&
        consent._may('personalization') && {
          visitor: known.id,
          capsule: known.capsule,
          pending: outbox._pending(),
        }),
      sent_at: now(),
      consent: consent._state(),
      page: {
        ...here,
        item_id: acquaintItem || viewed,
        category: acquaintCategory,
        language: navigator.language,
        timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      },
      slots: names,
      automated: navigator.webdriver,
    })
    if (response?.ok) {
      answer = await response.json()
      tell('decision', answer)
      return answer
    }
  },
})

const commands: Record<string, (...values: never[]) => unknown> = {
  consent: (said: Partial<Consent> | 'granted' | 'denied') =>
    consent._hear(typeof said === 'string' ? all(said) : said, 'api'),
  track: (name: Event['name'], details?: Partial<Event>) => record({ name, ...details }, 0),
  identify,
  reset() {
    outbox._flush()
    if (visitor()) {
      known = { id: mintId(), consent: consent._state() }
      memory._write(known)
      slots._renew()
    }
  },
  on(kind: string, listener: (value: unknown) => void) {
    listeners.push([kind, listener])
    if (kind === 'consent') listener(consent._state())
    else if (answer) listener(answer)
  },
  why: () => ({ ...answer, consent: consent._state(), item: viewed }),
}
const command: Command = (name, ...values) => {
  try {
    return commands[name as string]
      ? commands[name as string]!(...(values as never[]))
      : record({ ...(values[0] as object), name: name as Event['name'] }, 0)
  } catch (error) {
    debug(error)
  }
}

const countPage = () => {
  counted = record({ name: 'page_view', page: here })
  const search_term = readSearch(location.search)
  if (search_term) record({ name: 'search', search_term })
}

const settle = () => {
  here.title = mask(document.title)
  const { acquaintItem } = document.body.dataset
  if (acquaintItem) record({ name: 'view_item', items: [{ item_id: acquaintItem }] })
  outbox._flush()
}

const start = async () => {
  const queued = globals.acquaint?.q || []
  globals.acquaint = command
  countPage()
  readLayer(globals, settings.layer, (entry) => {
    if (entry[0] === 'consent')
      hearGoogle(entry[1] as string, entry[2] as Record<string, unknown>, consent._hear)
    const details =
      entry[0] === 'event'
        ? readCommerce(entry[1], entry[2])
        : readCommerce(entry.event, entry.ecommerce || entry)
    if (details) record(details, 0)
  })
  for (const call of queued) command(...call)

  const readClicks = watchClicks(now, (element, created_at) => {
    const inBlock = slots._clicked(element)
    if (inBlock || on('click')) record({ ...(inBlock || readClick(element)), created_at })
  })
  const engagement = watchEngagement(now)
  const leave = () => {
    readClicks()
    const read = engagement._take()
    if (on('engagement') && read.value) record({ name: 'engagement', ...read })
  }
  addEventListener('visibilitychange', () => {
    if (document.hidden) {
      leave()
      outbox._flush(true)
    }
  })
  addEventListener('pagehide', () => {
    leave()
    outbox._flush(true)
  })
  addEventListener('online', outbox._wake)
  const reread = () => {
    const before = known.id
    known = memory._read()
    if (known.consent) consent._hear(known.consent, known.consent.source!)
    else if (before) consent._hear(all('denied'), 'withdrawn')
  }
  addEventListener('storage', (event) => event.key === key && reread())
  addEventListener('pageshow', (event) => {
    if (event.persisted) {
      reread()
      slots._renew()
    }
  })
  if (on('form'))
    addEventListener(
      'submit',
      (event) => record(readForm(event.target as HTMLFormElement, settings.fields)),
      true,
    )
  watchRoutes(() => {
    leave()
    outbox._flush()
    here = readPage(location, '', location.origin + here.path)
    viewed = undefined
    once = createOnce()
    countPage()
    // A route's title and content come after its address.
    setTimeout(() => {
      settle()
      slots._renew()
    }, 200)
  })

  const restored = Promise.race([
    visitor() && outbox._restore(),
    new Promise((done) => setTimeout(done, 100)),
  ])
  if (document.readyState === 'loading')
    await new Promise((ready) => document.addEventListener('DOMContentLoaded', ready))
  settle()
  await restored
  started = true
  slots._scan()
  let due: unknown
  new MutationObserver(() => {
    due ||= setTimeout(() => {
      due = 0
      slots._scan()
    }, 100)
  }).observe(document, { childList: true, subtree: true })
}

if ((document as { prerendering?: boolean }).prerendering)
  document.addEventListener('prerenderingchange', start)
else start()
