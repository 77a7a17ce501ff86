import type { D1Database } from '@cloudflare/workers-types'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { d1Journal } from '../../../edge/journal/d1.ts'
import { d1People } from '../../../edge/journal/d1-people.ts'
import { DECIDE_DEADLINE, JOURNAL_DEADLINE } from '../../../edge/journal/deadline.ts'
import { seeded } from '../../../edge/recommend/random.ts'
import type { CollectResponse, DecideResponse } from '../../../snippet/wire.ts'
import { replacePlatform } from '../../fault/sim/platform.ts'
import { createWorld, type World } from '../../fault/sim/world.ts'
import { NOW } from '../../support/arbitrary.ts'
import { collectOf, decideOf, newVisitor, type TestEdge, testEdge, viewItem } from '../../support/edge.ts'
import { memoryStore } from '../../support/memory-store.ts'
import { stock } from '../../support/shop.ts'
import { sqliteDatabase } from '../../support/sqlite.ts'

// In virtual time: what the edge waits for is counted, not what this machine takes.

/** Collect's bound, and how much later than its budget a decision may be, ms. */
const COLLECT = 2000
const GRACE = 50
const SECOND = 1000

let world: World
let giveBack: () => void
/** How long each call takes, ms; `Infinity` hangs. */
let d1: number
let kv: number

beforeEach(() => {
  world = createWorld(NOW)
  giveBack = replacePlatform(world, seeded(1))
  d1 = 0
  kv = 0
})
afterEach(() => giveBack())

const taking = async (ms: number) => {
  if (ms === Number.POSITIVE_INFINITY) await new Promise(() => {})
  if (ms > 0) await world.sleep(ms)
}

async function slowEdge(): Promise<TestEdge> {
  const open = sqliteDatabase()
  const db = {
    ...open,
    batch: async (statements: never[]) => {
      await taking(d1)
      return open.batch(statements)
    },
  } as unknown as D1Database
  const options = { deadline: JOURNAL_DEADLINE, later: () => {} }
  const store = memoryStore()
  await stock(store)
  const get = async (key: string) => {
    await taking(kv)
    return store.get(key)
  }
  const edge = await testEdge({
    journal: d1Journal(db, options),
    people: d1People(db, options),
    store: { ...store, get },
    decideDeadline: DECIDE_DEADLINE,
  })
  Object.defineProperty(edge.clock, 'now', { get: world.now, set: () => undefined })
  return edge
}

/** The answer, and how long it took by the world's clock, ms. */
async function timed(asking: Promise<Response>): Promise<{ response: Response; took: number }> {
  const began = world.now()
  let told: { response: Response; took: number } | undefined
  void asking.then((response) => {
    told = { response, took: world.now() - began }
  })
  for (let ms = 0; !told && ms < 60 * SECOND; ms += 10) await world.pass(10)
  if (!told) throw new Error('no answer within a minute')
  return told
}
const blockOf = async (response: Response) =>
  ((await response.json()) as DecideResponse).decisions['home-hero']?.block

describe.each([2 * SECOND, 10 * SECOND, 30 * SECOND, Number.POSITIVE_INFINITY])('D1 takes %d ms', (ms) => {
  test('[F2] collect says within two seconds that it could not, and when to come back', async () => {
    const edge = await slowEdge()
    const visitor = newVisitor()
    await timed(edge.post('/v1/collect', collectOf(visitor, [viewItem('a')])))
    d1 = ms
    const { response, took } = await timed(edge.post('/v1/collect', collectOf(visitor, [viewItem('a')])))
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '2'])
    expect(took).toBeLessThanOrEqual(COLLECT)
  })

  test('[F2] a decision is there within 50 ms of its budget, from capsule or from context', async () => {
    const edge = await slowEdge()
    const visitor = newVisitor()
    const events = [viewItem('shoe1'), viewItem('shoe2'), viewItem('shoe4')]
    const { response } = await timed(edge.post('/v1/collect', collectOf(visitor, events)))
    const { capsule } = (await response.json()) as CollectResponse
    await timed(edge.post('/v1/decide', decideOf(['home-hero'])))
    d1 = ms
    kv = Number.POSITIVE_INFINITY
    await world.pass(60 * SECOND)
    const known = await timed(
      edge.post('/v1/decide', decideOf(['home-hero'], { visitor, capsule: capsule! })),
    )
    expect([known.took, await blockOf(known.response)]).toEqual([0, 'shoe-hero'])
    const unknown = await timed(edge.post('/v1/decide', decideOf(['home-hero'], { visitor })))
    expect(unknown.took).toBeLessThanOrEqual(DECIDE_DEADLINE + GRACE)
    expect(await blockOf(unknown.response)).toBe('default-hero')
  })
})

test('[F4] an isolate that starts while KV hangs answers all the same, and finds the rules once KV is back', async () => {
  const edge = await slowEdge()
  kv = Number.POSITIVE_INFINITY
  const blind = await timed(edge.post('/v1/decide', decideOf(['home-hero'])))
  expect([blind.response.status, await blockOf(blind.response)]).toEqual([200, null])
  expect(blind.took).toBeLessThanOrEqual(SECOND)
  const kept = await timed(edge.post('/v1/collect', collectOf(newVisitor(), [viewItem('a')])))
  expect([kept.response.status, kept.took <= COLLECT]).toEqual([200, true])
  kv = 20
  const { response } = await timed(edge.post('/v1/decide', decideOf(['home-hero'])))
  expect(await blockOf(response)).toBe('default-hero')
})
