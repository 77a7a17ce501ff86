import { createOutbox } from '../../../snippet/outbox.ts'
import type { BatchStore, SavedBatch } from '../../../snippet/store.ts'
import { createTransport } from '../../../snippet/transport.ts'
import { mintId } from '../../../snippet/visitor.ts'
import type { Consent, Event } from '../../../snippet/wire.ts'
import type { Ledger } from './ledger.ts'
import type { World } from './world.ts'

const SAID = (state: 'granted' | 'denied', at: number): Consent => ({
  analytics: state,
  personalization: state,
  marketing: state,
  at,
  source: 'banner',
})

export type Storage = 'works' | 'full' | 'blocked'

/** One person's browser: what its tabs share. */
export interface Browser {
  name: string
  storage: Storage
  online: boolean
  /** How far its clock is off, ms. */
  skew: number
  /** IndexedDB. */
  saved: Map<string, SavedBatch>
  /** localStorage. */
  known: { id?: string; consent?: Consent }
  locked: boolean
  tabs: Tab[]
}

export interface Tab {
  id: string
  alive: boolean
  browser: Browser
  record(event: Event): void
  flush(leaving?: boolean): void
  pending(): { batch: string; events: Event[] }[]
  say(state: 'granted' | 'denied'): void
  /** The person's right: all that the edge knows goes, and so does the id. */
  forget(): void
  /** The process is gone, between two turns of its event loop. */
  kill(): void
}

export const newBrowser = (name: string): Browser => ({
  name,
  storage: 'works',
  online: true,
  skew: 0,
  saved: new Map(),
  known: {},
  locked: false,
  tabs: [],
})

/** Opens a tab that runs the snippet's own outbox and transport, put together as snippet/index.ts does. */
export function openTab(browser: Browser, world: World, ledger: Ledger, id: string): Tab {
  const skew = browser.skew
  const now = () => world.now() + skew
  const may = () => browser.known.consent?.analytics === 'granted'
  const visitor = () => (may() ? browser.known.id : undefined)
  const unlock = () => {
    browser.locked = false
  }
  let holds = false

  const store: BatchStore = async (_mode, work) => {
    await undefined
    if (!tab.alive || browser.storage === 'blocked') return undefined
    let result: unknown
    work({
      put(batch: SavedBatch) {
        if (browser.storage === 'full') return
        browser.saved.set(batch.batch, structuredClone(batch))
        ledger.persisted(batch)
      },
      delete(batch: string) {
        browser.saved.delete(batch)
      },
      clear() {
        browser.saved.clear()
      },
      getAll() {
        result = structuredClone([...browser.saved.values()])
      },
    } as never)
    return result as never
  }

  const transport = createTransport(
    `https://edge.example/v1/collect?tab=${id}`,
    () => ({ site: 'shop', sent_at: now(), consent: browser.known.consent, automated: false }),
    ({ ack }) => ledger.acknowledged(ack),
  )
  const outbox = createOutbox(
    store,
    (batch) => transport(batch),
    visitor,
    (work) => {
      if (browser.locked) return
      browser.locked = true
      holds = true
      work().finally(() => {
        holds = false
        if (tab.alive) unlock()
      })
    },
    now,
    ((work: () => void, ms: number) => world.later(() => tab.alive && work(), ms)) as never,
    () => 0.5,
  )

  const tab: Tab = {
    id,
    alive: true,
    browser,
    record(event) {
      if (browser.known.consent?.analytics === 'denied') return ledger.refused(event)
      ledger.recorded(event)
      outbox._record({ ...event, created_at: now() })
    },
    flush: (leaving) => void outbox._flush(leaving),
    pending: () => outbox._pending() as { batch: string; events: Event[] }[],
    say(state) {
      const before = browser.known.id
      if (state === 'denied') {
        if (before !== undefined) ledger.withdrawn(before)
        browser.known = { consent: SAID('denied', now()) }
        // A `storage` event tells the other tabs.
        for (const other of browser.tabs) if (other.alive) (other as TabInside).erase()
      } else browser.known = { id: before ?? mintId(), consent: SAID('granted', now()) }
    },
    forget() {
      const { id: gone } = browser.known
      if (gone === undefined) return
      ledger.forgotten(gone)
      void fetch(`https://edge.example/v1/me?site=shop&tab=${id}`, {
        method: 'DELETE',
        headers: { authorization: `Bearer ${gone}` },
      }).then(
        (response) => response.status === 200 && ledger.erased(gone),
        () => undefined,
      )
      tab.say('denied')
    },
    kill() {
      tab.alive = false
      if (holds) unlock()
    },
  }
  ;(tab as TabInside).erase = () => outbox._erase()
  browser.tabs.push(tab)
  if (visitor()) outbox._restore(() => undefined)
  return tab
}

interface TabInside extends Tab {
  erase(): void
}
