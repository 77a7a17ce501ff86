import { SignJWT } from 'jose'
import * as v from 'valibot'
import { beforeEach, describe, expect, test } from 'vitest'
import { createBackend } from '../../../demo-site/backend/backend.ts'
import { CUSTOMERS } from '../../../demo-site/backend/customers.ts'
import type { BackendOptions } from '../../../demo-site/backend/options.ts'
import { feed } from '../../../demo-site/feed.ts'
import type { Order } from '../../../demo-site/order.ts'
import { identityConfig } from '../../../edge/identity/config.ts'
import { verifySignature } from '../../../edge/identity/signature.ts'
import { createVerifier } from '../../../edge/identity/token.ts'
import { readServerEvent } from '../../../edge/intake/server-event.ts'
import { NOW } from '../../support/arbitrary.ts'

const ORIGIN = 'https://shop.example'
const KEY = new Uint8Array(32).fill(7)
const SESSION_KEY = new Uint8Array(32).fill(9)
const SIGNING = 's'.repeat(43)

interface Told {
  path: string
  init: RequestInit
}
let told: Told[]
let kept: { order: Order; customer: string | undefined }[]
let edge: () => Promise<Response>
let backend: (request: Request) => Promise<Response>
const options = (): BackendOptions => ({
  site: 'demo',
  edge: (path, init) => {
    told.push({ path, init })
    return edge()
  },
  serverToken: 't'.repeat(43),
  signingSecret: SIGNING,
  identity: { kid: 'local', key: KEY },
  sessionKey: SESSION_KEY,
  catalogue: feed(),
  orders: {
    add: async (order, customer) => {
      kept.unshift({ order, customer })
    },
    of: async (wanted) => kept.flatMap(({ order, customer }) => (customer === wanted ? [order] : [])),
  },
  now: () => NOW,
  log: () => {},
})
beforeEach(() => {
  told = []
  kept = []
  edge = async () => Response.json({ accepted: 1 })
  backend = createBackend(options())
})

/** Asks as a page of the shop does; the answer with its cookie. */
async function ask(method: string, path: string, body?: object, headers: Record<string, string> = {}) {
  const response = await backend(
    new Request(`${ORIGIN}/shop/${path}`, {
      method,
      headers: { origin: ORIGIN, ...headers },
      ...(body && { body: JSON.stringify(body) }),
    }),
  )
  const cookie = response.headers.get('set-cookie')?.split(';', 1)[0] ?? ''
  return { status: response.status, cookie, body: (await response.json()) as Record<string, unknown> }
}
const signIn = async () => (await ask('POST', 'login', { customer: 'c-1002' })).cookie

describe('who is signed in', () => {
  test('[D23] a customer is vouched for to the edge, with what the shop states of them and no name', async () => {
    const { body } = await ask('POST', 'login', { customer: 'c-1002' })
    const secrets = new Map([['demo', { server: [], signing: [], identity: new Map([['local', KEY]]) }]])
    const verify = createVerifier({ secrets, fetch })
    const proof = await verify('demo', v.parse(identityConfig, {}), String(body.token), NOW)
    expect(proof).toMatchObject({
      ok: true,
      value: { person: 'c-1002', by: 'HS256:local', traits: { city: 'Hong Kong', member_since: 2022 } },
    })
    expect(JSON.stringify(proof)).not.toMatch(/Mei|mei@/)
  })

  test('[D23] a session holds until signed out; a forged or old one is nobody’s', async () => {
    expect((await ask('GET', 'session')).body.customer).toBeNull()
    expect((await ask('POST', 'token', {})).status).toBe(401)
    const cookie = await signIn()
    expect((await ask('GET', 'session', undefined, { cookie })).body.customer).toMatchObject({
      id: 'c-1002',
      name: 'Mei Wong',
    })
    expect((await ask('POST', 'token', {}, { cookie })).body.token).toMatch(/^ey/)
    expect((await ask('POST', 'logout', {}, { cookie })).cookie).toBe('hf_session=')
    const session = (exp: number, key: Uint8Array) =>
      new SignJWT({ name: 'Mei' })
        .setProtectedHeader({ alg: 'HS256' })
        .setSubject('c-1002')
        .setExpirationTime(exp)
        .sign(key)
    const now = NOW / 1000
    for (const forged of [await session(now - 60, SESSION_KEY), await session(now + 60, KEY), 'nonsense'])
      expect(
        (await ask('GET', 'session', undefined, { cookie: `hf_session=${forged}` })).body.customer,
      ).toBeNull()
  })

  test('[D23] what changes something is asked for by the shop’s own pages alone; what is not there is not there', async () => {
    for (const origin of ['https://evil.example', 'null'])
      expect((await ask('POST', 'login', { customer: 'c-1001' }, { origin })).status).toBe(403)
    expect((await ask('POST', 'login', { customer: 'nobody' })).status).toBe(404)
    for (const path of ['preview', 'social', 'nothing']) expect((await ask('GET', path)).status).toBe(404)
    backend = createBackend({ ...options(), previewToken: 'p' })
    expect((await ask('GET', 'preview')).body).toEqual({ token: 'p' })
    expect(CUSTOMERS).toHaveLength(3)
  })
})

describe('orders', () => {
  const lines = [{ id: 'round-hill-mug', quantity: 2, price: 0.01 }]

  test('[D24] cost what stands in the shop’s catalogue, whatever a page says', async () => {
    const { status, body } = await ask('POST', 'orders', { lines, email: 'a@example.com' })
    expect(status).toBe(201)
    expect(body.order).toMatchObject({ total: 76, delivery: 8, lines: [{ price: 34, quantity: 2 }] })
    expect(told).toEqual([])
    const sold = feed().items.find(({ availability }) => availability === 'out_of_stock')!
    for (const wrong of [
      [],
      [{ id: 'nothing', quantity: 1 }],
      [{ id: sold.item_id, quantity: 1 }],
      [{ id: 'round-hill-mug', quantity: 0 }],
      [{ id: 'round-hill-mug', quantity: 10 }],
      [{ id: 'round-hill-mug', quantity: 1.5 }],
      [{ id: 'round-hill-mug', quantity: 1, size: '<b>' }],
      [null],
      'all of it',
    ])
      expect((await ask('POST', 'orders', { lines: wrong })).status, JSON.stringify(wrong)).toBe(422)
    expect(kept).toHaveLength(1)
  })

  test('[D24] are read no further than an order is long, whatever length is announced', async () => {
    const text = JSON.stringify({ lines, email: 'ä@example.com' })
    const send = async (chunks: Iterator<Uint8Array>) => {
      const body = new ReadableStream({
        pull(controller) {
          const { value, done } = chunks.next()
          if (done) controller.close()
          else controller.enqueue(value)
        },
      })
      const init = {
        method: 'POST',
        headers: { origin: ORIGIN, 'content-length': '9' },
        body,
        duplex: 'half',
      }
      return (await backend(new Request(`${ORIGIN}/shop/orders`, init as RequestInit))).status
    }
    // One byte at a time: no letter may come apart.
    const bytes = [...new TextEncoder().encode(text)].map((byte) => Uint8Array.of(byte))
    expect(await send(bytes.values())).toBe(201)
    expect(kept[0]?.order).toMatchObject({ email: 'ä@example.com' })
    let read = 0
    const endless = function* () {
      yield new TextEncoder().encode(text.slice(0, -1))
      for (; ; read++) yield new Uint8Array(1024).fill(32)
    }
    expect(await send(endless())).toBe(422)
    expect(read).toBeLessThan(20)
  })

  test('[D24] are told to the edge under signature, about the customer, else about the visitor', async () => {
    const visitor = 'A'.repeat(22)
    const cookie = await signIn()
    await ask('POST', 'orders', { lines, visitor }, { cookie })
    await ask(
      'POST',
      'orders',
      { lines, visitor: 'told-by-the-page' },
      {
        cookie: `__Host-acquaint-demo=${visitor}`,
      },
    )
    await ask('POST', 'orders', { lines, visitor })
    const subjects = []
    for (const { path, init } of told) {
      expect(path).toBe('/v1/server/events?site=demo')
      const headers = new Headers(init.headers)
      expect(headers.get('authorization')).toBe(`Bearer ${'t'.repeat(43)}`)
      const bytes = new TextEncoder().encode(String(init.body))
      const signed = await verifySignature([SIGNING], headers.get('acquaint-signature'), bytes, NOW)
      expect(signed.ok).toBe(true)
      const { batch, events } = JSON.parse(String(init.body)) as { batch: string; events: unknown[] }
      const read = readServerEvent(events[0], NOW, { formFields: [] })
      expect(read).toMatchObject({
        ok: true,
        value: { event: { name: 'purchase', transaction_id: batch, value: 68, trusted: true, time: NOW } },
      })
      if (read.ok) subjects.push(read.value.subject)
    }
    expect(subjects).toEqual([{ person: 'c-1002' }, { visitor }, { visitor }])
    expect((await ask('GET', 'orders', undefined, { cookie })).body.orders).toHaveLength(1)
    expect((await ask('GET', 'orders')).status).toBe(401)
  })

  test('[D24] stand when the edge can’t be told', async () => {
    const visitor = 'A'.repeat(22)
    for (const failing of [
      async () => Response.json({ code: 'unavailable' }, { status: 503 }),
      () => Promise.reject(new Error('no route')),
    ]) {
      edge = failing
      const { status, body } = await ask('POST', 'orders', { lines, visitor })
      expect([status, body.told]).toEqual([201, false])
    }
    expect(kept).toHaveLength(2)
  })
})
