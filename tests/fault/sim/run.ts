import { seeded } from '../../../edge/recommend/random.ts'
import { NOW } from '../../support/arbitrary.ts'
import { type MemoryStore, memoryStore } from '../../support/memory-store.ts'
import { BUNDLE, stock } from '../../support/shop.ts'
import { check } from './check.ts'
import { createStores, kill, type Outside } from './isolates.ts'
import { createLedger } from './ledger.ts'
import { createNetwork } from './network.ts'
import { type Operation, write } from './operations.ts'
import { type Browser, loadSnippet, newBrowser, openTab, type Tab } from './page.ts'
import { createCrypto, replacePlatform } from './platform.ts'
import { createWorld } from './world.ts'

const BROWSERS = 3
const SECOND = 1000
const MINUTE = 60 * SECOND
const YEAR = 365 * 24 * 60 * MINUTE
export const LENGTH = 40
/** One story in so many runs over D1's own SQL; its contract suite holds the others' journal to the same. */
const SQL_EVERY = 20

export const story = (seed: number): Operation[] => write(seeded(seed), BROWSERS, LENGTH)

/** What a run was made of, so that nobody takes an empty one for a success. */
export interface Outcome {
  violations: string[]
  recorded: number
  stored: number
  requests: number
  decisions: number
  unavailable: number
  givenUp: number
}

/** What each publication leaves in KV: artefacts are never taken away, pointers move. */
const versions: Promise<MemoryStore[]> = (async () => {
  const first = memoryStore()
  await stock(first)
  const second = memoryStore()
  second.values = new Map(first.values)
  const blocks = { ...BUNDLE.blocks, 'default-hero': { template: '<h1>Next season, {{ page.path }}</h1>' } }
  await stock(second, { ...BUNDLE, blocks })
  return [first, second]
})()

/** Plays a story and checks what must hold meanwhile and afterwards, whatever happened. */
export async function play(operations: readonly Operation[], seed: number): Promise<Outcome> {
  await loadSnippet()
  const random = seeded(seed ^ 0x5bd1e995)
  const world = createWorld(NOW)
  const ledger = createLedger()
  const weather = { loss: 0, silent: 0, twice: 0, delay: 0 }
  const outside: Outside = {
    world,
    random,
    store: { fails: 0, after: 0, hangs: 0, slow: 0 },
    kv: { condition: 'works', published: 0 },
    versions: await versions,
    sql: seed % SQL_EVERY === 0,
  }
  const giveBack = replacePlatform(world, seeded(seed ^ 0x2545f491))
  try {
    const stores = createStores(outside)
    const isolates = [await stores.start(), await stores.start()]
    const { send, traffic } = createNetwork(weather, isolates, { world, ledger, random })
    const chance = seeded(seed ^ 0x1b873593)
    const crypto = createCrypto(chance)
    const browsers = Array.from({ length: BROWSERS }, (_, n) => newBrowser(`b${n}`))
    let events = 0
    let tabs = 0
    /** What no id was written on yet goes with the consent that it was recorded under. */
    const excuseNameless = ({ disk }: Browser) => {
      ledger.excused.add(disk.nameless)
      disk.nameless += "'"
    }
    const open = (browser: Browser) => {
      const tab = openTab(browser, `t${++tabs}`, { world, ledger, crypto, random: chance, send })
      // A clock years ahead: the visitor would be asked again.
      if (tab.state === 'unknown' && browser.disk.local.has('acquaint.shop')) {
        for (const id of browser.ids) ledger.excused.add(id)
        excuseNameless(browser)
      }
      return tab
    }
    const alive = (browser: Browser) => browser.tabs.filter((tab) => tab.alive)
    const lead = (browser: Browser) =>
      alive(browser)[Math.floor(random() * alive(browser).length)] ?? open(browser)
    const record = (tab: Tab, size: number) => {
      const target = `e${++events}`
      if (tab.state === 'denied') ledger.refused.add(target)
      tab.command('track', events % 9 ? 'click' : 'teleport', {
        target,
        ...(size > 0 && { page: { path: `/${'x'.repeat(size)}` } }),
      })
    }
    const withdraw = (tab: Tab) => {
      const { browser } = tab
      // What no disk took down, no later page and no other tab can know; this one does.
      const written = browser.disk.condition !== 'blocked' && tab.state !== 'denied'
      const informed = written ? ledger.withdrawn : tab.withdrawn
      for (const id of browser.ids) informed.add(id)
      excuseNameless(browser)
      tab.command('consent', 'denied')
    }

    const perform = async (step: Operation): Promise<unknown> => {
      switch (step.op) {
        case 'pass':
          return world.pass(step.ms)
        case 'network':
          return Object.assign(weather, { ...step, op: undefined })
        case 'store':
          return Object.assign(outside.store, { ...step, op: undefined })
        case 'kv':
          outside.kv.condition = step.is
          return
        case 'publish':
          outside.kv.published = Math.min(outside.kv.published + 1, outside.versions.length - 1)
          return
        case 'crash':
          return world.later(async () => {
            kill(isolates[step.isolate]!)
            isolates[step.isolate] = await stores.start(step.next)
          }, step.after)
      }
      const browser = browsers[step.browser]!
      switch (step.op) {
        case 'record': {
          const tab = lead(browser)
          for (let n = 0; n < step.count; n++) record(tab, step.size)
          return
        }
        case 'open':
          return open(browser)
        case 'kill':
          return alive(browser)[0]?.kill()
        case 'leave': {
          const tab = lead(browser)
          tab.leave()
          // Its page is gone once the requests are on their way; they outlive it (keepalive).
          return world.later(() => tab.kill(), 5)
        }
        case 'back': {
          const tab = lead(browser)
          tab.leave()
          tab.freeze()
          await world.pass(20 * SECOND)
          return tab.back()
        }
        case 'grant':
          return lead(browser).command('consent', 'granted')
        case 'deny':
          return withdraw(lead(browser))
        case 'reset':
          return lead(browser).command('reset')
        case 'forget': {
          const tab = lead(browser)
          const id = tab.visitor()
          if (id === undefined) return
          send(tab, 'https://edge.example/v1/me?site=shop', {
            method: 'DELETE',
            headers: { authorization: `Bearer ${id}` },
          }).catch(() => undefined)
          return withdraw(tab)
        }
        case 'online':
          browser.online = step.is
          return
        case 'storage':
          browser.disk.condition = step.is
          return
        case 'clock':
          browser.skew = step.years * YEAR
      }
    }

    for (const browser of browsers) lead(browser).command('consent', 'granted')
    for (const step of operations) {
      await perform(step)
      // Tabs hear of one another, and disks answer, before anybody does the next thing.
      await world.pass(5)
    }
    // Then all is well again, and everybody comes back once more.
    Object.assign(weather, { loss: 0, silent: 0, twice: 0, delay: 0 })
    Object.assign(outside.store, { fails: 0, after: 0, hangs: 0, slow: 0 })
    outside.kv.condition = 'works'
    for (const browser of browsers) {
      browser.online = true
      browser.disk.condition = 'works'
    }
    await world.pass(10 * MINUTE)
    for (const browser of browsers) {
      for (const tab of alive(browser)) {
        tab.leave()
        await world.pass(5 * SECOND)
        tab.kill()
      }
      const last = open(browser)
      await world.pass(10 * SECOND)
      record(last, 0)
      await world.pass(MINUTE)
    }
    await world.pass(60 * MINUTE)
    const { stored, givenUp } = await check(ledger, stores.journal, browsers, outside.sql)
    return { violations: [...ledger.violations], recorded: events, stored, givenUp, ...traffic }
  } finally {
    giveBack()
  }
}

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
