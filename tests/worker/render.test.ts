import { describe, expect, test } from 'vitest'
import { cookieName } from '../../edge/identity/cookie.ts'
import type { Condition } from '../../rules/bundle.ts'
import type { Consent } from '../../snippet/wire.ts'
import { NOW } from '../support/arbitrary.ts'
import { GRANTED, type TestStores, viewItem } from '../support/edge.ts'
import { signedVisitor } from '../support/identity.ts'
import { memoryStore } from '../support/memory-store.ts'
import { HTML, inFront, PAGE, streamOf, text } from '../support/render.ts'
import { BUNDLE } from '../support/shop.ts'

const shoes = ['shoe1', 'shoe2', 'shoe4'].map((id) => viewItem(id))
const FILLED =
  '<div class="slot" data-acquaint="home-hero" data-acquaint-block="shoe-hero"><h1 class="hero">Back to shoes, /</h1></div>'

describe('a page with slots', () => {
  test('[H1] streams with the block that its visitor is due, known by the cookie alone', async () => {
    const { open, known } = await inFront()
    const { cookie } = await known(shoes)
    const page = await open('/', { cookie })
    expect(await text(page)).toBe(PAGE.replace(/<div class="slot".*?<\/div>/, FILLED))
  })

  test('[H2] asks the journal once, however many slots there are', async () => {
    const body = `${PAGE}<div data-acquaint="next-best">bestsellers</div><div data-acquaint="home-hero"></div>`
    const { open, known, edge } = await inFront({ origin: async () => new Response(body, HTML) })
    const { cookie } = await known(shoes)
    const before = edge.journal.calls
    const html = await text(await open('/', { cookie }))
    expect(edge.journal.calls - before).toBe(1)
    expect(html.match(/data-acquaint-block="shoe-hero"/g)).toHaveLength(2)
    expect(html).toMatch(/data-acquaint-block="picks" data-acquaint-list="[0-9a-f-]{36}"><a href="\/p\/shoe/)
  })

  test('[H3] tells decide what its body is about, where its visitor comes from and by which campaign', async () => {
    const when = {
      op: 'all' as const,
      of: [
        { op: 'context' as const, name: 'item', match: { is: ['shoe&1'] } },
        { op: 'context' as const, name: 'category', match: { is: ['shoes/trail'] } },
        { op: 'context' as const, name: 'referrer', match: { starts: ['www.google.com'] } },
        { op: 'context' as const, name: 'utm_campaign', match: { is: ['spring'] } },
      ],
    }
    const slots = { 'home-hero': { show: [{ block: 'shoe-hero', when }] } }
    const body = PAGE.replace(
      '<body>',
      '<body data-acquaint-item="shoe&amp;1" data-acquaint-category="shoes/trail">',
    )
    const { open } = await inFront({
      origin: async () => new Response(body, HTML),
      bundle: { ...BUNDLE, slots },
    })
    const html = await text(await open('/a?utm_campaign=spring', { referer: 'https://www.google.com/' }))
    expect(html).toContain('data-acquaint-block="shoe-hero"')
    expect(await text(await open('/a'))).toBe(body)
  })

  test('[H4] is never stored for others, and carries no validator of the original', async () => {
    const headers = {
      ...HTML.headers,
      etag: '"original"',
      'last-modified': 'Sun, 22 Nov 2026 06:00:00 GMT',
      'cache-control': 'public, s-maxage=600',
      'cdn-cache-control': 'max-age=600',
      'content-length': String(new TextEncoder().encode(PAGE).length),
      'accept-ranges': 'bytes',
      vary: 'accept-language',
      'x-shop': 'kept',
    }
    const { open } = await inFront({ origin: async () => new Response(PAGE, { headers }) })
    for (const method of ['GET', 'HEAD']) {
      const page = await open('/', {}, { method })
      expect(Object.fromEntries(page.headers)).toEqual({
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'private, no-store',
        vary: 'accept-language',
        'x-shop': 'kept',
      })
      if (method === 'HEAD') expect(await page.text()).toBe('')
    }
  })

  test('[H5] leaves with its first bytes before its last have come', async () => {
    const { stream, push, close } = streamOf()
    const { open } = await inFront({ origin: async () => new Response(stream, HTML) })
    const page = await open('/')
    const reader = page.body!.pipeThrough(new TextDecoderStream()).getReader()
    push('<!doctype html><head></head><body><main>first')
    let seen = ''
    while (!seen.includes('first')) seen += (await reader.read()).value
    push('<div data-acqu')
    push('aint="home-hero">de')
    push('fault</div>')
    while (!seen.includes('Hello')) seen += (await reader.read()).value
    expect(seen).not.toContain('>default')
    close()
  })

  test('[H6] a crawler gets what everybody gets, with the headers of the original', async () => {
    const { open, edge } = await inFront()
    const agent = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)'
    const page = await open('/', { 'user-agent': agent })
    expect(page.headers.get('etag')).toBe('"v1"')
    expect(await text(page)).toBe(PAGE)
    expect(edge.journal.calls).toBe(0)
  })

  test('[H7] a block that could reach beyond its slot, or is no block for it, is left to the snippet', async () => {
    const body =
      '<body><p data-acquaint="home-hero">a</p><a href="/"><span data-acquaint="linked">b</span></a><svg><g data-acquaint="home-hero"></g></svg><div data-acquaint="home-hero" data-acquaint-block="there">c</div><div data-acquaint>d</div><div data-acquaint="nowhere">e</div>'
    const show = [{ block: 'picks' }]
    const { open } = await inFront({
      origin: async () => new Response(body, HTML),
      bundle: { ...BUNDLE, slots: { ...BUNDLE.slots, linked: { show } } },
    })
    expect(await text(await open('/'))).toBe(body)
  })
})

describe('consent', () => {
  const hero = async (consent: Partial<Consent>, headers: Record<string, string> = {}, ago = 0) => {
    // Who viewed shoes once is a lover of them for good, so that only the consent can be too old.
    const { within: _, ...ever } = BUNDLE.segments['shoe-lovers'] as {
      op: 'did'
      within?: number
    } & Condition
    const { open, known, edge } = await inFront({ bundle: { ...BUNDLE, segments: { 'shoe-lovers': ever } } })
    const { cookie } = await known(shoes, { ...GRANTED, ...consent })
    edge.clock.now += ago
    const html = await text(await open('/', { cookie, ...headers }))
    return /data-acquaint-block="([\w-]+)"/.exec(html)?.[1]
  }

  test('[H8] without it, after a refusal, or thirteen months later only the context decides', async () => {
    expect(await hero({ at: NOW, source: 'api' })).toBe('shoe-hero')
    expect(await hero({ personalization: 'unknown' })).toBe('default-hero')
    expect(await hero({ personalization: 'denied' })).toBe('default-hero')
    expect(await hero({ at: NOW, source: 'api' }, {}, 394 * 86_400_000)).toBe('shoe-hero')
    expect(await hero({ at: NOW, source: 'api' }, {}, 396 * 86_400_000)).toBe('default-hero')
  })

  test('[H9] Sec-GPC refuses, unless the visitor said otherwise', async () => {
    expect(await hero({ source: 'default' }, { 'sec-gpc': '1' })).toBe('default-hero')
    expect(await hero({ at: NOW, source: 'api' }, { 'sec-gpc': '1' })).toBe('shoe-hero')
  })

  test('[H10] a cookie that is forged, doubled or of another site is nobody’s, and costs no read', async () => {
    const { open, known, edge } = await inFront()
    const { cookie, visitor } = await known(shoes)
    const before = edge.journal.calls
    const name = cookieName('shop')
    for (const bad of [
      `${cookie}; ${cookie}`,
      `${name}=${visitor.slice(0, -2)}AA`,
      `${name}=${await signedVisitor('other')}`,
      `${cookieName('other')}=${visitor}`,
    ])
      expect(await text(await open('/', { cookie: bad }))).toContain('data-acquaint-block="default-hero"')
    expect(edge.journal.calls).toBe(before)
  })
})

describe('what is late or fails', () => {
  const untouched = async (
    stores: TestStores,
    spoil: (front: Awaited<ReturnType<typeof inFront>>) => void,
  ) => {
    const front = await inFront(stores)
    const { cookie } = await front.known(shoes)
    spoil(front)
    expect(await text(await front.open('/', { cookie }))).toBe(PAGE)
  }

  test('[H11] lets the original through: a journal that is down, or slower than the budget', async () => {
    await untouched({}, ({ edge }) => {
      edge.journal.down = true
    })
    await untouched({}, ({ edge }) => {
      edge.journal.known = () => new Promise(() => {})
    })
  })

  test('[H12] lets the original through with its headers while nothing is published, or nothing can be read', async () => {
    const store = memoryStore()
    const { open } = await inFront({ store, bundle: null })
    const page = await open('/')
    expect([page.headers.get('etag'), await text(page)]).toEqual(['"v1"', PAGE])
    const slow = { ...memoryStore(), get: () => new Promise<undefined>(() => {}) }
    const other = await inFront({ store: slow, bundle: null })
    expect(await text(await other.open('/'))).toBe(PAGE)
  })

  test('[H13] lets the original through to whoever asks too often', async () => {
    for (const [address, visitor] of [
      ['', 'shop|'],
      ['203.0.113.7', ''],
    ] as const) {
      const { open } = await inFront({
        budgets: () => ({
          address: async (key) => key !== address,
          visitor: async (key) => visitor === '' || !key.startsWith(visitor),
        }),
      })
      const cookie = `${cookieName('shop')}=${await signedVisitor()}`
      const from = (ip: string) => open('/', { cookie, 'cf-connecting-ip': ip })
      expect(await text(await from('203.0.113.7'))).toBe(PAGE)
      if (address) expect(await text(await from('203.0.113.8'))).not.toBe(PAGE)
    }
  })

  test('[H14] an origin that does not answer, or that is this Worker, is told as such', async () => {
    const { open } = await inFront({ origin: () => Promise.reject(new Error('refused')) })
    const page = await open('/')
    expect([page.status, ((await page.json()) as { code: string }).code]).toEqual([502, 'origin_unreachable'])
    const { open: again } = await inFront()
    expect((await again('/', { 'x-acquaint-render': '1' })).status).toBe(502)
  })
})

test('[H15] on a page of the site the snippet’s own calls are the Worker’s, everything else is the origin’s', async () => {
  const asked: string[] = []
  const { open, edge } = await inFront({
    origin: async (request) => {
      asked.push(new URL(request.url).href)
      return new Response('origin')
    },
  })
  expect((await edge.post('/v1/decide', {})).status).toBe(400)
  expect(await (await open('/acquaint.js')).text()).toBe('/* snippet */')
  expect(asked).toEqual([])
  for (const path of ['/v1/cart', '/acquaint.css', '/?q=%20a&b', '/a%2Fb/'])
    expect(await (await open(path)).text()).toBe('origin')
  expect(asked).toEqual([
    'https://origin.example/v1/cart',
    'https://origin.example/acquaint.css',
    'https://origin.example/?q=%20a&b',
    'https://origin.example/a%2Fb/',
  ])
  const { edge: plain } = await inFront({ shop: {} })
  expect((await plain.fetch('/')).status).toBe(404)
})

test('[H16] a first visit is decided by its context, and reads nothing', async () => {
  const { open, edge } = await inFront()
  const html = await text(await open('/'))
  expect(html).toContain('data-acquaint-block="default-hero"')
  expect(edge.journal.calls).toBe(0)
})
