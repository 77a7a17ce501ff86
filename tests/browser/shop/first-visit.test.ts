import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CatalogueFeed } from '../../../edge/catalogue/catalogue.ts'
import { root, type Served } from '../../../edge/local/serve.ts'
import { launchBrowser } from '../../support/chromium.ts'
import { BROWSER } from '../../support/edge.ts'
import { journalOf, openShop } from '../../support/open-shop.ts'
import { gatherFor, SOON } from '../../support/visit.ts'
import { OPENING, patience } from './open.ts'

const VIEWPORT = { width: 1280, height: 900 }

/** One visitor's story, told in order; each test goes on where the one before stopped. */
describe('a visit to the demo shop', () => {
  let state: string
  let served: Served
  let browser: Browser
  let context: BrowserContext
  let page: Page
  let shoes: string[]
  /** Bodies of the API calls since the last look. */
  let sent: { route: string; body: Record<string, unknown> }[] = []

  const visit = async (path: string) => {
    await page.goto(new URL(path, served.url).href)
    await settled()
  }
  /** Waits until a decision has been asked for and every slot of the page was dealt with. */
  const settled = () => page.waitForFunction(() => document.querySelector('[data-acquaint-block]'))
  const slot = (name: string) => page.locator(`[data-acquaint="${name}"]`)
  const blockOf = (name: string) => slot(name).getAttribute('data-acquaint-block')
  const picks = () =>
    slot('picked-for-you')
      .locator('[data-acquaint-item]')
      .evaluateAll((cards) => cards.map((card) => card.getAttribute('data-acquaint-item') as string))
  const stored = () =>
    page.evaluate(async () => {
      const names = (await indexedDB.databases()).map(({ name }) => name)
      return { cookies: document.cookie, local: { ...localStorage }, session: { ...sessionStorage }, names }
    })
  const listen = () =>
    page.on('request', (request) => {
      const route = /\/v1\/(\w+)$/.exec(request.url())?.[1]
      if (route) sent.push({ route, body: JSON.parse(request.postData() ?? '{}') })
    })

  beforeAll(async () => {
    state = await mkdtemp(join(tmpdir(), 'acquaint-shop-'))
    served = await openShop(state)
    // A visitor, not a robot: of robots the edge makes no profile. For the whole browser, because what is sent while a
    // page goes away names the browser's own agent, not its context's.
    browser = await launchBrowser({
      args: ['--disable-blink-features=AutomationControlled', `--user-agent=${BROWSER}`],
    })
    context = await browser.newContext({ viewport: VIEWPORT })
    await context.addInitScript(patience)
    await gatherFor(context, SOON)
    page = await context.newPage()
    listen()
    const feed = JSON.parse(await readFile(`${root}dist/catalogue.json`, 'utf8')) as CatalogueFeed
    shoes = feed.items.filter((item) => item.item_category.startsWith('shoes')).map((item) => item.item_id)
  }, OPENING)
  afterAll(async () => {
    await browser?.close()
    await served?.stop()
    await rm(state, { recursive: true, force: true })
  })

  test('[B1] a first visit without consent gets a block from the API and leaves no trace', async () => {
    await visit('/')
    expect(await blockOf('home-hero')).toBe('default-hero')
    expect(await picks()).toHaveLength(4)
    await page.goto(new URL(`/p/${shoes[0]}/`, served.url).href)
    await settled()
    expect(await stored()).toEqual({ cookies: '', local: {}, session: {}, names: [] })
    expect(await context.cookies()).toEqual([])
    expect(sent.map(({ route }) => route)).toEqual(['decide', 'decide'])
    for (const { body } of sent)
      expect(Object.keys(body)).not.toEqual(
        expect.arrayContaining([expect.stringMatching(/visitor|capsule|pending/)]),
      )
    expect(await journalOf(served)).toEqual([])
  })

  test('[B2] what the page shows is what the API answered, and nothing else', async () => {
    await page.route('**/v1/decide', (route) => route.abort())
    await page.goto(new URL('/', served.url).href)
    await page.waitForTimeout(800)
    expect(await page.locator('[data-acquaint-block]').count()).toBe(0)
    expect(await slot('home-hero').innerText()).not.toBe('')
    await page.unroute('**/v1/decide')
    const own = { 'home-hero': { block: 'planted', html: '<p class="hero">Planted by the test</p>' } }
    await page.route('**/v1/decide', (route) =>
      route.fulfill({ json: { decisions: own, bundle: 'x', model: null } }),
    )
    await visit('/')
    expect(await slot('home-hero').innerText()).toContain('Planted by the test')
    await page.unroute('**/v1/decide')
  })

  test('[B3] with consent given, three views of shoes reach the journal', async () => {
    await visit('/')
    sent = []
    await page.getByRole('button', { name: 'Accept all' }).click()
    for (const id of shoes.slice(0, 3)) await visit(`/p/${id}/`)
    await expect.poll(async () => viewsIn(await journalOf(served))).toEqual(shoes.slice(0, 3))
    const entries = await journalOf(served)
    expect(new Set(entries.map(({ visitor }) => visitor)).size).toBe(1)
    expect(entries.every(({ consent }) => consent.analytics === 'granted')).toBe(true)
    expect(sent.filter(({ route }) => route === 'collect').length).toBeGreaterThan(0)
  })

  test('[B4] the hero and the picks change on the next page', async () => {
    await visit('/')
    expect(await blockOf('home-hero')).toBe('shoes-hero')
    const listed = await picks()
    expect(listed).toHaveLength(4)
    expect(listed.some((id) => shoes.includes(id))).toBe(true)
    const why = await slot('picked-for-you').innerText()
    expect(why).toContain('Because you looked at')
    await page.screenshot({ path: join(tmpdir(), 'acquaint-known.png') })
  })

  test(
    '[B5] a second visit, after both browser page and server started anew, still knows the visitor',
    async () => {
      await page.close()
      const before = await journalOf(served)
      // Cookies and storage are the origin's: the shop opens again where it was.
      const { port } = served.url
      await served.stop()
      served = await openShop(state, Number(port))
      page = await context.newPage()
      listen()
      await page.goto(new URL('/', served.url).href)
      await settled()
      expect(await blockOf('home-hero')).toBe('shoes-hero')
      await expect.poll(async () => (await journalOf(served)).length).toBeGreaterThan(before.length)
      expect(new Set((await journalOf(served)).map(({ visitor }) => visitor)).size).toBe(1)
    },
    OPENING,
  )
})

const viewsIn = (entries: Awaited<ReturnType<typeof journalOf>>): string[] =>
  entries
    .flatMap(({ events }) => events)
    .filter(({ name }) => name === 'view_item')
    .sort((a, b) => a.time - b.time)
    .map(({ items }) => items![0]!.item_id)
