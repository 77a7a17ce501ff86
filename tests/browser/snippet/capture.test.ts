import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { launchBrowser } from '../../support/chromium.ts'
import { page, until } from '../../support/scripted-edge.ts'
import { visits } from '../../support/visit.ts'

const { visit, go, say, events } = visits()

test('[T5] a click is told by name, role and place, through shadow roots, never by what was typed', async () => {
  visit.edge.pages['/'] = page(`<main id="shop">
    <button><b>Add  to
      cart</b></button>
    <input name="query" value="secret typed"><textarea aria-label="Note">secret note</textarea>
    <div contenteditable="true" role="textbox">secret text</div>
    <a id="out" href="https://other.example/x?token=secret">Mail ann@mail.example</a><a id="file" href="/price-list.pdf">List</a>
    <div id="host"></div></main>
    <script>
      document.querySelector('#host').attachShadow({ mode: 'open' }).innerHTML = '<button><i>Inside</i></button>'
      addEventListener('click', (event) => event.preventDefault())
    </script>`)
  await go('/')
  await say('consent', 'granted')
  for (const target of ['b', 'input', 'textarea', '[contenteditable]', '#out', '#file', '#host i'])
    await visit.tab.click(target)
  // That nothing answers them is told again.
  const told = () => visit.edge.stored().filter(({ name, method }) => name === 'click' && method !== 'dead')
  await until('seven clicks', () => told().length === 7)
  const clicks = told()
  expect(clicks.map(({ target, link_url, method }) => [target, link_url, method].filter(Boolean))).toEqual([
    ['button "Add to cart" #shop'],
    ['input "query" #shop'],
    ['textarea "Note" #shop'],
    ['textbox "" #shop'],
    ['a "Mail *" #out', 'https://other.example/x', 'outbound'],
    ['a "List" #file', `${visit.edge.url}/price-list.pdf`, 'download'],
    ['button "Inside"'],
  ])
  expect(JSON.stringify(visit.edge.received)).not.toContain('secret')
})

test('[T6] a form tells field names, and values only of listed fields', async () => {
  visit.edge.pages['/'] = page(
    '<form id="ask" onsubmit="return false"><input name="email" value="a@b.example"><select name="topic"><option>Size</option></select><button>Send</button></form>',
    '',
    'data-fields="topic"',
  )
  await go('/')
  await say('consent', 'granted')
  await visit.tab.click('button')
  const [form] = await events('form_submit')
  expect(form).toMatchObject({ form_id: 'ask', fields: { email: '', topic: 'Size' } })
})

const product = {
  '@context': 'https://schema.org',
  '@graph': [
    { '@type': 'WebPage' },
    { '@type': 'Product', sku: 'sku-1', name: 'Shoe', offers: { price: 9.5, priceCurrency: 'EUR' } },
  ],
}
test('[T7] what reads a product is not loaded where structured data tells of something else', async () => {
  visit.edge.pages['/'] = page(
    '<script type="application/ld+json">{"@type":"BreadcrumbList","itemListElement":[]}</script><div data-acquaint="picks">Default</div>',
  )
  const loaded: string[] = []
  visit.tab.on('request', (request) => loaded.push(new URL(request.url()).pathname))
  await go('/')
  await say('consent', 'granted')
  await events('page_view')
  expect(loaded).toContain('/acquaint.slots.js')
  expect(loaded).not.toContain('/acquaint.extra.js')
})

for (const [kind, markup] of [
  ['JSON-LD', `<script type="application/ld+json">${JSON.stringify(product)}</script>`],
  [
    'microdata',
    '<div itemscope itemtype="https://schema.org/Product"><span itemprop="name">Shoe</span><meta itemprop="sku" content="sku-1"><div itemprop="offers" itemscope itemtype="https://schema.org/Offer"><span itemprop="price" content="9.5">9,50</span><meta itemprop="priceCurrency" content="EUR"></div></div>',
  ],
  [
    'Open Graph',
    '<meta property="og:title" content="Shoe"><meta property="product:retailer_item_id" content="sku-1"><meta property="product:price:amount" content="9.50"><meta property="product:price:currency" content="EUR">',
  ],
] as const)
  test(`[T7] a product in ${kind} is a view_item, once, and the page's item in the question`, async () => {
    visit.edge.pages['/'] = page(`${markup}<div data-acquaint="picks">Default</div>`)
    await go('/')
    await say('consent', 'granted')
    const [seen] = await events('view_item')
    expect(seen).toMatchObject({
      currency: 'EUR',
      items: [{ item_id: 'sku-1', item_name: 'Shoe', price: 9.5 }],
    })
    // Whichever source is first counts; on a slow machine the page's own markup is read later than this is said.
    await say('view_item', { items: [{ item_id: 'sku-1' }] })
    await visit.tab.waitForTimeout(2300)
    expect(visit.edge.stored().filter(({ name }) => name === 'view_item').length).toBe(1)
    expect(visit.edge.decides().at(-1)!.page.item_id).toBe('sku-1')
  })

test('[T9] reading, rapid clicks, copying and clicks into frames', async () => {
  const other = createServer((_, response) => response.end('<body>frame</body>')).listen(0, '127.0.0.1')
  await until('the other server', () => other.listening)
  visit.edge.pages['/'] = page(
    `<button>Dead</button><p id="quote">Quoted</p><iframe src="http://localhost:${(other.address() as AddressInfo).port}/" width="200" height="100"></iframe><div style="height:4000px"></div>`,
  )
  await go('/')
  await say('consent', 'granted')
  await visit.tab.click('button', { clickCount: 3 })
  await visit.tab.evaluate(() => getSelection()!.selectAllChildren(document.querySelector('#quote')!))
  await visit.tab.keyboard.press('Control+C')
  await visit.tab.click('iframe')
  await until(
    'all of them',
    () => visit.edge.stored().filter(({ name, method }) => name === 'click' && method).length === 3,
  )
  expect(
    visit.edge
      .stored()
      .filter(({ method }) => method)
      .map(({ method, target }) => `${method} ${target}`),
  ).toEqual(['rage button "Dead"', 'copy p "Quoted" #quote', 'frame iframe ""'])
  await visit.tab.mouse.move(10, 10)
  await visit.tab.evaluate(() => scrollTo(0, 1000))
  await visit.tab.waitForTimeout(1200)
  await visit.tab.goto('about:blank')
  const reading = (await events('engagement')).at(-1)!
  expect(reading.percent_scrolled).toBeGreaterThan(20)
  expect(reading.percent_scrolled).toBeLessThan(60)
  expect(reading.value).toBeGreaterThan(0)
  other.close()
})

test('[T10] a page out of the back/forward cache asks anew, counts no second view, and hears of a withdrawal', async () => {
  const browser = await launchBrowser({ without: ['--disable-back-forward-cache'] })
  try {
    // `no-store` would keep the page out of the cache.
    visit.edge.headers = { 'cache-control': 'max-age=60' }
    visit.edge.pages['/'] = page(
      '<div data-acquaint="hero">Default</div>',
      "<script>addEventListener('pageshow', (event) => { document.title = event.persisted ? 'cached' : 'loaded' })</script>",
    )
    const tab = await browser.newPage()
    const views = () =>
      visit.edge.stored().filter(({ name, page }) => name === 'page_view' && page?.path === '/').length
    /** Leaves the page for another and comes back to it as it was; what a busy browser loads anew is tried again. */
    const leaveAndReturn = async (meanwhile: () => Promise<unknown>) => {
      let reasons: unknown
      for (let tries = 0; tries < 6; tries++) {
        const before = views()
        await go('/', tab)
        await tab.evaluate(() => acquaint('consent', 'granted'))
        await until('its view', () => views() > before, 20_000)
        const counted = views()
        await go('/away', tab)
        await meanwhile()
        const asked = visit.edge.decides().length
        // Out of the cache no load comes that could be waited for.
        await tab.evaluate(() => void setTimeout(() => history.back()))
        const how = await until(
          'the page',
          async () => /^(cached|loaded)$/.exec(await tab.title().catch(() => ''))?.[0],
          20_000,
        )
        if (how === 'cached') return { counted, asked }
        reasons = await tab.evaluate(() =>
          JSON.stringify(
            (performance.getEntriesByType('navigation')[0] as { notRestoredReasons?: unknown })
              .notRestoredReasons,
          ),
        )
      }
      throw new Error(`This Chromium kept no page: ${reasons}`)
    }
    const { counted, asked } = await leaveAndReturn(() =>
      until('its view', () => visit.edge.stored().some(({ page }) => page?.path === '/away'), 20_000),
    )
    await until('a question', () => visit.edge.decides().length > asked, 20_000)
    expect(views()).toBe(counted)

    await leaveAndReturn(() => tab.evaluate(() => acquaint('consent', 'denied')))
    expect(await tab.evaluate(() => acquaint('why').consent.analytics)).toBe('denied')
  } finally {
    await browser.close()
  }
})

test('[T11] what the site switches off is not recorded', async () => {
  visit.edge.anyPage = page('<button>Go</button>', '', 'data-off="click search"')
  await go('/?q=shoes')
  await say('consent', 'granted')
  await visit.tab.click('button')
  await say('sign_up')
  await events('sign_up')
  expect(visit.edge.stored().map(({ name }) => name)).toEqual(['page_view', 'sign_up'])
})

test('[T12] identify needs consent, its capsule is kept; listeners hear the latest at once', async () => {
  visit.edge.pages['/'] = page('<div data-acquaint="hero">Default</div>')
  await go('/')
  await say('identify', 'token-1')
  expect(visit.edge.identifies()).toEqual([])
  await say('consent', 'granted')
  await events('page_view')
  await say('identify', 'token-2')
  await visit.tab.waitForFunction(() => localStorage['acquaint.demo']?.includes('sealed-person'))
  const [linked] = visit.edge.identifies()
  expect(linked).toMatchObject({
    site: 'demo',
    visitor: visit.edge.minted[0],
    token: 'token-2',
    consent: { analytics: 'granted' },
    sent_at: expect.any(Number),
  })
  await until('the question with it', () => visit.edge.decides().at(-1)!.capsule === 'sealed-person')
  const heard = await visit.tab.evaluate(() => {
    const kinds: string[] = []
    acquaint('on', 'decision', ({ bundle }) => kinds.push(`decision ${bundle}`))
    acquaint('on', 'consent', ({ analytics }) => kinds.push(`consent ${analytics}`))
    return kinds
  })
  expect(heard).toEqual(['decision null', 'consent granted'])
})

test('[O14] after reset another visitor is on the page, and a late answer gives them nothing', async () => {
  visit.edge.capsule = 'sealed-first'
  await go('/')
  visit.edge.collectDelay = 600
  await say('consent', 'granted')
  await until('a batch', () => visit.edge.collects().length)
  await say('reset')
  await events('page_view')
  await visit.tab.waitForTimeout(200)
  const known = await visit.tab.evaluate(() => JSON.parse(localStorage['acquaint.demo']!))
  expect(known.id).not.toBe(visit.edge.collects()[0]!.visitor)
  expect(known.capsule).toBe(undefined)
})
