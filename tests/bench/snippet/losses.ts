import type { Browser, BrowserContext, Page } from 'playwright-core'

/** A page with one tracker in it, and the server that its events go to. */
export interface Tracked {
  url: string
  /** Markers (`m-…` in a page's path or a click's name) that reached the server, with how often each was stored. */
  stored(): Map<string, number>
  /** From now on requests that carry events fail with 500, or not. */
  fail(on: boolean): void
}

/** Closes a tab as a visitor does, with its handlers run, and waits until it is gone. */
const leave = (tab: Page) => Promise.all([tab.waitForEvent('close'), tab.close({ runBeforeUnload: true })])

/** Ways for a visitor to be gone before the events are: each takes a fresh context and a marker that must arrive. */
export const SCENARIOS: Record<
  string,
  (context: BrowserContext, site: Tracked, marker: string) => Promise<void>
> = {
  'closed right after load': async (context, { url }, marker) => {
    const tab = await context.newPage()
    await tab.goto(`${url}/${marker}`, { waitUntil: 'load' })
    await leave(tab)
  },
  'left right after load': async (context, { url }, marker) => {
    const tab = await context.newPage()
    await tab.goto(`${url}/${marker}`, { waitUntil: 'load' })
    await tab.goto('about:blank')
  },
  'same-tab link clicked': async (context, { url }, marker) => {
    const tab = await context.newPage()
    await tab.goto(`${url}/start`)
    await tab.waitForTimeout(100)
    await tab.evaluate((name) => {
      const link = document.querySelector<HTMLAnchorElement>('#away')!
      // The marker is in the click alone: the next page must not tell it.
      link.href = '/next'
      link.textContent = name
      link.setAttribute('aria-label', name)
    }, marker)
    await tab.click('#away')
    await tab.waitForURL('**/next**')
    await tab.waitForTimeout(50)
  },
  'server failed on the page before': async (context, site, marker) => {
    const tab = await context.newPage()
    site.fail(true)
    await tab.goto(`${site.url}/${marker}`)
    await tab.waitForTimeout(400)
    site.fail(false)
    await tab.goto(`${site.url}/after`)
    await tab.waitForTimeout(1500)
  },
  'offline, closed, opened again': async (context, { url }, marker) => {
    const tab = await context.newPage()
    await tab.goto(`${url}/start`)
    await tab.waitForTimeout(150)
    await context.setOffline(true)
    await tab.evaluate((name) => {
      history.pushState(0, '', `/${name}`)
    }, marker)
    await tab.waitForTimeout(600)
    await leave(tab)
    await context.setOffline(false)
    const again = await context.newPage()
    await again.goto(`${url}/again`)
    await again.waitForTimeout(1500)
  },
  'two tabs at once': async (context, { url }, marker) => {
    const tabs = await Promise.all([context.newPage(), context.newPage()])
    await Promise.all(tabs.map((tab, index) => tab.goto(`${url}/${marker}-${index}`)))
    await Promise.all(tabs.map(leave))
  },
}

export interface Losses {
  lost: number
  twice: number
  of: number
}

/** Plays one scenario `runs` times, each in a fresh context after a consenting first visit, and counts what never arrived. */
export async function countLosses(
  browser: Browser,
  site: Tracked,
  scenario: string,
  runs: number,
  prepare: (context: BrowserContext, url: string) => Promise<void>,
): Promise<Losses> {
  const markers: string[] = []
  for (let run = 0; run < runs; run++) {
    const context = await browser.newContext()
    // Closing its last tab would close the context with it.
    await context.newPage()
    await prepare(context, site.url)
    const marker = `m-${scenario.replace(/\W+/g, '')}-${run}`
    markers.push(...(scenario === 'two tabs at once' ? [`${marker}-0`, `${marker}-1`] : [marker]))
    await SCENARIOS[scenario]!(context, site, marker)
    // A closed tab's last requests are the browser's to finish.
    await new Promise((done) => setTimeout(done, 300))
    await context.close()
  }
  const stored = site.stored()
  return {
    lost: markers.filter((marker) => !stored.get(marker)).length,
    twice: markers.filter((marker) => (stored.get(marker) ?? 0) > 1).length,
    of: markers.length,
  }
}
