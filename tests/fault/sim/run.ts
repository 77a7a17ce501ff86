import { d1Journal } from '../../../edge/journal/d1.ts'
import { d1People } from '../../../edge/journal/d1-people.ts'
import { encode, ofEntry, sum } from '../../../edge/profile/profile.ts'
import { seeded } from '../../../edge/recommend/random.ts'
import type { DecideResponse, Event } from '../../../snippet/wire.ts'
import { NOW } from '../../support/arbitrary.ts'
import { decideOf, type TestEdge, testEdge } from '../../support/edge.ts'
import { type Fault, faultyJournal } from '../../support/faulty-journal.ts'
import { memoryStore } from '../../support/memory-store.ts'
import { stock } from '../../support/shop.ts'
import { sqliteDatabase } from '../../support/sqlite.ts'
import { type Browser, newBrowser, openTab, type Tab } from './browser.ts'
import { createLedger } from './ledger.ts'
import { type Operation, write } from './operations.ts'
import { createWorld } from './world.ts'

const BROWSERS = 3
const DAY = 86_400_000
export const LENGTH = 40

export const story = (seed: number): Operation[] => write(seeded(seed), BROWSERS, LENGTH)

/** What a run was made of, so that nobody takes an empty one for a success. */
export interface Outcome {
  violations: string[]
  recorded: number
  stored: number
  requests: number
  givenUp: number
}

const store = memoryStore()
const stocked = stock(store)

/** Plays a story and checks what must hold afterwards, whatever happened. */
export async function play(operations: readonly Operation[], seed: number): Promise<Outcome> {
  await stocked
  const random = seeded(seed ^ 0x5bd1e995)
  const world = createWorld(NOW)
  const ledger = createLedger()
  const db = sqliteDatabase()
  const options = { deadline: 60_000, later: (work: Promise<unknown>) => void world.track(work) }
  const journal = d1Journal(db, options)
  const people = d1People(db, options)
  const weather = { loss: 0, silent: 0, twice: 0, delay: 0, fails: 0, after: 0 }
  const fault = (): Fault =>
    random() < weather.fails ? 'fails' : random() < weather.after ? 'commits-then-fails' : 'none'
  const start = (): Promise<TestEdge> => testEdge({ journal: faultyJournal(journal, fault), people, store })
  let edge = await start()
  let events = 0
  let requests = 0
  let tabs = 0
  const browsers: Browser[] = Array.from({ length: BROWSERS }, (_, n) => newBrowser(`b${n}`))
  const tabOf = new Map<string, Tab>()
  const open = (browser: Browser) => {
    const tab = openTab(browser, world, ledger, `t${++tabs}`)
    tabOf.set(tab.id, tab)
    return tab
  }
  const alive = (browser: Browser) => browser.tabs.filter((tab) => tab.alive)
  const lead = (browser: Browser) =>
    alive(browser)[Math.floor(random() * alive(browser).length)] ?? open(browser)

  /** The network between a tab and the edge: it may lose, delay, double and swallow. */
  const send = (address: string, init: RequestInit): Promise<Response> => {
    const url = new URL(address)
    const tab = tabOf.get(url.searchParams.get('tab') ?? '')!
    url.searchParams.delete('tab')
    requests++
    const { id } = tab.browser.known
    if (init.method === 'POST') {
      const { visitor } = JSON.parse(String(init.body)) as { visitor?: string }
      if (visitor !== undefined && ledger.withdrawals.has(visitor) && visitor !== id)
        ledger.violation(`${url.pathname} left for ${visitor} after its withdrawal`)
    }
    return new Promise((resolve, reject) => {
      const answer = (work: () => void, ms: number) => world.later(() => tab.alive && work(), ms)
      const fail = (ms: number) => answer(() => reject(new TypeError('Failed to fetch')), ms)
      if (!tab.browser.online || random() < weather.loss) return void fail(1 + random() * weather.delay)
      const silent = random() < weather.silent
      const arrive = (heard: boolean) => {
        const handled = edge.fetch(url.pathname + url.search, {
          ...init,
          headers: { 'user-agent': 'Mozilla/5.0 Chrome/142.0', ...init.headers },
        })
        void world.track(
          handled.then((response) => {
            if (response.status >= 500 && response.status !== 503)
              ledger.violation(`${url.pathname} answered ${response.status}`)
            if (heard && !silent) answer(() => resolve(response), 1 + random() * weather.delay)
          }),
        )
      }
      world.later(() => arrive(true), random() * weather.delay)
      if (random() < weather.twice) world.later(() => arrive(false), random() * weather.delay * 4)
      if (silent) fail(30_000)
    })
  }

  const real = { fetch: globalThis.fetch, clearTimeout: globalThis.clearTimeout }
  globalThis.fetch = send as never
  globalThis.clearTimeout = ((handle: never) =>
    typeof handle === 'string' ? world.cancel(handle) : real.clearTimeout(handle)) as never
  const pass = async (ms: number) => {
    await world.pass(ms)
    edge.clock.now = world.now()
  }
  // The edge's clock is asked while time passes, not only after it.
  const tick = () => {
    Object.defineProperty(edge.clock, 'now', { get: world.now, set: () => undefined, configurable: true })
  }
  tick()

  const decide = (tab: Tab) => {
    const { id, consent } = tab.browser.known
    const body = decideOf(['home-hero', 'next-best'], {
      sent_at: world.now() + tab.browser.skew,
      ...(consent && { consent }),
      ...(id !== undefined &&
        consent?.personalization === 'granted' && { visitor: id, pending: tab.pending() }),
    })
    void send(`https://edge.example/v1/decide?tab=${tab.id}`, {
      method: 'POST',
      body: JSON.stringify(body),
    }).then(
      async (response) => {
        if (response.status !== 200) return ledger.violation(`decide answered ${response.status}`)
        const { decisions } = (await world.track(response.json())) as DecideResponse
        if (!decisions['home-hero']?.block) ledger.violation('a decision without a block')
      },
      () => undefined,
    )
  }

  const perform = async (step: Operation) => {
    if (step.op === 'pass') return pass(step.ms)
    if (step.op === 'restart') {
      edge = await start()
      return tick()
    }
    if (step.op === 'network' || step.op === 'store')
      return void Object.assign(weather, { ...step, op: undefined })
    const browser = browsers[step.browser]!
    switch (step.op) {
      case 'record': {
        const tab = lead(browser)
        for (let n = 0; n < step.count; n++) tab.record(eventOf(++events, step.size))
        return
      }
      case 'open':
        return void open(browser)
      case 'kill':
        return alive(browser)[0]?.kill()
      case 'leave': {
        const tab = lead(browser)
        tab.flush(true)
        // Its page is gone once the requests are on their way; they outlive it (keepalive).
        return void world.later(() => tab.kill(), 5)
      }
      case 'grant':
        return lead(browser).say('granted')
      case 'deny':
        return lead(browser).say('denied')
      case 'forget':
        return lead(browser).forget()
      case 'decide':
        return decide(lead(browser))
      case 'online':
        browser.online = step.is
        return
      case 'storage':
        browser.storage = step.is
        return
      case 'clock':
        browser.skew = step.years * 365 * DAY
        return
    }
  }

  try {
    for (const browser of browsers) lead(browser).say('granted')
    for (const step of operations) await perform(step)
    // Then all is well again, and everybody comes back once more.
    Object.assign(weather, { loss: 0, silent: 0, twice: 0, delay: 0, fails: 0, after: 0 })
    for (const browser of browsers) Object.assign(browser, { online: true, storage: 'works' })
    await pass(10 * 60_000)
    for (const browser of browsers) {
      for (const tab of alive(browser)) {
        tab.flush(true)
        await pass(5_000)
        tab.kill()
      }
      const last = open(browser)
      await pass(10_000)
      last.record(eventOf(++events, 0))
      await pass(60_000)
    }
    await pass(60 * 60_000)
  } finally {
    Object.assign(globalThis, real)
  }

  const rows = await journal.rowsAfter('shop', 0, 1e6)
  const seen = new Map<string, number>()
  let givenUp = 0
  for (const { entry } of rows) {
    givenUp += entry.lost ?? 0
    for (const event of entry.events) seen.set(event.target!, (seen.get(event.target!) ?? 0) + 1)
  }
  for (const [event, times] of seen) {
    if (times > 1) ledger.violation(`${event} is in the journal ${times} times`)
    if (ledger.refusals.has(event)) ledger.violation(`${event} was recorded against a refusal and stored`)
  }
  const inJournal = new Set(rows.map(({ entry }) => entry.batch))
  const withdrawn = (visitor: string) => ledger.withdrawals.has(visitor)
  let missing = 0
  for (const [batch, { visitor, events: held }] of ledger.kept) {
    if (withdrawn(visitor)) continue
    if (ledger.acks.has(batch) && !inJournal.has(batch))
      ledger.violation(`${batch} was acknowledged and is not there`)
    if (!inJournal.has(batch)) missing += held.length
  }
  if (missing > givenUp)
    ledger.violation(`${missing} kept events are missing, ${givenUp} were reported as given up`)
  for (const visitor of ledger.graves)
    if (rows.some((row) => row.visitor === visitor)) ledger.violation(`${visitor} was erased and has rows`)
  for (const visitor of new Set(rows.map((row) => row.visitor))) {
    const { profile } = await journal.known('shop', visitor)
    const naive = sum(rows.filter((row) => row.visitor === visitor).map((row) => ofEntry(row.entry)))
    if (encode(profile) !== encode(naive))
      ledger.violation(`the profile of ${visitor} is not the sum of its rows`)
  }
  return { violations: ledger.violations, recorded: events, stored: seen.size, requests, givenUp }
}

const eventOf = (n: number, size: number): Event => ({
  name: n % 3 ? 'click' : 'view_item',
  created_at: 0,
  target: `e${n}`,
  ...(n % 3 === 0 && { items: [{ item_id: `shoe${n % 4}`, item_category: 'shoes' }] }),
  ...(size && { page: { path: `/${'x'.repeat(size)}` } }),
})

/** The story without what the failure does not need: operations are left out while it still fails. */
export async function smallest(operations: readonly Operation[], seed: number): Promise<Operation[]> {
  let best = [...operations]
  for (let size = Math.floor(best.length / 2); size >= 1; size = Math.floor(size / 2))
    for (let at = 0; at + size <= best.length; ) {
      const fewer = best.toSpliced(at, size)
      if ((await play(fewer, seed)).violations.length) best = fewer
      else at += size
    }
  return best
}
