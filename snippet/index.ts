import { readClick, watchClicks } from './capture/click.ts'
import { createOnce, readCommerce } from './capture/commerce.ts'
import { type LayerEntry, readLayer } from './capture/data-layer.ts'
import { watchEngagement } from './capture/engagement.ts'
import { readForm } from './capture/forms.ts'
import { mask } from './capture/mask.ts'
import { watchRoutes } from './capture/navigation.ts'
import { readPage } from './capture/page.ts'
import { all, createConsent, type Statement } from './consent/consent.ts'
import { hearGoogle } from './consent/google.ts'
import { listen } from './listen.ts'
import { createOutbox } from './outbox.ts'
import { ours } from './slots/names.ts'
import { createSlots } from './slots/slots.ts'
import { openStore } from './store.ts'
import { createTransport, post } from './transport.ts'
import { mintId, recall, remember } from './visitor.ts'
import type { DecideRequest, DecideResponse, Event } from './wire.ts'

// What the script tag asks for; README.md has the list.
const tag = document.currentScript as HTMLScriptElement
const { site, edge = new URL(tag.src).origin, off = '', late, fields = '', deadline = 400 } = tag.dataset
const key = `acquaint.${site}`

type Command = ((...call: unknown[]) => unknown) & { q?: unknown[][] }
const globals = window as unknown as Record<string, unknown> & { acquaint?: Command }

/** Epoch ms by the page's monotonic clock: a clock set right in between moves nothing. */
const now = () => Math.round(performance.timeOrigin + performance.now())
const save = () => remember(key, known)

let known = recall(key, now())
let started = false
let counted = false
let viewed: string | undefined
let once = createOnce()
let { page: here, search_term } = readPage(location, document.referrer)

const listeners: [unknown, (value: unknown) => void][] = []
const last: Record<string, unknown> = {}
const tell = (kind: string, value: unknown) => {
  last[kind] = value
  for (const [wanted, listener] of listeners) if (wanted === kind) listener(value)
}

const { doNotTrack, globalPrivacyControl } = navigator as Navigator & { globalPrivacyControl?: boolean }
const { _hear, _state, _may } = createConsent(
  known.consent,
  globalPrivacyControl || doNotTrack === '1',
  now,
  (state) => {
    if (state.analytics === 'denied') {
      known = {}
      outbox._erase()
      save()
    }
    if (state.analytics === 'granted') {
      // Another tab may have minted it a moment ago.
      known = { id: mintId(), ...recall(key, now()), consent: state }
      if (state.personalization !== 'granted') delete known.capsule
      save()
      if (!counted) countPage()
    }
    tell('consent', state)
    if (started) ask()
  },
)
const visitor = () => (_may('analytics') ? known.id : undefined)

/** What every request says. After a sleep the monotonic clock is behind, and the edge needs the true age. */
const context = () => ({
  site,
  sent_at: Math.max(Date.now(), now()),
  consent: _state(),
  automated: navigator.webdriver,
})

/** Keeps the visitor's profile as the edge sealed it, while they want that and are who they were. */
const keep = ({ capsule }: { capsule?: string }, owner = known.id) => {
  if (capsule && _may('personalization') && owner === visitor()) {
    known.capsule = capsule
    save()
  }
}

const outbox = createOutbox(
  openStore(key),
  createTransport(`${edge}/v1/collect`, context, keep),
  visitor,
  (work) =>
    navigator.locks ? navigator.locks.request(key, { ifAvailable: true }, (lock) => lock && work()) : work(),
  now,
)

const record = (details: Partial<Event>) => {
  const { analytics } = _state()
  if (
    analytics === 'denied' ||
    (late && analytics !== 'granted') ||
    off.split(' ').includes(details.name!) ||
    !once(details)
  )
    return false
  if (details.name === 'view_item') viewed = details.items?.[0]?.item_id
  outbox._record({ page: { path: here.path }, created_at: now(), ...details } as Event)
  return true
}

const slots = createSlots(
  async (names) => {
    const offset = Math.round(new Date().getTimezoneOffset() / 60)
    const [, decided] = await post<DecideResponse>(`${edge}/v1/decide`, {
      ...context(),
      ...(visitor() &&
        _may('personalization') && { visitor: known.id, capsule: known.capsule, pending: outbox._pending() }),
      page: {
        ...here,
        item_id: ours(document.body, '-item') || viewed,
        category: ours(document.body, '-category'),
        language: navigator.language,
        // Asking Intl for the zone's name costs more than all the rest of this script; `Etc/GMT+5` is five hours behind.
        timezone: `Etc/GMT${offset < 0 ? offset : `+${offset}`}`,
      },
      slots: names,
    } as DecideRequest)
    if (decided) tell('decision', decided)
    return decided
  },
  record,
  +deadline,
)
const ask = () => {
  outbox._flush()
  slots._scan(1)
}

const identify = async (token: string) => {
  if (visitor()) {
    const [, linked] = await post<{ capsule?: string }>(`${edge}/v1/identify`, {
      site,
      visitor: known.id,
      token,
    })
    if (linked) {
      keep(linked)
      ask()
    }
  }
}

const commands: Record<string, (...values: never[]) => unknown> = {
  consent: (said: Statement | string) => _hear(typeof said === 'string' ? all(said) : said, 'api'),
  track: (name: Event['name'], details?: object) => record({ ...details, name }),
  identify,
  reset() {
    outbox._flush()
    if (visitor()) {
      known = { id: mintId(), consent: _state() }
      save()
      ask()
    }
  },
  on(kind: string, listener: (value: unknown) => void) {
    listeners.push([kind, listener])
    if (last[kind]) listener(last[kind])
  },
  why: () => last,
}
const command: Command = (name, ...values) => {
  try {
    return commands[name as string]
      ? commands[name as string]!(...(values as never[]))
      : record({ ...(values[0] as object), name: name as Event['name'] })
  } catch {}
}

const countPage = () => {
  counted = record({ name: 'page_view', page: here })
  if (search_term) record({ name: 'search', search_term })
}

/** Uses what only some pages need: adapters for foreign consent tools, product markup, old browsers' history. */
const extra = (use: (more: typeof import('./extra/index.ts')) => unknown) =>
  import(`${edge}/acquaint.extra.js`).then(use).catch(() => {})

/** Reads what is only there once the page or route has settled: its title, and the product that it shows. */
const settle = async () => {
  here.title = mask(document.title)
  const item_id = ours(document.body, '-item')
  if (item_id) record({ name: 'view_item', items: [{ item_id }] })
  else if (!viewed && document.querySelector('[type*=ld],[itemtype$=Product],[property^=product]'))
    await extra((more) => record(more.readProduct(document)!))
}

/** Consent tools show by a global (`_ccRun` is CookieConsent's); reading cookies would be slow. */
const sources = () => {
  if (
    ['c15t', 'klaro', '_ccRun', '__gpp', '__tcfapi', 'tarteaucitron', 'acquaint_debug'].some(
      (name) => name in globals || location.search.includes(name),
    )
  )
    extra((more) => more.hearSources(window, _hear))
}

const start = async () => {
  const queued = globals.acquaint?.q || []
  globals.acquaint = command
  tell('consent', _state())
  countPage()
  readLayer(globals, (entry: LayerEntry) => {
    if (entry[0] === 'consent') hearGoogle(entry[1], entry[2], _hear)
    const details =
      entry[0] === 'event'
        ? readCommerce(entry[1], entry[2])
        : readCommerce(entry.event, entry.ecommerce || entry)
    if (details) record(details)
  })
  for (const call of queued) command(...call)
  sources()

  const readClicks = watchClicks(now, (element, created_at, method) => {
    const event = (!method && slots._clicked(element)) || readClick(element)
    record({ ...event, created_at, ...(method && { method }) })
  })
  const engagement = watchEngagement(now)
  const leave = () => {
    readClicks()
    const read = engagement()
    if (read.value) record({ name: 'engagement', ...read })
    outbox._flush(true)
  }
  for (const event of ['visibilitychange', 'pagehide', 'online']) listen(event, leave)
  const reread = () => {
    known = recall(key, now())
    if (known.consent || _may('analytics')) _hear((known.consent || all(0)) as Statement, 'tab')
  }
  listen('storage', reread)
  listen<PageTransitionEvent>('pageshow', (event) => {
    if (event.persisted) {
      reread()
      ask()
    }
  })
  listen('submit', (event: SubmitEvent) =>
    record(readForm(event.target as HTMLFormElement, fields.split(' '))),
  )
  watchRoutes(
    () => {
      leave()
      ;({ page: here, search_term } = readPage(location, location.origin + here.path))
      viewed = ''
      once = createOnce()
      countPage()
      // A route's title and content come after its address.
      setTimeout(() => settle().then(ask), 200)
    },
    (check) => extra((more) => more.watchHistory(check)),
  )

  const restored = new Promise<void>((adopted) => {
    // Storage that hangs must not hold up the decision; without consent it is not even opened.
    setTimeout(adopted, 100)
    if (visitor()) outbox._restore(adopted)
    else adopted()
  })
  if (document.readyState === 'loading') await new Promise((ready) => listen('DOMContentLoaded', ready))
  await settle()
  sources()
  listen('load', sources)
  listen('cc:onConsent', sources)
  outbox._flush()
  await restored
  started = true
  slots._scan()
  let due: unknown
  new MutationObserver(() => {
    if (!due)
      due = setTimeout(() => {
        due = 0
        slots._scan()
      }, 100)
  }).observe(document, { childList: true, subtree: true })
}

if ((document as { prerendering?: boolean }).prerendering) listen('prerenderingchange', start)
else start()
