import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { PARTS } from '../../../snippet/build.ts'
import type { Ledger } from './ledger.ts'
import { type Disk, indexedDbOf, localStorageOf, locksOf, newDisk } from './storage.ts'
import type { World } from './world.ts'

const GLOBALS = [
  'window',
  'document',
  'location',
  'navigator',
  'localStorage',
  'indexedDB',
  'performance',
  'Date',
  'Math',
  'crypto',
  'fetch',
  'setTimeout',
  'clearTimeout',
  'addEventListener',
  'requestIdleCallback',
  'innerHeight',
  'scrollY',
  'MutationObserver',
  'IntersectionObserver',
  'ResizeObserver',
  'PerformanceObserver',
  'getSelection',
  'Element',
  'Document',
  'importModule',
] as const
type Globals = Record<(typeof GLOBALS)[number], unknown>

/** How long a part of the snippet takes to load, ms. */
export const LOADING = 20

type Script = (...globals: unknown[]) => unknown
let scripts: { snippet: Script; parts: Record<string, Script> } | undefined

/** Compiles the scripts that pages load, once: tabs run the very code, put together by its own root. */
export async function loadSnippet(): Promise<void> {
  if (scripts) return
  const compile = async (file: string, ending: string): Promise<Script> => {
    const entry = fileURLToPath(new URL(`../../../snippet/${file}`, import.meta.url))
    const built = await build({
      entryPoints: [entry],
      bundle: true,
      format: 'iife',
      globalName: 'exported',
      write: false,
      target: 'es2022',
      tsconfigRaw: {},
    })
    // What is loaded later comes over the simulated network too.
    const code = built.outputFiles[0]!.text.replace(/\bimport\(/g, 'importModule(')
    return new Function(...GLOBALS, `${code};${ending}`) as Script
  }
  scripts = {
    snippet: await compile('index.ts', ''),
    parts: Object.fromEntries(
      await Promise.all(
        PARTS.map(async (part) => [part, await compile(`${part}/index.ts`, 'return exported')] as const),
      ),
    ),
  }
}

/** One person's browser: what its tabs share. */
export interface Browser {
  name: string
  disk: Disk
  online: boolean
  /** How far its clock is off, ms; a tab keeps the one it was opened with. */
  skew: number
  tabs: Tab[]
  /** Ids that left this browser, as the wire writes them. */
  ids: Set<string>
}

export interface Tab {
  id: string
  browser: Browser
  alive: boolean
  /** What the visitor said here, or another tab told. */
  state: 'unknown' | 'granted' | 'denied'
  /** It may store nothing. */
  readonly blocked: boolean
  /** Ids that were withdrawn here. */
  withdrawn: Set<string>
  /** `acquaint(...)` as the page calls it. */
  command(...call: unknown[]): void
  /** The way to another page begins, which may never come. */
  go(): void
  /** The page is hidden, or goes away. */
  leave(): void
  /** It lies in the back/forward cache. */
  freeze(): void
  /** It is shown again, out of that cache. */
  back(): void
  /** Runs a task of this page, once it is not frozen; never, when it is gone. */
  soon(work: () => void): void
  /** The id that the page itself can see. */
  visitor(): string | undefined
  /** The process is gone, between two turns of its event loop. */
  kill(): void
}

export const newBrowser = (name: string): Browser => ({
  name,
  disk: newDisk(name),
  online: true,
  skew: 0,
  tabs: [],
  ids: new Set(),
})

export interface Surroundings {
  world: World
  ledger: Ledger
  crypto: Crypto
  /** In the place of Math's. */
  random: () => number
  /** The network. */
  send: (tab: Tab, url: string, init: RequestInit) => Promise<Response>
  /** What a tab tells its page of consent. */
  said?: (tab: Tab, consent: Heard) => void
}

/** A consent as a tab tells it, and where it heard it. */
export interface Heard {
  analytics: Tab['state']
  source?: string
}

/** Opens a page of the shop with one slot on it, and runs the snippet there. */
export function openTab(
  browser: Browser,
  id: string,
  { world, ledger, crypto, random, send, said }: Surroundings,
): Tab {
  const { skew, disk } = browser
  const held = new Set<string>()
  const opened = world.now()
  const listeners = new Map<string, ((event: object) => void)[]>()
  const dispatch = (name: string, event: object = {}) => {
    for (const hear of tab.alive && !frozen ? (listeners.get(name) ?? []) : []) hear({ type: name, ...event })
  }
  /** In the back/forward cache nothing runs; what was due meanwhile is when the page comes back. */
  let frozen: (() => void)[] | undefined
  const soon = (work: () => void) => {
    if (frozen) frozen.push(work)
    else if (tab.alive) work()
  }
  const later = (work: () => void, ms = 0) => world.later(() => soon(work), ms)

  const slot = elementOf({ 'data-acquaint': 'home-hero' })
  const document = {
    currentScript: { src: 'https://edge.example/acquaint.js', dataset: { site: 'shop' } },
    readyState: 'complete',
    hidden: false,
    title: 'Shop',
    documentURI: 'https://shop.example/',
    hasFocus: () => true,
    createElement: () => ({
      content: {
        ownerDocument: {
          createElement: () => ({ setHTML: () => undefined, querySelectorAll: () => [], childNodes: [] }),
        },
      },
    }),
    referrer: '',
    body: elementOf({}),
    documentElement: { scrollHeight: 1000 },
    querySelector: (wanted: string) => (wanted === '[data-acquaint]' ? slot : null),
    querySelectorAll: (wanted: string) => (wanted === '[data-acquaint]' ? [slot] : []),
  }
  const navigation = {
    addEventListener: (name: string, hear: (event: object) => void) =>
      listeners.set(`navigation ${name}`, [...(listeners.get(`navigation ${name}`) ?? []), hear]),
  }
  const window: Record<string, unknown> = { navigation }
  const run = (script: Script) => script(...GLOBALS.map((name) => globals[name]))
  const globals: Globals = {
    window,
    document,
    location: { pathname: '/', search: '', host: 'shop.example' },
    navigator: { language: 'en', webdriver: false, locks: locksOf(disk, held) },
    localStorage: localStorageOf(
      disk,
      ledger,
      (key) => {
        for (const other of browser.tabs)
          if (other !== tab) world.later(() => (other as Inside).dispatch('storage', { key }), 0)
      },
      () => tab,
    ),
    indexedDB: indexedDbOf(disk, later, ledger, () => tab),
    performance: {
      timeOrigin: opened + skew,
      now: () => world.now() - opened,
      getEntriesByType: () => [],
      getEntriesByName: () => [],
    },
    Date: class extends Date {
      static override now = () => world.now() + skew
    },
    Math: Object.assign(Object.create(Math), { random }),
    crypto,
    fetch: (url: string, init: RequestInit = {}) => send(tab, url, init),
    setTimeout: later,
    clearTimeout: world.cancel,
    addEventListener: (name: string, hear: (event: object) => void) =>
      listeners.set(name, [...new Set([...(listeners.get(name) ?? []), hear])]),
    requestIdleCallback: later,
    innerHeight: 800,
    scrollY: 0,
    MutationObserver: Watcher,
    IntersectionObserver: Watcher,
    ResizeObserver: Watcher,
    PerformanceObserver: Watcher,
    getSelection: () => ({ isCollapsed: true }),
    Element: Object,
    Document: { parseHTML: undefined },
    importModule: async (url: string) => {
      await new Promise((loaded) => later(loaded as () => void, LOADING))
      if (!browser.online) throw new TypeError('Failed to fetch dynamically imported module')
      return run(scripts!.parts[/(\w+)\.js$/.exec(url)![1]!]!)
    },
  }

  const tab: Inside = {
    id,
    browser,
    alive: true,
    state: 'unknown',
    blocked: disk.condition === 'blocked',
    withdrawn: new Set(),
    dispatch,
    soon,
    command: (...call) => void (window.acquaint as (...call: unknown[]) => void)(...call),
    go: () =>
      dispatch('navigation navigate', {
        destination: { sameDocument: false, url: 'https://shop.example/next' },
        downloadRequest: null,
      }),
    leave() {
      document.hidden = true
      dispatch('visibilitychange')
      dispatch('pagehide')
    },
    freeze() {
      frozen ??= []
    },
    back() {
      const due = frozen ?? []
      frozen = undefined
      document.hidden = false
      // In the order of HTML's "reactivate a document"; timers are tasks of their own, after it.
      dispatch('visibilitychange')
      dispatch('pageshow', { persisted: true })
      for (const work of due) later(work)
    },
    visitor: () => /"id":"([^"]+)"/.exec(disk.local.get('acquaint.shop') ?? '')?.[1],
    kill() {
      tab.alive = false
      for (const name of held) disk.locks.delete(name)
      held.clear()
    },
  }
  browser.tabs.push(tab)
  run(scripts!.snippet)
  tab.command('on', 'consent', (consent: Heard) => {
    tab.state = consent.analytics
    said?.(tab, consent)
  })
  return tab
}

interface Inside extends Tab {
  dispatch(name: string, event?: object): void
}

class Watcher {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
  takeRecords = () => []
}

/** An element that has attributes and no looks. */
function elementOf(given: Record<string, string>) {
  const attributes = new Map(Object.entries(given))
  return {
    style: {},
    childNodes: [],
    offsetHeight: 0,
    ariaLive: null,
    getAttribute: (name: string) => attributes.get(name) ?? null,
    setAttribute: (name: string, value: string) => void attributes.set(name, value),
    removeAttribute: (name: string) => void attributes.delete(name),
    getBoundingClientRect: () => ({ top: 0 }),
    matches: () => false,
    contains: () => false,
    replaceChildren: () => undefined,
  }
}
