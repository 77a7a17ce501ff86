import { NOW } from '../../support/arbitrary.ts'
import { testEdge } from '../../support/edge.ts'
import { SECRETS } from '../../support/identity.ts'
import { memoryHealth } from '../../support/memory-health.ts'
import { memoryJournal } from '../../support/memory-journal.ts'
import { emptyMemory, type Memory } from '../../support/memory-people.ts'
import { memoryStore } from '../../support/memory-store.ts'
import { EVENT_SECRETS } from '../../support/server-events.ts'
import { stock } from '../../support/shop.ts'

/** What an answer says, as far as the fuzz looks at it. */
export interface Said {
  code?: string
  request_id?: string
  accepted?: number
  taken?: number
}

/** Whether what is in the house is what the answer says that it took. */
export type Kept = (said: Said, memory: Memory) => boolean

/** Asks the real app, and rejects where an answer breaks a promise; resolves to whether it took something. */
export type Ask = (path: string, init: RequestInit, kept?: Kept) => Promise<boolean>

/** The real app over stores in memory, empty before every question. */
export async function openHouse(): Promise<Ask> {
  const store = memoryStore()
  await stock(store)
  const stocked = new Map(store.values)
  const journal = memoryJournal()
  const health = memoryHealth()
  const secrets = { ...SECRETS, shop: { ...SECRETS.shop, signing: EVENT_SECRETS.shop.signing } }
  const edge = await testEdge({ journal, store, health, secrets })
  const held = () => {
    const { rows, links, ledger, tokens, hints, receipts, graves } = journal.memory
    const lists = [rows, links, ledger, receipts, health.aside].map(({ length }) => length)
    return [...lists, tokens.size, hints.size, graves.size, store.values.size].join()
  }
  return async (path, init, kept = () => true) => {
    // Each input finds an empty house: else the second batch under one id would be a conflict, whatever it holds.
    Object.assign(journal.memory, emptyMemory())
    health.aside = []
    store.values = new Map(stocked)
    edge.clock.now = NOW
    edge.logged.length = 0
    const before = held()
    const response = await edge.fetch(path, init)
    await edge.settled()
    const text = await response.text()
    if (response.status >= 500) throw new Error(`answered ${response.status}: ${edge.logged.at(-1)}`)
    const said: Said = /json/.test(response.headers.get('content-type') ?? '') ? JSON.parse(text) : {}
    if (init.method !== 'HEAD' && response.status >= 400 && (!said.code || !said.request_id))
      throw new Error(`${response.status} without code and id: ${text}`)
    if (response.status >= 400 && held() !== before) throw new Error(`refused with ${said.code}, and wrote`)
    if (response.ok && !kept(said, journal.memory)) throw new Error(`kept is not what was said: ${text}`)
    // Where each line stands for itself, an answer may be that none could be taken.
    return response.ok && said.taken !== 0
  }
}
