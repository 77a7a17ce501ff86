import { beforeEach, expect, test } from 'vitest'
import { page, until } from '../../support/scripted-edge.ts'
import { gatherFor, visits } from '../../support/visit.ts'

const { visit, go, say, events, known, watched } = visits()
const named = () => visit.edge.collects().map(({ events }) => events.map(({ name }) => name))
const outbox = () =>
  visit.tab.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('acquaint.demo/')))

beforeEach(async () => {
  // No batch leaves but by leaving.
  await gatherFor(visit.context, 1e9)
  visit.edge.anyPage = page('<h1>Shop</h1><a href="/next">Next</a><div style="height:3000px"></div>')
})
/** Is on a page that hears of its being left. */
const arrive = async (path: string) => {
  await go(path)
  await say('consent', 'granted')
  await watched()
}

test('[O28] what a page recorded leaves as the way to the next begins, and its answer is heard: nothing comes again', async () => {
  await arrive('/')
  await visit.tab.waitForTimeout(1000)
  visit.edge.capsule = 'sealed-on-leaving'
  visit.edge.pageDelay = 1500
  await visit.tab.click('a', { noWaitAfter: true })
  await until('the batch', () => visit.edge.collects().length)
  // The next page has not come yet.
  expect(visit.tab.url()).toBe(`${visit.edge.url}/`)
  await visit.tab.waitForURL('**/next')
  expect([await outbox(), (await known()).capsule]).toEqual([[], 'sealed-on-leaving'])
  await visit.tab.waitForFunction(() => 'acquaint' in window)
  await visit.tab.waitForTimeout(700)
  // The click with it, and no second time of reading for the second and a half of waiting.
  expect(named()).toEqual([['page_view', 'click', 'engagement']])
})

test.each([
  ['a link to a place on the page', '<a id="go" href="#below">Below</a>'],
  ['a link to a file', '<a id="go" href="/file" download>File</a>'],
  ['a link that the page answers itself', '<a id="go" href="/next" onclick="return false">More</a>'],
  ['a link to another program', '<a id="go" href="mailto:shop@example.com">Write</a>'],
  ['a link into a frame', '<a id="go" href="/next" target="aside">Aside</a><iframe name="aside"></iframe>'],
])('[O28] %s is no leaving', async (_, link) => {
  visit.edge.pages['/'] = page(link)
  // Without the script: a page in a frame has things of its own to tell.
  visit.edge.pages['/next'] = '<p>Aside</p>'
  await arrive('/')
  await visit.tab.click('#go')
  await visit.tab.waitForTimeout(700)
  expect(visit.edge.collects()).toEqual([])
})

test('[O28] a form is told with its page, before the next one comes', async () => {
  visit.edge.anyPage = page(
    '<form method="post" action="/next"><input name="size"><button>Buy</button></form>',
  )
  await arrive('/')
  await visit.tab.waitForTimeout(1000)
  visit.edge.pageDelay = 1000
  await visit.tab.click('button', { noWaitAfter: true })
  await until('the batch', () => visit.edge.collects().length)
  expect(visit.tab.url()).toBe(`${visit.edge.url}/`)
  await visit.tab.waitForURL('**/next')
  expect(named().map((batch) => batch.toSorted())).toEqual([
    ['click', 'engagement', 'form_submit', 'page_view'],
  ])
})

test('[O28] a route that the page itself takes over is left once, and the next one is read from its beginning', async () => {
  visit.edge.anyPage = page(`<a href="/next">Next</a>
    <script>navigation.addEventListener('navigate', (event) => event.canIntercept && event.intercept({ handler: async () => { document.title = 'Next' } }))</script>`)
  await arrive('/')
  await visit.tab.waitForTimeout(1000)
  await visit.tab.click('a')
  await until('the first', () => visit.edge.collects().length)
  await visit.tab.waitForTimeout(1500)
  await visit.tab.goto('about:blank')
  await until('the second', () => visit.edge.collects().length === 2)
  expect(named()).toEqual([
    ['page_view', 'click', 'engagement'],
    ['page_view', 'engagement'],
  ])
  expect(visit.edge.stored().at(-2)?.page).toMatchObject({ path: '/next', title: 'Next' })
})

test('[O28] who stays after all goes on being told of; reading counts from the next sign of life', async () => {
  await arrive('/')
  await visit.tab.waitForTimeout(1000)
  await visit.tab.evaluate(() => {
    location.href = '/nothing'
  })
  await until('what was recorded so far', () => named().length)
  await visit.tab.waitForTimeout(2000)
  await visit.tab.mouse.wheel(0, 900)
  await say('view_item', { items: [{ item_id: 'later' }] })
  await visit.tab.waitForTimeout(1200)
  await visit.tab.goto('about:blank')
  await events('view_item')
  expect(named()).toEqual([
    ['page_view', 'engagement'],
    ['view_item', 'engagement'],
  ])
  const [, after] = await events('engagement')
  expect(after?.value).toBeLessThanOrEqual(2)
  expect(after?.percent_scrolled).toBeGreaterThan(30)
})
