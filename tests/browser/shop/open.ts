import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import type { Served } from '../../../edge/local/serve.ts'
import { launchBrowser } from '../../support/chromium.ts'
import { BROWSER } from '../../support/edge.ts'
import { openShop } from '../../support/open-shop.ts'
import { gatherFor, SOON } from '../../support/visit.ts'

/** Opening trains a model and starts a browser: how long a starved machine may take over it, ms. */
export const OPENING = 240_000

export interface OpenShop {
  served: Served
  /** Where the Worker keeps its data, for a command to find. */
  state: string
  url(path: string): string
  /** A browser of its own, with one page that gathers for so long, ms; breaches of the page's policy and errors go to `faults`. */
  device(width?: number, gather?: number): Promise<{ page: Page; context: BrowserContext; faults: string[] }>
  close(): Promise<void>
}

/** The whole shop: pages, Worker, backend and the other house's login, and a browser that is no robot. */
export async function openWholeShop(): Promise<OpenShop> {
  const state = await mkdtemp(join(tmpdir(), 'acquaint-shop-'))
  const served = await openShop(state)
  // A visitor, not a robot: of robots the edge makes no profile. For the whole browser, because what is sent while a
  // page goes away names the browser's own agent, not its context's.
  const browser = await launchBrowser({
    args: ['--disable-blink-features=AutomationControlled', `--user-agent=${BROWSER}`],
  })
  return {
    served,
    state,
    url: (path) => new URL(path, served.url).href,
    async device(width = 1280, gather = SOON) {
      const context = await browser.newContext({
        viewport: { width, height: width < 600 ? 844 : 900 },
        reducedMotion: 'reduce',
        acceptDownloads: true,
      })
      await context.addInitScript(patience)
      await gatherFor(context, gather)
      const page = await context.newPage()
      const faults: string[] = []
      page.on('pageerror', (error) => faults.push(error.message))
      page.on('console', (message) => {
        if (/content security policy|trusted/i.test(message.text())) faults.push(message.text())
      })
      return { page, context, faults }
    },
    async close() {
      await browser.close()
      await served.stop()
      await rm(state, { recursive: true, force: true })
    },
  }
}

/** Whether a machine under load answers within the deadline is no concern of these tests: the snippet waits a minute. */
export function patience(): void {
  new MutationObserver(() => {
    const tag = document.querySelector<HTMLScriptElement>('script[data-site]')
    if (tag) tag.dataset.deadline = '60000'
  }).observe(document, { childList: true, subtree: true })
}
