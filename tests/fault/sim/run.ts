import { seeded } from '../../../edge/recommend/random.ts'
import { NOW } from '../../support/arbitrary.ts'
import { type MemoryStore, memoryStore } from '../../support/memory-store.ts'
import { BUNDLE, stock } from '../../support/shop.ts'
import { createActs } from './acts.ts'
import { check, checkPatience } from './check.ts'
import { createStores, type Outside } from './isolates.ts'
import { createLedger, type Used } from './ledger.ts'
import { createNetwork } from './network.ts'
import { type Operation, write } from './operations.ts'
import { loadSnippet, newBrowser } from './page.ts'
import { createPersons } from './persons.ts'
import { createCrypto, replacePlatform } from './platform.ts'
import { createWorld } from './world.ts'

const BROWSERS = 3
const SECOND = 1000
const MINUTE = 60 * SECOND
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
  /** Devices that the edge said are a person's. */
  linked: number
  /** Events that are gone and that nobody told of, by what excuses it. */
  excused: Used
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
  const ledger = createLedger(world.now)
  const persons = createPersons()
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
    const stores = createStores(outside, ledger)
    const isolates = [await stores.start(), await stores.start()]
    const { send, traffic } = createNetwork(weather, isolates, { world, ledger, persons, random })
    const chance = seeded(seed ^ 0x1b873593)
    const crypto = createCrypto(chance)
    const browsers = Array.from({ length: BROWSERS }, (_, n) => newBrowser(`b${n}`))
    const surroundings = { world, ledger, crypto, random: chance, send }
    const stage = { outside, weather, isolates, stores, ledger, browsers, surroundings, random }
    const { perform, open, alive, lead, record, counts } = createActs(stage)

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
    checkPatience(ledger, browsers)
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
    const told = await check(ledger, persons, stores.journal, browsers, outside.sql)
    const { size: linked } = persons.linked
    return { violations: [...ledger.violations], recorded: counts.recorded, linked, ...told, ...traffic }
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
