import { expect, test } from 'vitest'
import { page, until } from '../../support/scripted-edge.ts'
import { gatherFor, visits } from '../../support/visit.ts'

const { visit, go, say, events, stored, known } = visits()
const view = (item_id: string) => say('view_item', { items: [{ item_id }] })
const storedFor = (visitor: string | undefined) =>
  visit.edge
    .collects()
    .filter((batch) => visit.edge.idOf(batch.visitor) === visitor)
    .flatMap(({ events }) => events.flatMap(({ items }) => items?.map(({ item_id }) => item_id) ?? []))

/** The `nth` visitor of this device is known by the id that the edge gave. */
const isKnown = (nth: number) =>
  until(`visitor ${nth}`, async () => {
    const id = visit.edge.minted[nth]
    return id !== undefined && (await known()).id === id
  })
/** On a page whose visitor consented and has the edge's id. */
const identified = async () => {
  await go('/')
  await say('consent', 'granted')
  await events('page_view')
  await isKnown(0)
}

test('[O19] each change of consent is told once, and the id is the one that the edge answers', async () => {
  await go('/')
  await say('consent', { analytics: 'granted' })
  await events('page_view')
  await say('consent', { personalization: 'granted' })
  // The first came with the first batch.
  await until('the second choice', () => visit.edge.consents().length === 1)
  expect(visit.edge.collects()[0]?.consent).toMatchObject({
    analytics: 'granted',
    personalization: 'unknown',
  })
  expect(
    visit.edge.consents().map(({ visitor, consent }) => [visit.edge.idOf(visitor), consent.personalization]),
  ).toEqual([[visit.edge.minted[0], 'granted']])
  expect(visit.edge.consents()[0]).toMatchObject({ site: 'demo', sent_at: expect.any(Number) })
  await until('what is remembered', async () => (await known()).due === undefined)
  expect((await known()).id).toBe(visit.edge.minted[0])
  // The next page has nothing to tell.
  await go('/next')
  await until('its view', () => visit.edge.stored().some(({ page }) => page?.path === '/next'))
  expect(visit.edge.consents().length).toBe(1)
  expect(visit.edge.minted.length).toBe(1)
})

test('[O18] consent that the edge could not hear at first: events wait, over the next page as well', async () => {
  visit.edge.collectStatus = 503
  await go('/')
  await say('consent', 'granted')
  await view('early')
  await until('a try', () => visit.edge.collects().length)
  await go('/next')
  expect(visit.edge.stored()).toEqual([])
  visit.edge.collectStatus = 200
  await until(
    'both pages',
    () => visit.edge.stored().filter(({ name }) => name === 'page_view').length === 2,
    20_000,
  )
  const visitors = visit.edge.collects().map(({ visitor }) => visit.edge.idOf(visitor))
  expect(new Set(visitors)).toEqual(new Set(visit.edge.minted))
  expect(visit.edge.minted.length).toBe(1)
})

test('[O19] under a cookie nothing names the visitor in the browser, nor in what is sent', async () => {
  visit.edge.cookie = true
  await go('/')
  await say('consent', 'granted')
  await events('page_view')
  await until('the cookie', async () => (await known()).cookie)
  expect((await known()).id).toBe(undefined)
  expect(JSON.stringify(await stored())).not.toContain(visit.edge.minted[0])
  await go('/next')
  await until('the next page', () => visit.edge.stored().some(({ page }) => page?.path === '/next'))
  expect(visit.edge.collects().at(-1)).not.toHaveProperty('visitor')
  expect(visit.edge.minted.length).toBe(1)
})

test('[O26] under a cookie, what is kept of whoever left by a reset in the next page is not sent as the next visitor’s', async () => {
  visit.edge.cookie = true
  visit.edge.pages['/two'] = page(
    '<div data-acquaint="hero">Default</div>',
    "<script>window.acquaint = function () { (acquaint.q = acquaint.q || []).push(arguments) }; acquaint('reset')</script>",
  )
  await go('/')
  await say('consent', 'granted')
  await events('page_view')
  await until('the cookie', async () => (await known()).cookie)
  visit.edge.collectStatus = 503
  await say('purchase', { transaction_id: 'of-A', items: [] })
  const tellingOfA = () =>
    visit.edge.received.filter(({ path, body }) => /collect|decide/.test(path) && body.includes('of-A'))
  await until('a try', () => tellingOfA().length)
  await go('/two')
  await until('the next visitor', async () => {
    const { era, due, cookie } = await known()
    return era && cookie && !due
  })
  visit.edge.collectStatus = 200
  await go('/three')
  await until('their page', () => visit.edge.stored().some(({ page }) => page?.path === '/three'))
  await until('what was given up', () => visit.edge.collects().some(({ lost }) => lost?.logout))
  expect(new Set(tellingOfA().map(({ cookie }) => cookie))).toEqual(
    new Set([`visitor=${visit.edge.minted[0]}`]),
  )
})

test('[O26] what another open tab recorded before a reset is the earlier visitor’s, what it records after that the next one’s', async () => {
  await identified()
  await gatherFor(visit.context, 1e9)
  const other = await visit.context.newPage()
  await go('/other', other)
  const viewThere = (item_id: string) =>
    other.evaluate((item_id) => acquaint('view_item', { items: [{ item_id }] }), item_id)
  await viewThere('before')
  await say('reset')
  await isKnown(1)
  await other.waitForTimeout(300)
  await viewThere('after')
  await other.goto('about:blank')
  await until('both', () => visit.edge.stored().filter(({ name }) => name === 'view_item').length === 2)
  expect(visit.edge.minted.map(storedFor)).toEqual([['before'], ['after']])
})

test('[O26] what a tab that still loads recorded before a reset elsewhere is the earlier visitor’s', async () => {
  await identified()
  await gatherFor(visit.context, 1e9)
  visit.edge.pages['/slow'] = page('<h1>Slow</h1><script src="/slow.js"></script>')
  const other = await visit.context.newPage()
  let arrive = () => {}
  const arrived = new Promise<void>((done) => {
    arrive = done
  })
  await other.route('**/slow.js', async (route) => {
    await arrived
    await route.fulfill({ body: '', contentType: 'text/javascript' })
  })
  await other.goto(`${visit.edge.url}/slow`, { waitUntil: 'commit' })
  await other.waitForFunction(() => 'acquaint' in window)
  await other.evaluate(() => acquaint('view_item', { items: [{ item_id: 'before' }] }))
  await say('reset')
  await isKnown(1)
  await other.waitForTimeout(300)
  arrive()
  await other.waitForLoadState()
  await other.goto('about:blank')
  await until('it', () => visit.edge.stored().some(({ name }) => name === 'view_item'))
  expect(visit.edge.minted.map(storedFor)).toEqual([['before'], []])
})

test('[O26] what another tab learns costs a route that has not settled no title', async () => {
  await identified()
  await gatherFor(visit.context, 1e9)
  const other = await visit.context.newPage()
  await go('/first', other)
  await other.waitForTimeout(500)
  await other.evaluate(() => {
    history.pushState(null, '', '/second')
    document.title = 'Second'
  })
  await visit.tab.evaluate(() => {
    localStorage['acquaint.demo'] = JSON.stringify({ ...JSON.parse(localStorage['acquaint.demo']), n: 1000 })
  })
  await other.waitForTimeout(600)
  await other.goto('about:blank')
  const second = () => visit.edge.stored().find(({ page }) => page?.path === '/second')
  expect((await until('the route', second)).page?.title).toBe('Second')
})

test('[O14] how the page was read before a reset is told of whoever read it', async () => {
  visit.edge.anyPage = page(`<button onclick="acquaint('reset')">Log out</button>`)
  await identified()
  await visit.tab.waitForTimeout(1200)
  await visit.tab.click('button')
  await isKnown(1)
  await events('engagement')
  await visit.tab.waitForTimeout(600)
  const tellers = (name: string) =>
    visit.edge
      .collects()
      .flatMap(({ visitor, events }) =>
        events.filter((one) => one.name === name).map(() => visit.edge.idOf(visitor)),
      )
  expect([tellers('click'), tellers('engagement')]).toEqual([[visit.edge.minted[0]], [visit.edge.minted[0]]])
})

test('[O14] reset logs out; what was before leaves under the old id, what comes under the new one', async () => {
  await go('/')
  await say('consent', 'granted')
  await events('page_view')
  await view('before')
  await say('reset')
  await view('after')
  await until('both', () => visit.edge.stored().filter(({ name }) => name === 'view_item').length === 2)
  const [first, second] = visit.edge.minted
  expect([storedFor(first), storedFor(second)]).toEqual([['before'], ['after']])
  const logout = visit.edge.received.filter(({ path }) => path === '/v1/logout')
  expect(logout.map(({ body }) => visit.edge.idOf(JSON.parse(body).visitor))).toEqual([first])
})

test('[O21] after identify the device goes on under the id that was answered', async () => {
  visit.edge.switchTo = `${'n'.repeat(24)}.${'s'.repeat(22)}`
  await go('/')
  await say('consent', 'granted')
  await events('page_view')
  await say('identify', 'token')
  await until('the other id', async () => (await known()).id === visit.edge.switchTo)
  await view('mine')
  await until('the event', () => storedFor(visit.edge.switchTo).length)
  await until('its consent', () => visit.edge.consents().at(-1)?.visitor === visit.edge.switchTo)
})

test('[O22] an id that the edge no longer takes is replaced, and the events are kept', async () => {
  await go('/')
  await say('consent', 'granted')
  await events('page_view')
  const [first] = visit.edge.minted
  await until('the id', async () => (await known()).id === first)
  visit.edge.unknown.add(first)
  await view('kept')
  await until('the event', () => visit.edge.stored().some(({ name }) => name === 'view_item'), 20_000)
  expect(storedFor(visit.edge.minted[1])).toEqual(['kept'])
})

test('[O22] erased at the edge: everything here goes, and only another consent brings somebody new', async () => {
  await go('/')
  await say('consent', 'granted')
  await events('page_view')
  visit.edge.collectStatus = 410
  visit.edge.collectCode = 'visitor_erased'
  await view('late')
  await until('nothing', async () => (await stored()).local.length === 0)
  visit.edge.collectStatus = 200
  await say('consent', 'granted')
  await view('new')
  await until('the event', () => storedFor(visit.edge.minted[1]).includes('new'))
  expect(storedFor(visit.edge.minted[0])).toEqual(['late'])
})

test('[O20] a withdrawal ends the batch under way, and is told for the id that was held', async () => {
  await go('/')
  await say('consent', 'granted')
  await events('page_view')
  visit.edge.collectDelay = 4000
  await visit.tab.evaluate(() => {
    addEventListener('unhandledrejection', () => {})
    const { fetch } = window
    window.fetch = (url, init) => {
      init?.signal?.addEventListener('abort', () => {
        document.title = 'ended'
      })
      return fetch(url, init)
    }
  })
  const before = visit.edge.collects().length
  await view('flying')
  await until('the batch', () => visit.edge.collects().length > before)
  await say('consent', 'denied')
  await until('its end', async () => (await visit.tab.title()) === 'ended')
  const last = await until('the withdrawal', () =>
    visit.edge.consents().find(({ consent }) => consent.analytics === 'denied'),
  )
  expect(visit.edge.idOf(last.visitor)).toBe(visit.edge.minted[0])
  expect((await stored()).local).toEqual([])
})

test('[O23] two acknowledgements that cross leave the newer capsule', async () => {
  await go('/')
  await say('consent', 'granted')
  await events('page_view')
  visit.edge.capsule = 'newer'
  visit.edge.seq = 2
  await view('a')
  await until('a capsule', async () => (await known()).capsule === 'newer')
  visit.edge.capsule = 'older'
  visit.edge.seq = 1
  await view('b')
  await until('its batch', () => visit.edge.stored().filter(({ name }) => name === 'view_item').length === 2)
  visit.edge.capsule = 'newest'
  visit.edge.seq = 3
  await view('c')
  const seen = new Set<unknown>()
  await until('the newest', async () => {
    const { capsule } = await known()
    seen.add(capsule)
    return capsule === 'newest'
  })
  expect(seen.has('older')).toBe(false)
})

test('[O17] a batch that is refused for good is kept aside, told by reason, and shown by why', async () => {
  visit.edge.collectStatus = 413
  visit.edge.collectCode = 'body_too_large'
  await go('/')
  await say('consent', 'granted')
  const pile = (await visit.tab
    .waitForFunction(() => (acquaint('why') as { refused?: object[] }).refused)
    .then((handle) => handle.jsonValue())) as { status: number; code: string }[]
  expect(pile[0]).toMatchObject({ status: 413, code: 'body_too_large' })
  visit.edge.collectStatus = 200
  const told = await until('what was lost', () => visit.edge.collects().find(({ lost }) => lost), 20_000)
  expect(told.lost!.refused).toBeGreaterThan(0)
})
