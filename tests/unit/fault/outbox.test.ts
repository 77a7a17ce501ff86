import { beforeEach, expect, test } from 'vitest'
import { seeded } from '../../../edge/recommend/random.ts'
import { GATHER } from '../../../snippet/outbox.ts'
import type { CollectRequest } from '../../../snippet/wire.ts'
import { createLedger, lossesOf } from '../../fault/sim/ledger.ts'
import { type Browser, loadSnippet, newBrowser, openTab, type Tab } from '../../fault/sim/page.ts'
import { createWorld, type World } from '../../fault/sim/world.ts'
import { newVisitor, testEdge } from '../../support/edge.ts'
import { memoryJournal } from '../../support/memory-journal.ts'

// The snippet itself, in simulated pages: what its outbox does when pages, disks and networks fail.

const DAY = 86_400_000

let world: World
let browser: Browser
let sent: { body: CollectRequest; bytes: number; init: RequestInit }[]
let answer: (body: CollectRequest) => Response | Promise<Response>
let tabs = 0
let random: () => number
/** The id is kept in a cookie that no script can read. */
let cookie: true | undefined

const ack = ({ batch, events, visitor }: CollectRequest) =>
  Response.json({
    ack: batch,
    accepted: events.length,
    dropped: {},
    ...(cookie && visitor && { receipt: {}, cookie }),
  })
const down = () => new Response(null, { status: 503, headers: { 'retry-after': '2' } })
const offline = () => Promise.reject(new TypeError('Failed to fetch'))

/** The edge: it gives ids and decides nothing; what is collected is answered as the test says. */
async function send(_: Tab, url: string, init: RequestInit): Promise<Response> {
  const text = String(init.body)
  const body = JSON.parse(text) as CollectRequest
  if (url.endsWith('/v1/collect')) {
    sent.push({ body, bytes: new TextEncoder().encode(text).length, init })
    return answer(body)
  }
  if (url.endsWith('/v1/decide')) return Response.json({ decisions: {}, bundle: null, model: null })
  if (cookie) return Response.json({ receipt: {}, consent: body.consent, cookie })
  const visitor = body.visitor ?? `v${String(tabs).padStart(21, '0')}`
  return Response.json({ receipt: {}, consent: body.consent, visitor })
}
const open = () =>
  openTab(browser, `t${++tabs}`, {
    world,
    ledger: createLedger(world.now),
    crypto,
    random: () => random(),
    send,
  })
const click = (tab: Tab, n: number, size = 0) =>
  tab.command('track', 'click', { target: `e${n}`, page: { path: `/${'x'.repeat(size)}` } })
const targets = () => sent.flatMap(({ body }) => body.events.flatMap(({ target }) => target ?? []))
/** A tab of somebody who granted all, its id at hand. */
const granted = async () => {
  const tab = open()
  tab.command('consent', 'granted')
  await world.pass(GATHER)
  return tab
}

/** A page with a batch that did not arrive, in the back/forward cache where nothing runs; and another tab of the site. */
const cachedAndOther = async () => {
  const cached = await granted()
  // The answer, and with it a cookie, has come.
  await world.pass(1000)
  answer = down
  click(cached, 1)
  await world.pass(GATHER)
  cached.leave()
  cached.freeze()
  const other = open()
  await world.pass(1000)
  return { cached, other }
}

beforeEach(async () => {
  await loadSnippet()
  world = createWorld(1e12)
  browser = newBrowser('b')
  sent = []
  answer = ack
  cookie = undefined
  random = () => 0.5
})

test('[F11] a tab that goes away leaves no more than the beacon quota in flight, without a preflight', async () => {
  const tab = await granted()
  answer = () => new Promise(() => {})
  sent = []
  for (let n = 0; n < 400; n++) click(tab, n, 300)
  tab.leave()
  await world.pass(1)
  tab.kill()
  expect(sent.length).toBeGreaterThan(1)
  expect(sent.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(64 * 1024)
  for (const { init } of sent) expect([init.keepalive, init.headers]).toEqual([true, undefined])
  // What did not fit is kept, and the next page brings it.
  answer = ack
  open()
  await world.pass(60_000)
  expect(new Set(targets()).size).toBe(400)
  expect(browser.disk.batches.size).toBe(0)
})

test('[F13] what three days offline could not hold is dropped, oldest first, counted and told of once', async () => {
  const tab = await granted()
  answer = offline
  for (let n = 0; n < 300; n++) {
    click(tab, n, 4000)
    await world.pass(10 * 60_000)
  }
  expect(JSON.stringify([...browser.disk.batches.values()]).length).toBeLessThan(540_000)
  await world.pass(2 * DAY)
  answer = ack
  sent = []
  click(tab, 300)
  await world.pass(60 * 60_000)
  const arrived = new Set(targets())
  const batches = new Map(sent.map(({ body }) => [body.batch, body]))
  const told = [...batches.values()].reduce((sum, { lost }) => sum + lossesOf(lost), 0)
  expect(arrived.size + told).toBe(301)
  expect([arrived.has('e300'), arrived.has('e299'), arrived.has('e0'), told > 100]).toEqual([
    true,
    true,
    false,
    true,
  ])
})

test('[F14] consent withdrawn with a full outbox: erased in memory and storage, and nothing more is sent', async () => {
  const tab = await granted()
  answer = down
  for (let n = 0; n < 200; n++) click(tab, n, 200)
  await world.pass(10_000)
  expect(browser.disk.batches.size).toBeGreaterThan(3)
  const other = open()
  await world.pass(10)
  tab.command('consent', 'denied')
  await world.pass(10)
  expect([other.state, browser.disk.batches.size]).toEqual(['denied', 0])
  sent = []
  await world.pass(3 * DAY)
  tab.leave()
  other.leave()
  open()
  await world.pass(DAY)
  expect([sent.length, browser.disk.batches.size, tab.visitor()]).toEqual([0, 0, undefined])
  answer = ack
  tab.command('consent', 'granted')
  click(tab, 900)
  await world.pass(10_000)
  expect(new Set(targets())).toEqual(new Set(['e900']))
})

test.each(['full', 'blocked'] as const)(
  '[F15] with storage %s the outbox lives in memory and nothing is thrown into the page',
  async (condition) => {
    browser.disk.condition = condition
    const tab = await granted()
    answer = down
    for (let n = 0; n < 50; n++) click(tab, n)
    await world.pass(GATHER)
    answer = ack
    await world.pass(10 * 60_000)
    expect(new Set(targets()).size).toBe(50)
    expect(browser.disk.batches.size).toBe(0)
  },
)

test('[F12] a page out of the back/forward cache reads consent anew: one that was withdrawn meanwhile sends nothing', async () => {
  const { cached, other } = await cachedAndOther()
  other.command('consent', 'denied')
  await world.pass(60_000)
  expect(cached.state).toBe('granted')
  sent = []
  cached.back()
  click(cached, 2)
  cached.leave()
  await world.pass(DAY)
  expect([cached.state, sent.length, browser.disk.batches.size]).toEqual(['denied', 0, 0])
})

test('[O26] under a cookie, what a page in the back/forward cache keeps of whoever left elsewhere is not sent as the next visitor’s', async () => {
  cookie = true
  const { cached, other } = await cachedAndOther()
  other.command('reset')
  await world.pass(5000)
  sent = []
  answer = ack
  cached.back()
  await world.pass(60_000)
  expect(targets()).toEqual([])
  expect(lossesOf(sent.find(({ body }) => body.lost)?.body.lost)).toBeGreaterThan(0)
})

test('[O16] a withdrawal and a new consent elsewhere: a page out of the back/forward cache sends nothing of the earlier grant', async () => {
  // Each grant draws its name.
  random = seeded(1)
  const { cached, other } = await cachedAndOther()
  other.command('consent', 'denied')
  await world.pass(1000)
  other.command('consent', 'granted')
  await world.pass(60_000)
  sent = []
  answer = ack
  cached.back()
  await world.pass(60_000)
  click(cached, 2)
  await world.pass(GATHER)
  expect(targets()).toEqual(['e2'])
})

test('[F20] a batch that a second tab restored while the first still sends it leaves twice, and the edge keeps it once', async () => {
  const first = await granted()
  answer = () => new Promise(() => {})
  sent = []
  for (let n = 0; n < 3; n++) click(first, n)
  await world.pass(GATHER)
  const second = open()
  await world.pass(GATHER)
  expect([first.alive, second.state]).toEqual([true, 'granted'])
  const told = sent.map(({ body }) => body).filter(({ batch }) => batch === sent[0]!.body.batch)
  expect(told).toHaveLength(2)

  const journal = memoryJournal()
  const edge = await testEdge({ journal })
  const visitor = newVisitor()
  const answers: unknown[] = []
  for (const body of told) answers.push(await (await edge.post('/v1/collect', { ...body, visitor })).json())
  expect(answers).toMatchObject([{ ack: told[0]!.batch }, { ack: told[0]!.batch }])
  expect(journal.rows.flatMap(({ entry }) => entry.events.map(({ target }) => target))).toEqual([
    'e0',
    'e1',
    'e2',
  ])
})
