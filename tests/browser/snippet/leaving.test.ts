import { beforeEach, expect, test } from 'vitest'
import { page, until } from '../../support/scripted-edge.ts'
import { gatherFor, visits } from '../../support/visit.ts'

const { visit, go, say, events } = visits()
const named = () => visit.edge.collects().map(({ events }) => events.map(({ name }) => name))
const outbox = () =>
  visit.tab.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('acquaint.demo/')))
const known = () => visit.tab.evaluate(() => JSON.parse(localStorage['acquaint.demo'] ?? '{}'))

beforeEach(async () => {
  // No batch leaves but by leaving.
  await gatherFor(visit.context, 1e9)
  visit.edge.anyPage = page('<h1>Shop</h1><a href="/next">Next</a><div style="height:3000px"></div>')
})
/** Is on a page that hears of its being left. */
const arrive = async (path: string) => {
  await go(path)
  await say('consent', 'granted')
  await visit.tab.waitForFunction(
    () =>
      performance.getEntriesByName(new URL('/acquaint.watch.js', location.href).href).length > 0 &&
      new Promise((idle) => requestIdleCallback(() => idle(true))),
  )
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
  await until('its question', () => visit.edge.received.length)
  await visit.tab.waitForTimeout(500)
  // The click with it, and no second time of reading for the second and a half of waiting.
  expect(named()).toEqual([['page_view', 'click', 'engagement']])
})

test.each([
  ['a link to a place on the page', '<a id="go" href="#below">Below</a>'],
  ['a link to a file', '<a id="go" href="/file" download>File</a>'],
  ['a link that the page answers itself', '<a id="go" href="/next" onclick="return false">More</a>'],
  ['a link to another tab', '<a id="go" href="/next" target="_blank">Aside</a>'],
])('[O28] %s is no leaving', async (_, link) => {
  visit.edge.pages['/'] = page(link)
  await arrive('/')
  await visit.tab.click('#go')
  await visit.tab.waitForTimeout(700)
  expect(visit.edge.collects().filter(({ events }) => events[0]?.page?.path === '/')).toEqual([])
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
