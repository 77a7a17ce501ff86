import { beforeEach, expect, test } from 'vitest'
import type { Device } from '../../../snippet/extra/device.ts'
import { identify, settle as settleBy, withdraw } from '../../../snippet/extra/identity.ts'
import { refused } from '../../../snippet/extra/refused.ts'
import type { SavedBatch } from '../../../snippet/store.ts'
import type { Outcome } from '../../../snippet/transport.ts'
import type { Known } from '../../../snippet/visitor.ts'
import type { Consent, ConsentState } from '../../../snippet/wire.ts'

const said = (analytics: ConsentState, personalization = analytics): Consent => ({
  analytics,
  personalization,
  marketing: 'denied',
  at: 1,
  source: 'api',
})

type Request = { route: string; visitor?: string; consent?: Consent; token?: string }
let requests: Request[]
let heard: [string, unknown][]
let calls: string[]
let waits: number[]
/** What the edge says next; a function may change the world meanwhile. */
let answers: ((request: Request) => Outcome<never>)[]
let consent: Consent
let device: Device

const ok = (body: object) => () => [200, body as never] as Outcome<never>
const fail = (status: number, code?: string, after?: string) => () =>
  [status, false, after ?? null, code] as Outcome<never>
const pause = async (ms: number) => void waits.push(ms)

/** A page's device as index.ts lends it, without the page. */
function lend(known: Known): Device {
  const lent: Device = {
    key: 'k',
    known,
    may: (purpose) => consent[purpose] === 'granted',
    learn(more) {
      lent.known = { ...lent.known, ...more }
      if (!lent.may('personalization')) delete lent.known.capsule
    },
    reread: () => lent.known,
    forget() {
      calls.push('forget')
      lent.known = {}
    },
    async say(route, more) {
      const request = { route, consent, visitor: lent.known.id, ...more } as Request
      requests.push(request)
      const answer = answers.shift()
      if (!answer) throw new Error(`nothing to answer ${route} with`)
      return answer(request) as never
    },
    joined: () => void calls.push('joined'),
    leave: async () => void calls.push(`leave ${lent.known.id}`),
    hear(_, source) {
      calls.push(`hear ${source}`)
      consent = said('denied')
    },
    record: () => true,
    tell: (kind, value) => void heard.push([kind, value]),
  }
  return lent
}

beforeEach(() => {
  requests = []
  heard = []
  calls = []
  waits = []
  answers = []
  consent = said('granted')
  device = lend({ grant: 1, consent, due: 1 })
})
const settle = () => settleBy(device, pause)
const told = () => requests.map(({ route, visitor }) => [route, visitor])

test('[O19] a new consent is told, and the device goes on under the id that the edge answers', async () => {
  answers = [ok({ receipt: { id: 'r1' }, consent, visitor: 'A', capsule: 'c' })]
  await settle()
  expect(told()).toEqual([['consent', undefined]])
  expect(device.known).toMatchObject({ id: 'A', capsule: 'c', due: undefined })
  expect([calls, heard]).toEqual([['joined'], [['receipt', { id: 'r1' }]]])
  // What is known is not told again, however often a consent tool repeats it.
  device.learn({ due: 1 })
  await settle()
  expect(requests.length).toBe(1)
})

test('[O19] another choice is told under the id there is; where the edge keeps a cookie, none is kept here', async () => {
  answers = [ok({ receipt: {}, consent, visitor: 'A' }), ok({ receipt: {}, consent, cookie: true })]
  await settle()
  consent = said('granted', 'denied')
  device.learn({ consent, due: 1 })
  await settle()
  expect(told()).toEqual([
    ['consent', undefined],
    ['consent', 'A'],
  ])
  expect([device.known.id, device.known.cookie]).toEqual([undefined, true])
})

test('[O19] it is tried until it is done, longer each time, at least as long as the edge asks; a final refusal ends it', async () => {
  answers = [fail(0), fail(503, undefined, '7'), fail(429), ok({ receipt: {}, visitor: 'A' })]
  await settle()
  expect([waits, device.known.id]).toEqual([[1000, 7000, 4000], 'A'])
  device.learn({ id: undefined, due: 1 })
  answers = [fail(403, 'origin_not_allowed')]
  await settle()
  expect([device.known.id, device.known.due, requests.length]).toEqual([undefined, 1, 5])
})

test('[O19] an answer that names no id is none of the edge', async () => {
  answers = [ok({})]
  await settle()
  expect([device.known.id, requests.length]).toEqual([undefined, 1])
})

test('[O20] a withdrawal during the grant is told for the very id that the edge gave meanwhile', async () => {
  answers = [
    () => {
      consent = said('denied')
      device.known = {}
      return [200, { receipt: {}, visitor: 'A' } as never]
    },
    fail(503),
    ok({ receipt: {}, removed: {} }),
  ]
  await settle()
  expect(told().slice(1)).toEqual([
    ['consent', 'A'],
    ['consent', 'A'],
  ])
  expect(requests.at(-1)!.consent!.analytics).toBe('denied')
  expect(device.known).toEqual({})
})

test('[O20] a withdrawal is told until the edge has heard it; by cookie not after a new grant', async () => {
  consent = said('denied')
  device.known = {}
  answers = [fail(0), fail(500), ok({ receipt: { removed: true } })]
  await withdraw(device, 'A', consent, pause)
  expect([told().length, heard]).toEqual([3, [['receipt', { removed: true }]]])
  answers = [
    () => {
      consent = said('granted')
      device.known = { grant: 2, cookie: true }
      return [0]
    },
  ]
  await withdraw(device, undefined, said('denied'), pause)
  expect(told().length).toBe(4)
})

test('[O14] whoever left is logged out under their own id, and the next is told of under the new one', async () => {
  device.known = { grant: 1, consent, told: 'granted,granted,denied', left: 'A', due: 1 }
  answers = [ok({ visitor: 'B' }), ok({ receipt: {}, visitor: 'B' })]
  await settle()
  expect(told()).toEqual([
    ['logout', 'A'],
    ['consent', 'B'],
  ])
  expect(device.known).toMatchObject({ id: 'B', left: undefined, due: undefined })
})

test('[O14] by cookie nobody is named, and the next cookie is waited for', async () => {
  device.known = { grant: 1, consent, left: true, due: 1 }
  answers = [ok({ cookie: true }), ok({ receipt: {}, cookie: true })]
  await settle()
  expect(told()).toEqual([
    ['logout', undefined],
    ['consent', undefined],
  ])
  expect(device.known).toMatchObject({ cookie: true, left: undefined })
})

test('[O14] who leaves before the id has come leaves with it; an id that the edge does not know is just dropped', async () => {
  answers = [
    () => {
      device.learn({ left: true })
      return [200, { receipt: {}, visitor: 'A' } as never]
    },
    ok({ visitor: 'B' }),
    ok({ receipt: {}, visitor: 'B' }),
  ]
  await settle()
  expect(told()).toEqual([
    ['consent', undefined],
    ['logout', 'A'],
    ['consent', 'B'],
  ])
  device.learn({ id: undefined, left: 'forged', due: 1 })
  answers = [fail(403, 'visitor_unknown'), ok({ receipt: {}, visitor: 'C' })]
  await settle()
  expect([told().at(-1), device.known.id]).toEqual([['consent', undefined], 'C'])
})

test('[O21] a device that was somebody else goes on under the id that identify answers, and tells its consent there', async () => {
  device.known = { grant: 1, consent, id: 'A', told: 'granted,granted,denied', capsule: 'of A' }
  answers = [ok({ person: 'p', visitor: 'B', capsule: 'of B' }), ok({ receipt: {}, visitor: 'B' })]
  await identify(device, 'token')
  expect(requests[0]).toMatchObject({ route: 'identify', visitor: 'A', token: 'token', consent })
  expect(told()[1]).toEqual(['consent', 'B'])
  expect([device.known.id, device.known.era, calls]).toEqual(['B', 1, ['leave A', 'joined']])
  // By cookie it went before the question: with the answer the cookie is the next visitor's.
  device.known = { grant: 1, consent, cookie: true, told: 'granted,granted,denied' }
  answers = [ok({ person: 'p', cookie: true }), ok({ receipt: {}, cookie: true })]
  await identify(device, 'token')
  expect(calls.slice(2)).toEqual(['leave undefined', 'joined'])
})

test('[O21] identify is tried again while the edge can not say, with its pauses, and not once it has refused', async () => {
  device.known = { grant: 1, consent, id: 'A', told: 'granted,granted,denied' }
  answers = [fail(503, 'unavailable', '7'), fail(0), ok({ person: 'p', capsule: 'of p' })]
  await identify(device, 'token', pause)
  expect([requests.length, waits, device.known.capsule, calls]).toEqual([3, [7000, 2000], 'of p', ['joined']])
  answers = [fail(401, 'token_expired')]
  await identify(device, 'token', pause)
  expect([requests.length, calls]).toEqual([4, ['joined']])
})

test('[O21] an answer to identify that comes after a withdrawal or a logout changes nothing', async () => {
  device.known = { grant: 1, consent, id: 'A', told: 'granted,granted,denied' }
  answers = [
    () => {
      device.learn({ id: 'B' })
      return [200, { person: 'p', visitor: 'C', capsule: 'of C' } as never]
    },
  ]
  await identify(device, 'token')
  expect([device.known.id, device.known.capsule]).toEqual(['B', undefined])
})

const batch = (visitor: string | undefined): SavedBatch => ({
  batch: 'b',
  visitor,
  grant: 1,
  era: undefined,
  at: 1,
  size: 1,
  events: [],
})

test('[O22] an id that the edge does not take: another is fetched, and what waits under it is kept', async () => {
  device.known = { grant: 1, consent, id: 'A', told: 'granted,granted,denied', capsule: 'c' }
  answers = [ok({ receipt: {}, visitor: 'B' })]
  const [first, second] = [batch('A'), batch('A')]
  expect(await refused(device, first, 403, 'visitor_unknown')).toBe(1)
  await new Promise(setImmediate)
  expect(await refused(device, second, 403, 'visitor_unknown')).toBe(1)
  await new Promise(setImmediate)
  expect(told()).toEqual([['consent', undefined]])
  expect([first.visitor, second.visitor, device.known.id, device.known.capsule]).toEqual([
    undefined,
    undefined,
    'B',
    undefined,
  ])
  // Of whoever was here before a logout nothing goes under the next.
  expect(await refused(device, batch('older'), 403, 'visitor_unknown')).toBe(-1)
})

test('[O22] of a visitor that was erased at the edge nothing stays here', async () => {
  device.known = { grant: 1, consent, id: 'A' }
  expect(await refused(device, batch('A'), 410, 'visitor_erased')).toBe(1)
  expect([calls, device.known]).toEqual([['forget', 'hear erased'], {}])
})

test('[O17] the last ten refused batches are kept aside with status and code', async () => {
  device.known = { grant: 1, consent, id: 'A' }
  for (let n = 0; n < 12; n++)
    expect(await refused(device, { ...batch('A'), batch: `b${n}` }, 400 + n, 'bad_request')).toBe(-1)
  const [kind, pile] = heard.at(-1)!
  expect([kind, (pile as { status: number; batch: SavedBatch }[]).map(({ status }) => status)]).toEqual([
    'refused',
    [411, 410, 409, 408, 407, 406, 405, 404, 403, 402],
  ])
})
