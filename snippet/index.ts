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
import type { Device } from './extra/device.ts'
import { listen } from './listen.ts'
import { createOutbox } from './outbox.ts'
import { rarely } from './rarely.ts'
import { every, ours } from './slots/names.ts'
import { createSlots } from './slots/slots.ts'
import { openStore } from './store.ts'
import { createSay, createTransport } from './transport.ts'
import { mintId, recall, remember } from './visitor.ts'
import type { DecideRequest, DecideResponse, Event } from './wire.ts'

// What the script tag asks for; README.md has the list.
const tag = document.currentScript as HTMLScriptElement
const {
  site,
  edge = tag.src.split('/', 3).join('/'),
  off = '',
  late,
  fields = '',
  deadline = 400,
} = tag.dataset
const key = `acquaint.${site}`

type Command = ((...call: unknown[]) => unknown) & { q?: unknown[][] }
const globals = window as unknown as Record<string, unknown> & { acquaint?: Command }

/** Epoch ms by the page's monotonic clock: a clock set right in between moves nothing. */
const now = () => Math.round(performance.timeOrigin + performance.now())

let flying = new AbortController()
let started: true | undefined
let counted: boolean | undefined
let viewed: string | undefined
let once = createOnce()
let here = readPage(document.documentURI, document.referrer)

const heard: [kind: string, listener: (value: unknown) => void][] = []
const last: Record<string, unknown> = {}
const tell = (kind: string, detail: unknown) => {
  last[kind] = detail
  for (const [wanted, listener] of heard)
    try {
      if (wanted === kind) listener(detail)
    } catch (error) {
      // It stays with the listener that threw it.
      reportError(error)
    }
}

const { doNotTrack, globalPrivacyControl, webdriver } = navigator as Navigator & {
  globalPrivacyControl?: boolean
}
const known = recall(key, now())
const { _hear, _state, _may } = createConsent(
  known.consent,
  globalPrivacyControl || doNotTrack === '1',
  now,
  (consent) => {
    // Another tab may have heard it a moment ago.
    const { id, grant } = device.reread()
    const granted = _may('analytics')
    if (granted) {
      learn(grant ? { consent, due: 1 } : { grant: Math.random(), id: mintId(), consent, due: undefined })
      if (!counted) countPage()
    } else if (consent.analytics === 'denied') {
      device.forget()
      if (grant) extra(rarely((more) => more.withdraw(device, id, consent)))
    }
    tell('consent', consent)
    if (granted && grant) {
      restore()
      introduce()
    } else if (started) ask()
    if (started) watch()
  },
)
const visitor = () => (_may('analytics') ? device.known : undefined)

const say = createSay(edge, () => ({
  site,
  // After a sleep the monotonic clock is behind, and the edge needs the true age.
  sent_at: Math.max(Date.now(), now()),
  consent: _state(),
  automated: webdriver,
  visitor: device.known.id,
}))

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

const device: Device = {
  key,
  known,
  may: _may,
  say,
  record,
  learn(more) {
    const { known } = device
    // Where no disk takes it, who this is now outweighs all that other tabs still learn of who was here before.
    device.known = { ...known, ...more, n: (known.n || 0) + (more.era ? 500 : 1) }
    if (!_may('personalization')) delete device.known.capsule
    remember(key, device.known)
  },
  reread(foreign) {
    const { known } = device
    const stored = recall(key, now(), known)
    if (stored.n! > (known.n || 0) || (foreign && stored.grant !== known.grant)) {
      if (stored.grant === known.grant && stored.era !== known.era) {
        // What was recorded is of whoever was here; but the browser's cookie is the next visitor's already.
        known.cookie = undefined
        outbox._flush()
      }
      device.known = stored
    }
    return device.known
  },
  forget: rarely(() => {
    flying.abort()
    flying = new AbortController()
    device.known = {}
    outbox._erase()
    remember(key, {})
  }),
  joined: rarely(() => {
    restore()
    if (started) ask()
  }),
  hear: _hear,
  tell,
}
const { learn } = device

/** Has the edge say who this device is from here on. */
const introduce = rarely(() => extra((more) => more.introduce(device)))

const outbox = createOutbox(
  openStore(
    key,
    rarely((use) => extra((more) => use(more.far))),
  ),
  createTransport(
    say,
    ({ visitor: id, cookie, capsule, seq, receipt }, owner) => {
      // Who this is and the profile as the edge sealed it, while the visitor is who they were; acknowledgements may cross.
      if ((capsule || receipt) && owner === visitor()?.id && !(seq! < device.known.seq!))
        learn({ ...(receipt && { id, cookie }), ...(capsule && { capsule, seq }) })
      if (receipt) tell('receipt', receipt)
    },
    rarely((...refusal) => extra((more) => more.refused(device, ...refusal))),
    () => flying.signal,
  ),
  visitor,
  rarely((work) =>
    navigator.locks ? navigator.locks.request(key, { ifAvailable: true }, (lock) => lock && work()) : work(),
  ),
  now,
)

let restored: Promise<unknown> | undefined
/** Takes over what earlier pages left. Storage that hangs must not hold up the decision. */
const restore = rarely(() => {
  restored = Promise.race([outbox._restore(recall(key, now())), new Promise((late) => setTimeout(late, 100))])
})

const slots = createSlots(
  () => load<typeof import('./slots/index.ts')>('slots'),
  async (names) => {
    const mine = _may('personalization') ? visitor() : undefined
    const [, answer] = await say<DecideResponse>('decide', {
      visitor: mine?.id,
      capsule: mine?.capsule,
      pending: mine && outbox._pending(mine),
      page: {
        ...here,
        item_id: marked('-item') || viewed,
        category: marked('-category'),
        language: document.documentElement.lang || navigator.language,
      },
      slots: names,
      preview: device.preview,
    } as Partial<DecideRequest>)
    return answer
  },
  tell,
  record,
  +deadline,
)
const ask = rarely(() => {
  outbox._flush()
  slots._scan(1)
})

const commands: Record<string, (...values: never[]) => unknown> = {
  consent: (said: Statement | string) => _hear(typeof said === 'string' ? all(said) : said, 'api'),
  track: rarely((name: Event['name'], details?: object) => record({ ...details, name })),
  identify: rarely((token: string) => visitor() && extra((more) => more.identify(device, token))),
  reset: rarely(() => {
    device.leave?.()
    // What called before the script was there comes before there is a way to leave.
    outbox._flush(1)
    if (visitor()) {
      const { id, left = true, era = 0 } = device.known
      learn({ id: undefined, cookie: undefined, capsule: undefined, left: id || left, era: era + 1, due: 1 })
      introduce()
    }
  }),
  on: rarely((kind: string, listener: (value: unknown) => void) => {
    heard.push([kind, listener])
    if (last[kind]) listener(last[kind])
  }),
  why: rarely(() => last),
}
const command: Command = (name, ...values) => {
  try {
    return (commands[name as string] || commands.track!.bind(0, name as never))(...(values as never[]))
  } catch {}
}

const countPage = () => {
  counted = record({ name: 'page_view', page: here })
  if (here.search_term) record({ name: 'search', search_term: here.search_term })
}

/** Uses what only some pages need; `undefined` when it can't be had. */
const load = <M, T = M>(part: string, use?: (more: M) => T | Promise<T>): Promise<T | undefined> =>
  import(`${edge}/acquaint.${part}.js`).then(use).catch(() => undefined)

/** Adapters for foreign consent tools, product markup, old browsers' history, a change of who this is. */
const extra = rarely(<T>(use: (more: typeof import('./extra/index.ts')) => T | Promise<T>) =>
  load('extra', use),
)

/** What is captured in no haste, once the page has nothing better to do. */
const watch = () =>
  visitor() &&
  // Safari has no requestIdleCallback.
  (window.requestIdleCallback || setTimeout)(() =>
    load('watch', (more: typeof import('./watch/index.ts')) => more.watch(device)),
  )

/** What the page's body says; one that says nothing is not touched, for that takes 6 KB. */
const marked = (name: '-item' | '-category') =>
  ours(document.querySelector(`body[data-acquaint${name}]`), name)

/** Reads what is only there once the page or route has settled: its title, and the product that it shows. */
const settle = async () => {
  here.title = mask(document.title)
  const item_id = marked('-item')
  if (item_id) record({ name: 'view_item', items: [{ item_id }] })
  else if (
    !viewed &&
    every('[type*=ld],[itemtype$=Product],[property^=product]').some(
      // Of a breadcrumb or a shop's address nothing is to be read.
      (mark) => mark.localName !== 'script' || /Product|Vehicle|Book/.test(mark.textContent!),
    )
  )
    await extra((more) => record(more.readProduct(document)!))
}

/** Where a consent tool shows by a global (`_ccRun` is CookieConsent's; reading cookies would be slow), or the address asks for reasons. */
const sources = () => {
  if (
    'c15tStore klaro _ccRun __gpp __tcfapi tarteaucitron'.split(' ').some((name) => name in globals) ||
    /acquaint_/.test(document.documentURI)
  )
    extra((more) => more.arrive(device))
}

const start = async () => {
  const queued = globals.acquaint?.q || []
  globals.acquaint = command
  tell('consent', _state())
  countPage()
  readLayer(
    globals,
    rarely((entry: LayerEntry) => {
      if (entry[0] === 'consent') hearGoogle(entry[1], entry[2], _hear)
      const details =
        entry[0] === 'event'
          ? readCommerce(entry[1], entry[2])
          : readCommerce(entry.event, entry.ecommerce || entry)
      if (details) record(details)
    }),
  )
  for (const call of queued) command(...call)

  const readClicks = watchClicks(
    now,
    rarely((element, created_at, method) => {
      const event = (!method && slots._clicked(element)) || readClick(element)
      record({ ...event, created_at, ...(method && { method }) })
    }),
  )
  const engagement = watchEngagement(now)
  const leave = rarely((going?: unknown) => {
    readClicks()
    const read = engagement(going)
    if (read.value) record({ name: 'engagement', ...read, ...device.vitals?.() })
    return outbox._flush(1)
  })
  device.leave = leave
  // Not on becoming visible: a page out of the back/forward cache hears that before it could read consent anew.
  listen(
    'visibilitychange',
    rarely(() => document.hidden && leave()),
  )
  listen('online', leave)
  const reread = rarely(() => {
    const named = device.known.id || device.known.cookie
    const { consent } = device.reread(1)
    if (consent || visitor()) _hear((consent || all(0)) as Statement, 'tab')
    // Who fetched the id that our batches wait for may be gone before it sent them; a page that has not settled has no title yet.
    if (started && !named) outbox._flush()
  })
  // By another tab; no key: all was cleared. What changed may also be a batch of theirs.
  listen(
    'storage',
    rarely((event: StorageEvent) => (event.key || key) === key && reread()),
  )
  const back = rarely(() => {
    reread()
    ask()
  })
  listen(
    'pagehide',
    rarely(() => {
      leave()
      // Shown again it comes out of the back/forward cache; the first time says nothing.
      listen('pageshow', back)
    }),
  )
  listen(
    'submit',
    rarely((event: SubmitEvent) => record(readForm(event.target as HTMLFormElement, fields.split(' ')))),
  )
  watchRoutes(
    rarely((url, before) => {
      leave()
      here = readPage(url, before)
      viewed = ''
      once = createOnce()
      countPage()
      // A route's title and content come after its address.
      setTimeout(() => settle().then(ask), 200)
    }),
    rarely((check) => extra((more) => more.watchHistory(check))),
  )

  if (device.known.due) introduce()
  await new Promise((ready) => {
    if (document.readyState === 'loading') {
      sources()
      listen('DOMContentLoaded', ready)
    } else setTimeout(ready)
  })
  await settle()
  // Under a grant of this page nothing was left behind. Not sooner: it looks through what was recorded, and the title belongs to that.
  if (known.grant && visitor()) restore()
  sources()
  listen('load', sources)
  listen('cc:onConsent', sources)
  outbox._flush()
  await restored
  started = true
  slots._scan()
  let due: unknown
  new MutationObserver(() => {
    due =
      due ||
      setTimeout(() => {
        due = 0
        slots._scan()
      }, 100)
  }).observe(document, { childList: true, subtree: true })
  watch()
}

if ((document as { prerendering?: boolean }).prerendering) listen('prerenderingchange', start)
else start()
