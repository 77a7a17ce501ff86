import { describe, expect, test } from 'vitest'
import { artefactKey, pointerKey, readPointer } from '../../edge/publish/pointer.ts'
import { train } from '../../edge/recommend/train.ts'
import { encodeBundle } from '../../rules/encode.ts'
import type { Problem } from '../../snippet/wire.ts'
import { NOW } from '../support/arbitrary.ts'
import { decideOf, type TestEdge, testEdge } from '../support/edge.ts'
import { type MemoryStore, memoryStore } from '../support/memory-store.ts'
import { BUNDLE, FEED, SESSIONS, stock } from '../support/shop.ts'

const TOKEN = 'publishing-token-of-the-shop-0123456789'
const OTHER = 'reading-token-of-the-shop-0123456789abc'
const secrets = {
  shop: {
    server: [
      { token: TOKEN, scopes: ['publish'] },
      { token: OTHER, scopes: ['read', 'import'] },
    ],
  },
}
const version = (greeting: string) => {
  const blocks = { ...BUNDLE.blocks, 'default-hero': { template: `<h1>${greeting}</h1>` } }
  return encodeBundle({ ...BUNDLE, blocks })
}
const [SPRING, AUTUMN] = [version('Spring'), version('Autumn')]

interface Answer extends Partial<Problem> {
  hash?: string
  changed?: boolean
}
const publish = async (
  edge: TestEdge,
  query: Record<string, string>,
  body: string | Uint8Array = '',
  headers: Record<string, string> = { authorization: `Bearer ${TOKEN}` },
) => {
  const search = new URLSearchParams({ site: 'shop', ...query })
  const response = await edge.post(`/v1/server/publish?${search}`, body, headers)
  return { status: response.status, ...((await response.json()) as Answer) }
}
const said = { author: 'ann', message: 'Herbst – für alle' }
/** What a page is shown, once the isolate has looked anew. */
async function hero(edge: TestEdge): Promise<string> {
  edge.clock.now += 2000
  await edge.post('/v1/decide', decideOf(['home-hero']))
  await edge.settled()
  const answer = await edge.post('/v1/decide', decideOf(['home-hero']))
  const { decisions } = (await answer.json()) as { decisions: Record<string, { html: string }> }
  return decisions['home-hero']!.html
}
async function open(): Promise<{ edge: TestEdge; store: MemoryStore }> {
  const store = memoryStore()
  await stock(store)
  const edge = await testEdge({ store, secrets })
  expect((await publish(edge, said, SPRING.text)).status).toBe(200)
  return { edge, store }
}

describe('publishing without a login of Cloudflare’s', () => {
  test('[A28] a token of the scope publishes rules, catalogue and model, which then are served, with who said what', async () => {
    const { edge, store } = await open()
    expect(await hero(edge)).toBe('<h1>Spring</h1>')
    expect(await publish(edge, said, AUTUMN.text)).toEqual({
      status: 200,
      ok: true,
      hash: AUTUMN.hash,
      changed: true,
    })
    expect(await hero(edge)).toBe('<h1>Autumn</h1>')
    expect(await readPointer(store, 'shop', 'bundle')).toMatchObject({
      ...said,
      at: NOW + 2000,
      hash: AUTUMN.hash,
      previous: SPRING.hash,
    })
    const feed = { ...FEED, items: FEED.items.slice(0, 3) }
    for (const [kind, bytes] of [
      ['catalogue', JSON.stringify(feed)],
      ['model', train(SESSIONS.slice(0, 9))],
    ] as const) {
      const { status, changed, hash } = await publish(edge, { kind }, bytes)
      expect([kind, status, changed]).toEqual([kind, 200, true])
      expect((await readPointer(store, 'shop', kind))?.hash).toBe(hash)
    }
  })

  test('[A28] the same again changes nothing; back goes to the version before, or to one by its hash', async () => {
    const { edge, store } = await open()
    await publish(edge, said, AUTUMN.text)
    const held = () =>
      Object.fromEntries(
        [...store.values].map(([key, bytes]) => {
          const text = new TextDecoder().decode(bytes)
          return [key, key.startsWith('site/') ? JSON.parse(text) : text]
        }),
      )
    const before = held()
    expect(await publish(edge, { message: 'again' }, AUTUMN.text)).toMatchObject({
      status: 200,
      changed: false,
    })
    expect(held()).toEqual(before)
    expect(await publish(edge, { to: '', ...said })).toMatchObject({ status: 200, hash: SPRING.hash })
    expect(await hero(edge)).toBe('<h1>Spring</h1>')
    expect(await publish(edge, { to: AUTUMN.hash.slice(0, 12) })).toMatchObject({ hash: AUTUMN.hash })
    expect(await publish(edge, { to: 'f'.repeat(64) })).toMatchObject({ status: 400, code: 'bad_request' })
    const told = await edge.fetch('/v1/server/publish?site=shop', {
      headers: { authorization: `Bearer ${TOKEN}` },
    })
    const { bundle, history } = (await told.json()) as { bundle: string; history: { hash: string }[] }
    expect(bundle).toBe(AUTUMN.text)
    expect(history.map(({ hash }) => hash)).toEqual([SPRING.hash, AUTUMN.hash, SPRING.hash, AUTUMN.hash])
    expect(history[0]).toEqual({ hash: SPRING.hash, at: NOW, ...said })
  })

  test('[A28] what KV still tells of before is no reason to leave a version unpublished, and of what is said so much is kept', async () => {
    const { edge, store } = await open()
    await publish(edge, said, AUTUMN.text)
    const get = store.get
    const stale = new TextEncoder().encode(JSON.stringify({ hash: SPRING.hash, at: NOW, parts: 1 }))
    store.get = async (key) => (key === pointerKey('shop', 'bundle') ? stale : get(key))
    expect((await publish(edge, said, SPRING.text)).status).toBe(200)
    store.get = get
    expect((await readPointer(store, 'shop', 'bundle'))?.hash).toBe(SPRING.hash)
    await publish(edge, { author: 'a'.repeat(501), message: 'm'.repeat(501) }, AUTUMN.text)
    expect(await readPointer(store, 'shop', 'bundle')).toMatchObject({
      author: 'a'.repeat(500),
      message: 'm'.repeat(500),
    })
  })

  test('[A28] of a stored history only what names a version is believed, told or gone back to', async () => {
    const { edge, store } = await open()
    await publish(edge, said, AUTUMN.text)
    const key = 'site/shop/bundle/history'
    const told = async () => {
      const headers = { authorization: `Bearer ${TOKEN}` }
      const answer = await edge.fetch('/v1/server/publish?site=shop', { headers })
      return [answer.status, ((await answer.json()) as { history: unknown[] }).history]
    }
    const kept = JSON.parse(new TextDecoder().decode(store.values.get(key)))
    const names = ['', '../x', SPRING.hash.slice(1), `${SPRING.hash}/../x`, SPRING.hash.toUpperCase(), 7]
    const foreign = [...names.map((hash) => ({ hash, at: NOW })), {}, null, 'text', 0]
    await store.put(key, JSON.stringify([...foreign, ...kept, ...foreign]))
    expect(await told()).toEqual([200, kept])
    expect(await publish(edge, { to: '../' })).toMatchObject({ status: 400 })
    expect(await publish(edge, { to: SPRING.hash.slice(0, 8) })).toMatchObject({ hash: SPRING.hash })
    for (const damaged of ['{', '{}', 'null', '"text"']) {
      await store.put(key, damaged)
      expect(await told()).toEqual([200, []])
    }
  })

  test('[A28] nobody else publishes, reads what is live or makes the edge read a body', async () => {
    const { edge, store } = await open()
    const before = new Map(store.values)
    const foreign = [
      {},
      { authorization: `Bearer ${OTHER}` },
      { authorization: `Bearer ${TOKEN}x` },
      { cookie: `acquaint=${TOKEN}`, origin: 'https://shop.example' },
    ] as Record<string, string>[]
    for (const headers of foreign) {
      expect((await publish(edge, {}, AUTUMN.text, headers)).status).toBe(401)
      expect((await publish(edge, { to: '' }, '', headers)).status).toBe(401)
      expect((await edge.fetch('/v1/server/publish?site=shop', { headers })).status).toBe(401)
    }
    // Its own token is good for its own site only.
    expect((await publish(edge, { site: 'other' }, AUTUMN.text)).status).toBe(401)
    let read = 0
    const endless = new ReadableStream({
      pull: (controller) => {
        read++
        controller.enqueue(new Uint8Array(65_536))
      },
    })
    const refused = await edge.fetch('/v1/server/publish?site=shop', {
      method: 'POST',
      body: endless,
      duplex: 'half',
    } as RequestInit)
    expect([refused.status, read < 4]).toEqual([401, true])
    expect(store.values).toEqual(before)
  })

  test('[A28] what does not decode is refused with the place of the fault, and nothing is written', async () => {
    const { edge, store } = await open()
    const before = new Map(store.values)
    const altered = AUTUMN.text.replace('Autumn', 'Winter')
    const poison: [kind: string, bytes: string | Uint8Array, detail: RegExp][] = [
      ['bundle', '', /^bundle: not a bundle$/],
      ['bundle', altered, /^bundle: the content does not have its hash/],
      ['bundle', AUTUMN.text.slice(0, -1), /truncated or altered/],
      ['bundle', encodeBundle({ ...BUNDLE, format: 9 as never }).text, /format 9/],
      ['bundle', encodeBundle({ ...BUNDLE, slots: [] as never }).text, /'slots' is no map/],
      ['catalogue', '{', /not JSON/],
      ['catalogue', JSON.stringify({ ...FEED, items: [FEED.items[0], { item_id: 7 }] }), /`items\.1\./],
      ['model', train(SESSIONS).slice(0, -4), /^model: truncated$/],
      ['model', AUTUMN.text, /^model: not-a-model$/],
      ['arms', '[]', /one of bundle,catalogue,model/],
      ['__proto__', AUTUMN.text, /one of/],
    ]
    for (const [kind, bytes, detail] of poison) {
      const { status, code, detail: told } = await publish(edge, { kind }, bytes)
      expect([kind, status, code, told]).toEqual([kind, 400, 'bad_request', expect.stringMatching(detail)])
    }
    expect(store.values).toEqual(before)
    expect(await hero(edge)).toBe('<h1>Spring</h1>')
  })

  test('[A28] bytes are counted as they come, whatever length is announced', async () => {
    const { edge, store } = await open()
    const before = new Map(store.values)
    const piece = new Uint8Array(1024 * 1024)
    for (const headers of [{}, { 'content-length': '10', 'transfer-encoding': 'chunked' }] as Record<
      string,
      string
    >[]) {
      let given = 0
      const body = new ReadableStream({
        pull(controller) {
          if (given++ < 64) controller.enqueue(piece)
          else controller.close()
        },
      })
      const response = await edge.fetch('/v1/server/publish?site=shop', {
        method: 'POST',
        headers: { authorization: `Bearer ${TOKEN}`, ...headers },
        body,
        duplex: 'half',
      } as RequestInit)
      expect([headers, response.status]).toEqual([headers, 413])
      expect(given).toBeLessThan(30)
    }
    expect(
      (
        await publish(edge, {}, AUTUMN.text, {
          authorization: `Bearer ${TOKEN}`,
          'content-length': String(30 * 1024 * 1024),
        })
      ).status,
    ).toBe(413)
    expect(store.values).toEqual(before)
  })

  test('[F21] KV fails before any of the writes: the old version is served whole, and the same again finishes it', async () => {
    const keys = [
      artefactKey('bundle', AUTUMN.hash),
      pointerKey('shop', 'bundle'),
      'site/shop/bundle/history',
    ]
    for (const failing of keys) {
      const { edge, store } = await open()
      const put = store.put
      store.put = async (key, value) => {
        if (key === failing) throw new Error('429 Too Many Requests')
        return put(key, value)
      }
      const broken = await publish(edge, said, AUTUMN.text)
      expect([failing, broken.status, broken.code]).toEqual([failing, 503, 'unavailable'])
      expect(broken.detail).not.toContain('429')
      const live = failing === keys[2] ? 'Autumn' : 'Spring'
      expect([failing, await hero(edge)]).toEqual([failing, `<h1>${live}</h1>`])
      store.put = put
      expect((await publish(edge, said, AUTUMN.text)).status).toBe(200)
      expect(await hero(edge)).toBe('<h1>Autumn</h1>')
      const history = JSON.parse(new TextDecoder().decode(store.values.get(keys[2]!)))
      expect(history.map(({ hash }: { hash: string }) => hash)).toEqual([SPRING.hash, AUTUMN.hash])
    }
  })
})
