import { type Isolate, kill, type Outside, type Stores } from './isolates.ts'
import { bare, type Ledger } from './ledger.ts'
import type { NetworkWeather } from './network.ts'
import type { Operation } from './operations.ts'
import { type Browser, type Heard, LOADING, openTab, type Surroundings, type Tab } from './page.ts'
import { proofOf } from './persons.ts'

const SECOND = 1000
const YEAR = 365 * 24 * 60 * 60 * SECOND
/** Beyond this a consent is asked for anew, ms: thirteen months, as the snippet has it. */
const CONSENT_LIFE = 34e9

/** All that an operation may touch. */
export interface Stage {
  outside: Outside
  weather: NetworkWeather
  isolates: Isolate[]
  stores: Stores
  ledger: Ledger
  browsers: Browser[]
  surroundings: Surroundings
  random: () => number
}

/** What people, networks and stores do in a story; `recorded` counts events. */
export function createActs({
  outside,
  weather,
  isolates,
  stores,
  ledger,
  browsers,
  surroundings,
  random,
}: Stage) {
  const { world } = outside
  const counts = { recorded: 0, tabs: 0, proofs: 0 }
  /** Whoever was here before a logout that this browser, or this tab alone, could write down. */
  const before = new Map<Browser | Tab, Set<string>>()
  const proofs = new Map<string, string>()

  const lapsed = (browser: Browser) => {
    const at = /"at":(\d+)/.exec(browser.disk.local.get('acquaint.shop') ?? '')?.[1]
    return at !== undefined && Number(at) <= world.now() + browser.skew - CONSENT_LIFE
  }
  /** Pages that found the consent of before too old. */
  const renewing = new Set<Tab>()
  /** The page hears of consent: what was not its visitor's word, or another tab's, must have a cause. */
  const said = (tab: Tab, { analytics, source }: Heard) => {
    const { name, skew } = tab.browser
    // A new grant does not take over what was kept under the one that lapsed.
    if (analytics === 'granted' && renewing.has(tab)) ledger.leave(name, 'lapsed')
    if (analytics !== 'denied') return
    if (source === 'erased') ledger.leave(name, 'erased')
    if (source === 'tab' && skew > CONSENT_LIFE) ledger.leave(name, 'lapsed')
  }
  const open = (browser: Browser) => {
    const mayLapse = browser.disk.condition !== 'blocked' && lapsed(browser)
    const tab = openTab(browser, `t${++counts.tabs}`, { ...surroundings, said })
    if (mayLapse) {
      renewing.add(tab)
      // What is to be forgotten is, as soon as the part that does it has come.
      world.later(() => ledger.leave(browser.name, 'lapsed'), LOADING)
    }
    return tab
  }
  const alive = (browser: Browser) => browser.tabs.filter((tab) => tab.alive)
  const lead = (browser: Browser) =>
    alive(browser)[Math.floor(random() * alive(browser).length)] ?? open(browser)

  const record = (tab: Tab, size: number) => {
    const target = `e${++counts.recorded}`
    if (tab.state === 'denied') ledger.refused.add(target)
    const gone = new Set([...(before.get(tab) ?? []), ...(before.get(tab.browser) ?? [])])
    if (gone.size) ledger.apart.set(target, gone)
    tab.command('track', counts.recorded % 9 ? 'click' : 'teleport', {
      target,
      ...(size > 0 && { page: { path: `/${'x'.repeat(size)}` } }),
    })
  }
  const withdraw = (tab: Tab) => {
    const { browser } = tab
    // What no disk took down, no later page and no other tab can know; this one does.
    const written = !tab.blocked && tab.state !== 'denied'
    const ids = [...browser.ids]
    // To a page that heard no already it is no news, and of a grant that no disk took it knows nothing.
    if (tab.state !== 'denied' || !ledger.unheld.has(browser.name))
      for (const id of ids) tab.withdrawn.add(id)
    ledger.leave(browser.name, 'withdrew')
    tab.command('consent', 'denied')
    // The others hear of it in a task of their own.
    if (written)
      world.later(() => {
        for (const id of ids) ledger.withdrawn.add(id)
      }, 0)
  }
  const logOut = (tab: Tab) => {
    const { browser } = tab
    if (tab.state === 'granted') {
      const whose = browser.disk.condition === 'works' && !tab.blocked ? browser : tab
      const id = tab.visitor()
      const ids = id === undefined ? browser.ids : [...browser.ids, bare(id)]
      before.set(whose, new Set([...(before.get(whose) ?? []), ...ids]))
    }
    tab.command('reset')
  }
  const logIn = (tab: Tab, person: string, again: boolean) => {
    const key = `${tab.browser.name} ${person}`
    const old = again ? proofs.get(key) : undefined
    const proof = old ?? proofOf(person, `s${++counts.proofs}`, world.now())
    proofs.set(key, proof)
    tab.command('identify', proof)
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
      case 'go': {
        const tab = lead(browser)
        tab.go()
        if (step.stays) return
        // Now and then the next page is there before the answers are.
        await world.pass(200)
        tab.leave()
        world.later(() => tab.kill(), 5)
        return open(browser)
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
        return logOut(lead(browser))
      case 'identify':
        return logIn(lead(browser), `person${step.person}`, step.again)
      case 'forget': {
        const tab = lead(browser)
        const id = tab.visitor()
        if (id === undefined) return
        surroundings
          .send(tab, 'https://edge.example/v1/me?site=shop', {
            method: 'DELETE',
            headers: { authorization: `Bearer ${id}` },
          })
          .catch(() => undefined)
          // The page has the snippet forget them too, whatever it heard.
          .then(() => tab.soon(() => withdraw(tab)))
        return
      }
      case 'online':
        browser.online = step.is
        return
      case 'storage':
        browser.disk.condition = step.is
        if (step.is !== 'works') ledger.unheld.add(browser.name)
        return
      case 'clock':
        browser.skew = step.years * YEAR
    }
  }
  return { perform, open, alive, lead, record, counts }
}
