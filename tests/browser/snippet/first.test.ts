import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { launchBrowser } from '../../support/chromium.ts'
import { page, type ScriptedEdge, startEdge, until } from '../../support/scripted-edge.ts'
import { gatherFor, SOON } from '../../support/visit.ts'

let browser: Browser
let edge: ScriptedEdge
let context: BrowserContext
let tab: Page

beforeAll(async () => {
  edge = await startEdge()
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser?.close()
  await edge?.close()
})
beforeEach(async () => {
  edge.reset()
  context = await browser.newContext()
  await gatherFor(context, SOON)
  tab = await context.newPage()
  tab.on('pageerror', (error) => thrown.push(error.message))
})
afterEach(async () => {
  await context.close()
  expect(thrown.splice(0)).toEqual([])
})
const thrown: string[] = []

const grant = () => tab.evaluate("acquaint('consent', 'granted')")
const stored = () =>
  tab.evaluate(async () => ({
    cookie: document.cookie,
    local: Object.keys(localStorage),
    session: Object.keys(sessionStorage),
    databases: (await indexedDB.databases()).map((database) => database.name),
  }))
const nothing = { cookie: '', local: [], session: [], databases: [] }

const hero = page('<div data-acquaint="home-hero" style="height:200px"><h2>Default</h2></div><p>Below</p>')
const answered =
  (html: string, block = 'welcome') =>
  () => ({
    decisions: { 'home-hero': { block, html, list_id: 'l1', variant: 'a' } },
    bundle: 'b1',
    model: null,
  })

test('[C1] nothing is stored and no identifier leaves before consent; decide is still asked', async () => {
  edge.pages['/'] = hero
  edge.decide = answered('<h2>For everyone</h2>')
  await tab.goto(`${edge.url}/?utm_source=news&utm_campaign=x&secret=1`)
  await tab.waitForSelector('text=For everyone')
  await tab.click('h2')
  expect(await stored()).toEqual(nothing)
  expect(edge.collects()).toEqual([])
  const [question] = edge.decides()
  expect(question).toMatchObject({
    site: 'demo',
    slots: ['home-hero'],
    consent: { analytics: 'unknown' },
    page: { path: '/', utm_source: 'news', utm_campaign: 'x' },
  })
  for (const field of ['visitor', 'capsule', 'pending']) expect(question).not.toHaveProperty(field)
  expect(edge.received.map((one) => [one.type, one.cookie])).toEqual([['text/plain;charset=UTF-8', '']])
})

test('[T1] after consent the page view held in memory is sent within ten seconds, under an id made up here until the edge says the one that comes of it', async () => {
  await tab.goto(`${edge.url}/shoes?gclid=abc`, { referer: 'https://search.example/find?q=shoes' })
  await until('the script', () => tab.evaluate('!!window.acquaint'))
  await grant()
  const told = (wanted: string) => edge.stored().find(({ name }) => name === wanted)
  await until('both events', () => told('page_view') && told('search'), 20_000)
  const [batch] = edge.collects()
  expect(batch!.visitor).toMatch(/^[\w-]{22}$/)
  await until('the id', () =>
    tab.evaluate((id) => localStorage['acquaint.demo']?.includes(id), edge.minted[0]!),
  )
  expect(batch!.batch).toMatch(/^[\w-]{22}$/)
  expect(told('page_view')).toMatchObject({
    page: { path: '/shoes', title: 'Shop', referrer: 'https://search.example/find', click_id: 'gclid' },
  })
  // [T14] Asked elsewhere, and told by the referrer.
  expect(told('search')).toMatchObject({ search_term: 'shoes', method: 'referrer' })
  await until('an empty outbox', async () => (await outbox()).length === 0)
})

test('[O25] what a page gathers until it is left is one batch, and the question has told of it under that id', async () => {
  edge.pages['/'] = hero
  await context.close()
  context = await browser.newContext()
  await gatherFor(context, 1e9)
  tab = await context.newPage()
  await tab.goto(edge.url)
  await until('the script', () => tab.evaluate('!!window.acquaint'))
  await grant()
  const told = await until('the question', () => edge.decides().find(({ pending }) => pending)?.pending)
  expect(told.map(({ events }) => events.map(({ name }) => name))).toEqual([['page_view']])
  await tab.click('h2')
  expect([edge.collects(), await outbox()]).toEqual([[], []])
  await tab.goto(`${edge.url}/next`)
  const batch = await until('the batch', () => edge.collects()[0])
  expect(batch.batch).toBe(told[0]!.batch)
  expect(batch.events.map(({ name }) => name).filter((name) => name !== 'engagement')).toEqual([
    'page_view',
    'click',
  ])
})

/** The batches in localStorage. */
const outbox = () =>
  tab.evaluate(() => Object.keys(localStorage).filter((name) => name.startsWith('acquaint.demo/')))
/** The batches in IndexedDB. Opening a database that is not there would make it, without the store that the script wants in it. */
const spilt = (): Promise<unknown[]> =>
  tab.evaluate(async () => {
    if (!(await indexedDB.databases()).some(({ name }) => name === 'acquaint.demo')) return []
    return new Promise<unknown[]>((done) => {
      const open = indexedDB.open('acquaint.demo')
      open.onsuccess = () => {
        const all = open.result.transaction('outbox').objectStore('outbox').getAll()
        all.onsuccess = () => {
          open.result.close()
          done(all.result)
        }
      }
    })
  })

test('[S1] the capsule and the batches not yet acknowledged go with the question, and the answer is shown', async () => {
  edge.pages['/'] = edge.pages['/item'] = hero
  edge.capsule = 'sealed-1'
  await tab.goto(edge.url)
  await until('the script', () => tab.evaluate('!!window.acquaint'))
  await grant()
  await until('a kept capsule', () => tab.evaluate("localStorage['acquaint.demo']?.includes('sealed-1')"))
  edge.collectStatus = 503
  edge.decide = (question) =>
    answered(
      `<h2>Seen ${question.pending?.flatMap((batch) => batch.events.map((event) => event.name))}</h2>`,
    )()
  await tab.goto(`${edge.url}/item`)
  await tab.waitForSelector('text=Seen page_view')
  const question = edge.decides().at(-1)!
  expect(question.capsule).toBe('sealed-1')
  expect(question.visitor).toBe(edge.minted[0])
  expect(await tab.getAttribute('[data-acquaint]', 'data-acquaint-block')).toBe('welcome')
  expect(await tab.getAttribute('[data-acquaint]', 'data-acquaint-list')).toBe('l1')
})

test('[O1] withdrawal erases id, capsule, outbox and storage, and nothing more is sent', async () => {
  edge.collectStatus = 503
  await tab.goto(edge.url)
  await until('the script', () => tab.evaluate('!!window.acquaint'))
  await grant()
  await until('a kept batch', async () => (await outbox()).length)
  await tab.evaluate("acquaint('consent', 'denied')")
  await until('an empty outbox', async () => (await outbox()).length === 0)
  const sent = edge.collects().length
  edge.collectStatus = 200
  await tab.evaluate("acquaint('view_item', {items: [{item_id: 'a'}]})")
  await tab.goto(`${edge.url}/next`)
  await tab.waitForTimeout(1500)
  expect(edge.collects().length).toBe(sent)
  expect(await tab.evaluate('localStorage.length')).toBe(0)
})

test('[O24] a batch that localStorage does not take goes to IndexedDB, a later page brings it, and a withdrawal erases it there', async () => {
  await tab.goto(edge.url)
  await until('the script', () => tab.evaluate('!!window.acquaint'))
  await grant()
  await until('an empty outbox', async () => edge.stored().length > 0 && (await outbox()).length === 0)
  expect(await spilt()).toEqual([])
  edge.collectStatus = 503
  // Room for a word and no more.
  await tab.evaluate(() => {
    let chunk = 'x'.repeat(1 << 20)
    for (let n = 0; chunk.length > 16; n++)
      try {
        localStorage[`pad${n}`] = chunk
      } catch {
        chunk = chunk.slice(chunk.length >> 1)
      }
    delete localStorage.pad0
    localStorage.pad0 = 'x'.repeat((1 << 20) - 40)
  })
  await tab.evaluate("acquaint('view_item', {items: [{item_id: 'far'}]})")
  await until('a spilt batch', async () => (await spilt()).length === 1, 9000)
  expect((await outbox()).filter((name) => name !== 'acquaint.demo/')).toEqual([])
  edge.collectStatus = 200
  await tab.goto(`${edge.url}/next`)
  const told = () => edge.stored().filter(({ items }) => items?.[0]?.item_id === 'far').length
  await until('its event', async () => told() === 1 && (await spilt()).length === 0, 9000)
  edge.collectStatus = 503
  await tab.evaluate("acquaint('view_item', {items: [{item_id: 'further'}]})")
  await until('another', async () => (await spilt()).length > 0, 9000)
  await tab.evaluate("acquaint('consent', 'denied')")
  await until('nothing', async () => (await spilt()).length === 0)
  expect(await outbox()).toEqual([])
})

test('[C12] a consent that lapsed takes with it what it covered', async () => {
  edge.collectStatus = 503
  await tab.goto(edge.url)
  await until('the script', () => tab.evaluate('!!window.acquaint'))
  await grant()
  await until('a kept batch', async () => (await outbox()).length)
  await tab.goto(`${edge.url}/acquaint.stub.js`)
  await tab.evaluate(() => {
    const known = JSON.parse(localStorage['acquaint.demo'])
    known.consent.at -= 400 * 86_400_000
    localStorage['acquaint.demo'] = JSON.stringify(known)
  })
  const sent = edge.collects().length
  await tab.goto(edge.url)
  await until('nothing left', () => tab.evaluate('localStorage.length === 0'))
  await until('an empty outbox', async () => (await outbox()).length === 0)
  expect(edge.collects().length).toBe(sent)
})

test('[T2] a block half in view for a second is exposed once; a click inside names item and position', async () => {
  edge.pages['/'] = hero
  edge.decide = answered(
    '<ul><li data-acquaint-item="p1"><a href="#1">One</a></li><li data-acquaint-item="p2"><a href="#2">Two</a></li></ul>',
  )
  await tab.goto(edge.url)
  await until('the script', () => tab.evaluate('!!window.acquaint'))
  await grant()
  await tab.waitForSelector('text=Two')
  await tab.click('text=Two')
  await until(
    'both events',
    () => edge.stored().filter((event) => event.name.startsWith('block_')).length >= 2,
    9000,
  )
  expect(
    edge
      .stored()
      .map(({ name }) => name)
      .sort(),
  ).toEqual(['block_click', 'block_view', 'page_view'])
  const seen = edge.stored().find((event) => event.name === 'block_view')
  const click = edge.stored().find((event) => event.name === 'block_click')
  expect(seen).toMatchObject({ slot: 'home-hero', block: 'welcome', list_id: 'l1', variant: 'a' })
  expect(click).toMatchObject({ slot: 'home-hero', position: 2, items: [{ item_id: 'p2' }], list_id: 'l1' })
})

test('[T3] dataLayer and gtag commerce, before and after the script, and SPA routes are captured once', async () => {
  edge.pages['/'] = page(
    '<main></main>',
    `<script>
      window.acquaint = function () { (acquaint.q = acquaint.q || []).push(arguments) }
      acquaint('consent', 'granted')
      window.dataLayer = [{ event: 'view_item', ecommerce: { currency: 'EUR', items: [{ item_id: 7, price: '12.5', x: {} }] } }]
    </script>`,
  )
  await tab.goto(edge.url)
  await until('the first batch', () => edge.stored().length)
  await tab.evaluate(() => {
    const say = acquaint as unknown as (...call: unknown[]) => void
    say('view_item', { items: [{ item_id: '7' }] })
    function gtag(..._: unknown[]) {
      // biome-ignore lint/complexity/noArguments: gtag pushes its arguments object
      dataLayer.push(arguments)
    }
    gtag('event', 'add_to_cart', { currency: 'EUR', value: 12.5, items: [{ item_id: '7', quantity: 1 }] })
    history.replaceState(0, '', '/?sort=1')
    history.pushState(0, '', '/cart')
    document.title = 'Cart'
  })
  await until('the cart page', () => edge.stored().some((event) => event.page?.title === 'Cart'))
  const names = edge.stored().map((event) => event.name)
  expect(names.filter((name) => name !== 'engagement').sort()).toEqual([
    'add_to_cart',
    'page_view',
    'page_view',
    'view_item',
  ])
  expect(edge.stored().find((event) => event.name === 'view_item')!.items).toEqual([
    { item_id: '7', price: 12.5 },
  ])
  expect(edge.stored().find((event) => event.page?.title === 'Cart')!.page).toMatchObject({
    path: '/cart',
    referrer: `${edge.url}/`,
  })
})

declare const dataLayer: unknown[]
