import { afterEach, beforeEach, expect, test } from 'vitest'
import type { CollectRequest, Event } from '../../../snippet/wire.ts'
import { type Browser, newBrowser, openTab } from '../../fault/sim/browser.ts'
import { createLedger } from '../../fault/sim/ledger.ts'
import { createWorld, type World } from '../../fault/sim/world.ts'

const DAY = 86_400_000
const real = { fetch: globalThis.fetch, clearTimeout: globalThis.clearTimeout }

let world: World
let browser: Browser
let sent: { at: number; body: CollectRequest; bytes: number; init: RequestInit }[]
let answer: (body: CollectRequest) => Response | Promise<Response>
let tabs = 0
const open = () => openTab(browser, world, createLedger(), `t${++tabs}`)
const event = (n: number, size = 0): Event => ({
  name: 'click',
  created_at: 0,
  target: `e${n}`,
  page: { path: `/${'x'.repeat(size)}` },
})
const ack = ({ batch, events }: CollectRequest) =>
  Response.json({ ack: batch, accepted: events.length, dropped: {} })
const down = () => new Response(null, { status: 503, headers: { 'retry-after': '2' } })
const targets = () => sent.flatMap(({ body }) => body.events.map(({ target }) => target))

beforeEach(() => {
  world = createWorld(1e12)
  browser = newBrowser('b')
  sent = []
  answer = ack
  globalThis.clearTimeout = ((handle: never) =>
    typeof handle === 'string' ? world.cancel(handle) : real.clearTimeout(handle)) as never
  globalThis.fetch = (async (_url: string, init: RequestInit) => {
    const text = String(init.body)
    const body = JSON.parse(text) as CollectRequest
    sent.push({ at: world.now(), body, bytes: new TextEncoder().encode(text).length, init })
    return answer(body)
  }) as never
})
afterEach(() => {
  Object.assign(globalThis, real)
})

test('[F11] a tab that goes away leaves no more than the beacon quota in flight, without a preflight', async () => {
  answer = () => new Promise(() => {})
  const tab = open()
  tab.say('granted')
  for (let n = 0; n < 400; n++) tab.record(event(n, 300))
  tab.flush(true)
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
  expect(browser.saved.size).toBe(0)
})

test('[F13] what three days offline could not hold is dropped, oldest first, counted and told of once', async () => {
  const tab = open()
  tab.say('granted')
  answer = () => Promise.reject(new TypeError('offline'))
  for (let n = 0; n < 300; n++) {
    tab.record(event(n, 4000))
    tab.flush()
    await world.pass(10 * 60_000)
  }
  const held = JSON.stringify([...browser.saved.values()]).length
  expect(held).toBeLessThan(530_000)
  await world.pass(2 * DAY)
  answer = ack
  sent = []
  tab.record(event(300))
  tab.flush()
  await world.pass(60 * 60_000)
  const arrived = new Set(targets())
  const batches = new Map(sent.map(({ body }) => [body.batch, body]))
  const told = [...batches.values()].reduce((sum, { lost = 0 }) => sum + lost, 0)
  expect(arrived.size + told).toBe(301)
  expect([arrived.has('e300'), arrived.has('e299'), arrived.has('e0'), told > 100]).toEqual([
    true,
    true,
    false,
    true,
  ])
})

test('[F14] consent withdrawn with a full outbox: erased in memory and storage, and nothing more is sent', async () => {
  answer = down
  const tab = open()
  tab.say('granted')
  for (let n = 0; n < 200; n++) tab.record(event(n, 200))
  tab.flush()
  await world.pass(10_000)
  expect(browser.saved.size).toBeGreaterThan(3)
  const other = open()
  tab.say('denied')
  sent = []
  await world.pass(3 * DAY)
  tab.flush(true)
  other.flush(true)
  open()
  await world.pass(DAY)
  expect([sent.length, browser.saved.size, tab.pending().length, other.pending().length]).toEqual([
    0, 0, 0, 0,
  ])
  tab.say('granted')
  tab.record(event(900))
  answer = ack
  await world.pass(10_000)
  expect(targets()).toEqual(['e900'])
})

test.each(['full', 'blocked'] as const)(
  '[F15] with storage %s the outbox lives in memory and nothing is thrown into the page',
  async (storage) => {
    browser.storage = storage
    const tab = open()
    tab.say('granted')
    for (let n = 0; n < 50; n++) tab.record(event(n))
    answer = down
    tab.flush()
    await world.pass(5_000)
    answer = ack
    await world.pass(10 * 60_000)
    expect(new Set(targets()).size).toBe(50)
    expect([browser.saved.size, tab.pending().length]).toEqual([0, 0])
  },
)

test('[F12] a page out of the back/forward cache reads consent anew: one that was withdrawn meanwhile sends nothing', async () => {
  answer = down
  const cached = open()
  cached.say('granted')
  cached.record(event(1))
  await world.pass(5_000)
  // Another tab of the site withdraws while this one lies in the cache and runs nothing.
  browser.known = { consent: { analytics: 'denied', personalization: 'denied', marketing: 'denied' } }
  sent = []
  cached.flush(true)
  await world.pass(DAY)
  expect([sent.length, cached.pending().length]).toEqual([0, 0])
})
