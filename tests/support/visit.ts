import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest'
import type { Acquaint } from '../../snippet/acquaint.d.ts'
import { GATHER } from '../../snippet/outbox.ts'
import { launchBrowser } from './chromium.ts'
import { type ScriptedEdge, startEdge, until } from './scripted-edge.ts'

/** Has pages gather for so long, ms, where a test is about something else; all other waits keep their time. */
export const gatherFor = (context: BrowserContext, instead: number) =>
  context.addInitScript(
    ([gather, instead]) => {
      const { setTimeout } = window
      window.setTimeout = ((work: () => void, ms: number) =>
        setTimeout(work, ms === gather ? instead : ms)) as never
    },
    [GATHER, instead],
  )
/** Soon enough for a test that waits for what was gathered, ms. */
export const SOON = 500

/** A browser and a scripted edge for a file of tests; a fresh context and tab for each, in which nothing may throw. */
export function visits() {
  const thrown: string[] = []
  let browser: Browser
  const visit = {} as { edge: ScriptedEdge; context: BrowserContext; tab: Page }
  const open = async (options: BrowserContextOptions = {}) => {
    visit.context = await browser.newContext(options)
    await gatherFor(visit.context, SOON)
    visit.tab = await visit.context.newPage()
    visit.tab.on('pageerror', (error) => thrown.push(error.message))
  }
  beforeAll(async () => {
    visit.edge = await startEdge()
    browser = await launchBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await visit.edge?.close()
  })
  beforeEach(async () => {
    visit.edge.reset()
    await open()
  })
  afterEach(async () => {
    await visit.context.close()
    expect(thrown.splice(0)).toEqual([])
  })
  return {
    visit,
    /** Another context in place of the test's own. */
    async reopen(options: BrowserContextOptions) {
      await visit.context.close()
      await open(options)
    },
    /** Goes to a path and waits until the script runs. */
    async go(path: string, tab = visit.tab) {
      await tab.goto(visit.edge.url + path)
      await tab.waitForFunction(() => 'acquaint' in window && (window.acquaint as Acquaint).q === undefined)
    },
    /** Says something with the page's own function. */
    say: (...call: unknown[]) =>
      visit.tab.evaluate((values) => (acquaint as (...call: unknown[]) => unknown)(...values), call),
    /** Waits until what comes later is there, and has had its idle moment. */
    watched: () =>
      visit.tab.waitForFunction(
        () =>
          performance.getEntriesByName(new URL('/acquaint.watch.js', location.href).href).length > 0 &&
          new Promise((idle) => requestIdleCallback(() => idle(true))),
      ),
    /** What the device remembers of its visitor. */
    known: () =>
      visit.tab.evaluate(() => JSON.parse(localStorage['acquaint.demo'] ?? '{}') as Record<string, unknown>),
    /** The stored events of one name, once there are some. */
    events: (name: string, ms = 20_000) =>
      until(
        name,
        () => {
          const found = visit.edge.stored().filter((event) => event.name === name)
          return found.length ? found : undefined
        },
        ms,
      ),
    /** What the page has in every kind of storage. */
    stored: () =>
      visit.tab.evaluate(async () => ({
        cookie: document.cookie,
        local: Object.keys(localStorage),
        session: Object.keys(sessionStorage),
        databases: (await indexedDB.databases()).map((database) => database.name),
      })),
    /** The consent that the snippet acts on, as letters for analytics, personalization, marketing. */
    consent: () =>
      visit.tab.evaluate(() => {
        const { consent } = acquaint('why')
        return `${consent.analytics[0]}${consent.personalization[0]}${consent.marketing[0]}`
      }),
  }
}
