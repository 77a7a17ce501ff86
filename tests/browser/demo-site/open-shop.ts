import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { type Files, siteFiles } from '../../../demo-site/site.ts'
import { launchBrowser } from '../../support/chromium.ts'

const TYPES: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  json: 'application/json',
  svg: 'image/svg+xml',
  woff: 'font/woff',
}

/** Stands in for the tag: keeps what the page hands it, where a test can read it. */
const LISTENER = `const queued = (window.acquaint && window.acquaint.q) || [];
window.heard = queued.map((call) => [...call]);
window.acquaint = (...call) => { window.heard.push(call); };`

/** The headers that `_headers` gives to every path. */
const everywhere = (files: Files): [string, string][] => {
  const [all] = String(files.get('/_headers')).split(/^\/assets/m)
  return [...all!.matchAll(/^ {2}([\w-]+): (.*)$/gm)].map(([, name, value]) => [name!, value!])
}

export interface Shop {
  origin: string
  browser: Browser
  /** A page of its own, with nothing stored; breaches of the page's policy and errors go to `faults`. */
  visit(path: string, width?: number): Promise<{ page: Page; context: BrowserContext; faults: string[] }>
  close(): Promise<void>
}

/** The built shop behind a static server that sends its headers, and a browser to visit it. */
export async function openShop(): Promise<Shop> {
  const files = await siteFiles()
  const headers = everywhere(files)
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://shop')
    if (pathname === '/acquaint.js') {
      response.writeHead(200, { 'content-type': TYPES.js }).end(LISTENER)
      return
    }
    const path = pathname.endsWith('/') ? `${pathname}index.html` : pathname
    const text = files.get(path)
    const type = TYPES[(text === undefined ? '404.html' : path).split('.').pop()!] ?? 'text/plain'
    response.writeHead(text === undefined ? 404 : 200, [...headers.flat(), 'content-type', type])
    response.end(text ?? files.get('/404.html'))
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const browser = await launchBrowser()
  return {
    origin,
    browser,
    async visit(path, width = 1280) {
      const context = await browser.newContext({
        viewport: { width, height: width < 600 ? 844 : 900 },
        reducedMotion: 'reduce',
      })
      const page = await context.newPage()
      const faults: string[] = []
      page.on('pageerror', (error) => faults.push(error.message))
      page.on('console', (message) => {
        if (/content security policy|trusted/i.test(message.text())) faults.push(message.text())
      })
      await page.goto(origin + path, { waitUntil: 'networkidle' })
      return { page, context, faults }
    },
    async close() {
      await browser.close()
      await new Promise((closed) => server.close(closed))
    },
  }
}

/** Everything a page of this origin keeps on the device. */
export const kept = (page: Page) =>
  page.evaluate(async () => ({
    cookies: document.cookie,
    local: { ...localStorage },
    session: { ...sessionStorage },
    databases: (await indexedDB.databases()).map(({ name }) => name),
  }))

/** The e-commerce events that the page pushed, in order. */
export const pushed = (page: Page) =>
  page.evaluate(() =>
    ((window as unknown as { dataLayer?: Record<string, unknown>[] }).dataLayer ?? []).filter(
      (entry) => 'event' in entry,
    ),
  )

/** What the page said to the tag. */
export const heard = (page: Page) => page.evaluate(() => (window as unknown as { heard: unknown[][] }).heard)
