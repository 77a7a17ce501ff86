import { readFile } from 'node:fs/promises'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cookieName } from '../../../edge/identity/cookie.ts'
import { root, type Served, serve } from '../../../edge/local/serve.ts'
import { publishFiles } from '../../../edge/local/shop.ts'
import { publish } from '../../../edge/publish/publish.ts'
import { readRules } from '../../../rules/folder.ts'
import type { Event } from '../../../snippet/wire.ts'
import { launchBrowser } from '../../support/chromium.ts'
import { BROWSER, GRANTED, newId } from '../../support/edge.ts'
import { journalOf } from '../../support/open-shop.ts'
import { staticServer } from '../../support/static-server.ts'
import { gatherFor, SOON } from '../../support/visit.ts'

let origin: Awaited<ReturnType<typeof staticServer>>
let front: Served
let browser: Browser
/** The cookie of a visitor who agreed and looked at three pairs of shoes. */
let cookie: string
let shoes: string[]
const NAME = cookieName('demo')
const home = () => readFile(`${root}dist/site/index.html`, 'utf8')

const call = (path: string, body: object, headers: Record<string, string> = {}) =>
  fetch(new URL(path, front.url), {
    method: 'POST',
    headers: { 'user-agent': BROWSER, origin: front.url.origin, ...headers },
    body: JSON.stringify({ site: 'demo', sent_at: Date.now(), consent: agreed, ...body }),
  })
const agreed = { ...GRANTED, at: Date.now(), source: 'api' }

beforeAll(async () => {
  origin = await staticServer(`${root}dist/site`)
  front = await serve({
    assets: `${root}dist/docs`,
    sites: { demo: { render: { origin: origin.origin, budget: 5000 } } },
  })
  // No model: the catalogue's own order is enough of a list here, and takes no training.
  const now = Date.now()
  const products = await readFile(`${root}dist/catalogue.json`, 'utf8')
  await publish(front.store, 'demo', 'catalogue', products, { at: now })
  await publishFiles(front.store, 'demo', now, readRules(`${root}rules/shop`))
  const consented = await call('/v1/consent', {})
  cookie = consented.headers.getSetCookie()[0]!.split(';')[0]!
  const feed = JSON.parse(products) as Feed
  shoes = feed.items
    .filter(({ item_category }) => item_category.startsWith('shoes'))
    .map(({ item_id }) => item_id)
    .slice(0, 3)
  const events = shoes.map((item_id) => ({
    name: 'view_item',
    created_at: Date.now(),
    items: [{ item_id }],
  }))
  expect((await call('/v1/collect', { batch: newId(), events }, { cookie })).status).toBe(200)
  // A visitor, not a robot; for the whole browser, because what is sent while a page goes away names the browser's own.
  browser = await launchBrowser({
    args: ['--disable-blink-features=AutomationControlled', `--user-agent=${BROWSER}`],
  })
})
afterAll(async () => {
  await browser?.close()
  await front?.stop()
  await origin?.stop()
})

/** A tab of the known visitor, with a note of what it sends to the API. */
async function tab(options: { javaScriptEnabled: boolean }) {
  const context = await browser.newContext(options)
  await gatherFor(context, SOON)
  const [name, value] = cookie.split('=') as [string, string]
  const { hostname } = front.url
  await context.addCookies([
    { name, value, domain: hostname, path: '/', secure: true, httpOnly: true, sameSite: 'Lax' },
  ])
  const page = await context.newPage()
  const sent: Sent = []
  page.on('request', (request) => {
    const route = /\/v1\/(\w+)$/.exec(request.url())?.[1]
    if (route) sent.push({ route, body: JSON.parse(request.postData() ?? '{}') })
  })
  return { page, sent, context }
}

test('[H26] with scripts off the demo shop shows a known visitor the block that is theirs', async () => {
  const { page, context } = await tab({ javaScriptEnabled: false })
  const answer = await page.goto(front.url.href)
  expect(answer!.headers()['cache-control']).toBe('private, no-store')
  const hero = page.locator('[data-acquaint="home-hero"]')
  expect(await hero.getAttribute('data-acquaint-block')).toBe('shoes-hero')
  expect(await hero.innerText()).toContain('Still thinking about shoes?')
  expect(await page.locator('[data-acquaint="picked-for-you"] [data-acquaint-item]').count()).toBe(4)
  await context.close()
})

test('[H27] a compressed page is read, filled and still a page; one without slots is the same when read', async () => {
  for (const encoding of ['gzip', 'br', 'identity']) {
    const headers = { accept: 'text/html', 'user-agent': BROWSER, 'accept-encoding': encoding }
    const filled = await (await fetch(front.url, { headers: { ...headers, cookie } })).text()
    expect(filled).toContain('data-acquaint-block="shoes-hero"')
    expect(filled.slice(0, 200)).toBe((await home()).slice(0, 200))
    expect(filled.endsWith('</html>\n')).toBe(true)
    for (const path of ['/privacy/', '/img/sign.svg', '/privacy/']) {
      const page = await fetch(new URL(path, front.url), { headers: { ...headers, cookie } })
      const file = path.endsWith('/') ? `${path}index.html` : path
      expect(await page.text()).toBe(await readFile(`${root}dist/site${file}`, 'utf8'))
    }
  }
  // By now the page without slots is known to have none.
  const headers = { accept: 'text/html', 'user-agent': BROWSER, cookie }
  const { headers: kept } = await fetch(new URL('/privacy/', front.url), { headers })
  const etag = kept.get('etag')
  expect(etag).toMatch(/^"[0-9a-f]{16}"$/)
  const again = await fetch(new URL('/privacy/', front.url), {
    headers: { ...headers, 'if-none-match': etag! },
  })
  expect(again.status).toBe(304)
})

test('[V16] beside a shop the API’s pages are served, and a refusal leads to its line on one', async () => {
  const refusal = (await (await call('/v1/logout', { site: 'nobody' })).json()) as {
    type: string
    code: string
  }
  const { pathname, hash } = new URL(refusal.type, front.url)
  expect(hash).toBe('#unknown_site')
  expect(await (await fetch(new URL(pathname, front.url))).text()).toContain(`<tr id="${hash.slice(1)}">`)
  const document = await fetch(new URL('/v1/openapi.json', front.url))
  expect(((await document.json()) as { openapi: string }).openapi).toBe('3.1.0')
  const docs = await fetch(new URL('/v1/docs', front.url))
  expect(docs.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'self';/)
  expect(docs.headers.get('x-content-type-options')).toBe('nosniff')
  expect(await docs.text()).toContain('POST /v1/decide')
})

test('[H28] the snippet takes a slot that came filled as decided: no second question, one view', async () => {
  const { page, sent, context } = await tab({ javaScriptEnabled: true })
  await context.clearCookies()
  await page.goto(front.url.href)
  await page.getByRole('button', { name: 'Accept all' }).click()
  await poll(async () => (await context.cookies()).map(({ name }) => name)).toContain(NAME)
  for (const id of shoes) await page.goto(new URL(`/p/${id}/`, front.url).href)
  await poll(async () =>
    (await journalOf(front)).flatMap(({ events }) => events).filter(({ name }) => name === 'view_item'),
  ).toHaveLength(6)

  sent.length = 0
  const answer = await page.goto(front.url.href)
  expect(await answer!.text()).toContain('data-acquaint-block="shoes-hero"')
  await poll(() => viewsOf(sent, 'block_view').map(({ slot }) => slot)).toContain('home-hero')
  await page.goto(new URL('/privacy/', front.url).href)
  await page.waitForLoadState('load')
  const [hero, ...more] = viewsOf(sent, 'block_view').filter(({ slot }) => slot === 'home-hero')
  expect([hero!.block, more]).toEqual(['shoes-hero', []])
  expect(sent.filter(({ route }) => route === 'decide')).toEqual([])
  await context.close()
})

type Sent = { route: string; body: { events?: Event[] } }[]
const viewsOf = (sent: Sent, name: Event['name']): Event[] =>
  sent.flatMap(({ body }) => body.events ?? []).filter((event) => event.name === name)
const poll = <T>(look: () => T) => expect.poll(look, { timeout: 30_000 })

interface Feed {
  items: { item_id: string; item_category: string }[]
}
