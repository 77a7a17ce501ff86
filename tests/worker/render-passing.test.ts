import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { HTML, inFront, PAGE, streamOf, text } from '../support/render.ts'

const encoder = new TextEncoder()
/** Pieces of pages that a parser could trip over; none is a slot. */
const pieces = fc.constantFrom<string | Uint8Array<ArrayBuffer>>(
  '<!doctype html>',
  '<head><title>Töpfe &amp; Pfannen &notin; &#x1F600;</title>',
  '<meta charset="utf-8">',
  '<body class=a data-x=\'1"2\' DATA-Y=">">',
  '<!-- <div data-acquaint="home-hero"> -- -> -->',
  '<!---->',
  '<![CDATA[ <div data-acquaint="a"> ]]>',
  '<script>if (a < b && "</div>") document.write("<div data-acquaint=x>")</script>',
  '<style>p > a { content: "<div data-acquaint>" }</style>',
  '<textarea><div data-acquaint="home-hero"></textarea>',
  '<noscript><div data-acquaint="home-hero">x</div></noscript>',
  '<p>unclosed<li>x</b></i>',
  '</p\r\n>\r\n\r\r\n',
  '<div\n\tdata-acquaintance="no" data-acquaint-item=\'7\'>',
  '</div>',
  '<select><option>1</select>',
  '<select><option><svg><title>x</title></svg></select>',
  '<svg viewBox="0 0 1 1"><path d="M0 0"/></svg>',
  '<a href="?a=1&b=2&copy=3">&',
  '&amp',
  '< ',
  '</ >',
  '<x-y z>',
  '中文，繁體字 🧢',
  '\0\u0001',
  new Uint8Array([0xff, 0xfe, 0xc3, 0x28, 0xed, 0xa0, 0x80]),
  new Uint8Array([0xef, 0xbb, 0xbf]),
)

describe('without a slot', () => {
  test('[H17] every byte is the origin’s, wherever its chunks are cut', async () => {
    let body: Uint8Array[] = []
    const origin = async () => {
      const { stream, push, close } = streamOf()
      for (const chunk of body) push(chunk)
      close()
      return new Response(stream, HTML)
    }
    const { open } = await inFront({ origin })
    await fc.assert(
      fc.asyncProperty(fc.array(pieces, { maxLength: 12 }), fc.array(fc.nat(300)), async (parts, cuts) => {
        const bytes = parts.flatMap((part) => [...(typeof part === 'string' ? encoder.encode(part) : part)])
        const whole = new Uint8Array(bytes)
        const marks = [0, ...cuts.filter((cut) => cut < bytes.length).sort((a, b) => a - b), bytes.length]
        body = marks.slice(1).map((end, index) => whole.subarray(marks[index], end))
        const page = await open('/')
        expect(new Uint8Array(await page.arrayBuffer())).toEqual(whole)
      }),
      { numRuns: 200 },
    )
  })

  test('[H18] a page once seen to have none keeps its headers and its 304s', async () => {
    const body = PAGE.replaceAll('data-acquaint', 'data-other')
    const asked: (string | null)[] = []
    const { open } = await inFront({
      origin: async (request) => {
        const match = request.headers.get('if-none-match')
        asked.push(match)
        const headers = { ...HTML.headers, etag: '"v1"', 'cache-control': 'public, max-age=60' }
        return match === '"v1"'
          ? new Response(null, { status: 304, headers })
          : new Response(body, { headers })
      },
    })
    const first = await open('/about')
    expect([await text(first), first.headers.get('cache-control')]).toEqual([body, 'private, no-store'])
    const second = await open('/about')
    expect([await text(second), second.headers.get('etag')]).toEqual([body, '"v1"'])
    expect((await open('/about', { 'if-none-match': '"v1"' })).status).toBe(304)
    expect(asked).toEqual([null, null, '"v1"'])
  })

  test('[H18] so does what is no page, when it is opened like one', async () => {
    let asked = 0
    const { open } = await inFront({
      origin: async (request) => {
        asked++
        const headers = { 'content-type': 'image/svg+xml', etag: '"p"' }
        const same = request.headers.get('if-none-match') === '"p"'
        return same
          ? new Response(null, { status: 304, headers: { etag: '"p"' } })
          : new Response('<svg/>', { headers })
      },
    })
    expect(await text(await open('/a.svg'))).toBe('<svg/>')
    expect((await open('/a.svg', { 'if-none-match': '"p"' })).status).toBe(304)
    expect(asked).toBe(2)
  })

  test('[H19] a page with slots is asked for whole, whatever of it the browser keeps', async () => {
    const { open } = await inFront({
      origin: async ({ headers }) =>
        headers.has('if-none-match') || headers.has('if-modified-since')
          ? new Response(null, { status: 304, headers: { etag: '"v1"' } })
          : headers.has('range') || headers.has('if-range')
            ? new Response(PAGE.slice(0, 9), { status: 206, headers: { ...HTML.headers, etag: '"v1"' } })
            : new Response(PAGE, { headers: { ...HTML.headers, etag: '"v1"' } }),
    })
    const part = { range: 'bytes=0-8', 'if-range': '"v1"' }
    const page = await open('/', { 'if-none-match': '"v1"', 'if-modified-since': 'x', ...part })
    expect(page.status).toBe(200)
    expect(await text(page)).toContain('data-acquaint-block="default-hero"')
  })
})

const SLOT = '<div data-acquaint="home-hero"><i>bare</i></div>'
const FILLED =
  '<div data-acquaint="home-hero" data-acquaint-block="default-hero"><h1 class="hero">Hello </h1></div>'

test.each([
  '<select><option><title>x</title></select>',
  '<SELECT><button><svg><title>x</title></svg></button></SELECT>',
  '<select><style>a</style></select>',
  '<select><template><title>x</title></template></select>',
  '<select><noscript>x</noscript></select>',
  '<select><iframe></iframe></select>',
  '<frameset><title>x</title></frameset>',
  '<table><colgroup><template><title>x</title></template></colgroup></table>',
])('[H32] %s ends the filling, not the page, wherever it is cut', async (odd) => {
  const body = encoder.encode(`${SLOT}ü${odd}${SLOT}\n`)
  let cut = 0
  const origin = async () => {
    const { stream, push, close } = streamOf()
    push(body.subarray(0, cut))
    push(body.subarray(cut))
    close()
    return new Response(stream, HTML)
  }
  const { open } = await inFront({ origin })
  for (cut = SLOT.length; cut <= SLOT.length + odd.length + 2; cut++)
    expect(await text(await open('/'))).toBe(`${FILLED}ü${odd}${SLOT}\n`)
})

test('[H32] nor does a tag that is larger than a parser remembers', async () => {
  const large = `<img src="data:image/png;base64,${'A'.repeat(5e6)}">`
  const { open } = await inFront({ origin: async () => new Response(`${SLOT}${large}${SLOT}`, HTML) })
  const page = await text(await open('/'))
  expect(page.length).toBe(FILLED.length + large.length + SLOT.length)
  expect([page.startsWith(FILLED), page.endsWith(`A">${SLOT}`)]).toEqual([true, true])
})

test('[H32] a form’s ordinary lists end nothing', async () => {
  const list = '<select><optgroup label="a"><option selected>1<option>2</select><svg><title>x</title></svg>'
  const { open } = await inFront({ origin: async () => new Response(`${list}${SLOT}`, HTML) })
  expect(await text(await open('/'))).toBe(`${list}${FILLED}`)
})

describe('what is no whole page in UTF-8 passes as it is', () => {
  const kept = async (init: ResponseInit, body: BodyInit | null = PAGE, headers = {}) => {
    const { open } = await inFront({ origin: async () => new Response(body, init) })
    const page = await open('/', headers)
    const expected = new Response(body, init)
    expect(page.status).toBe(expected.status)
    expect(Object.fromEntries(page.headers)).toEqual(Object.fromEntries(expected.headers))
    expect(await page.arrayBuffer()).toEqual(await expected.arrayBuffer())
  }
  const html = { 'content-type': 'text/html; charset=utf-8' }

  test.each([
    ['an error page', { status: 404, headers: html }],
    ['a part of a page', { status: 206, headers: { ...html, 'content-range': 'bytes 0-9/99' } }],
    ['data', { headers: { 'content-type': 'application/json' } }],
    ['XHTML', { headers: { 'content-type': 'application/xhtml+xml; charset=utf-8' } }],
    ['a page in another charset', { headers: { 'content-type': 'text/html; charset="ISO-8859-1"' } }],
    ['a download', { headers: { ...html, 'content-disposition': 'attachment; filename=a.html' } }],
    ['an encoding that is not read here', { headers: { ...html, 'content-encoding': 'zstd' } }],
    ['a page that forbids it', { headers: { ...html, 'cache-control': 'public, no-transform' } }],
  ])('[H20] %s', (_, init) => kept(init))

  test('[H21] a page whose charset nobody names, or whose head names another, keeps its slots', async () => {
    const bare = { 'content-type': 'text/html' }
    const headed = (meta: string) => PAGE.replace('<title>', `${meta}<title>`)
    const shown = async (body: string) => {
      const { open } = await inFront({ origin: async () => new Response(body, { headers: bare }) })
      return text(await open('/'))
    }
    const other = headed('<meta http-equiv="Content-Type" content="text/html; charset=big5">')
    expect(await shown(PAGE)).toBe(PAGE)
    expect(await shown(other)).toBe(other)
    const refresh = headed('<meta http-equiv=refresh content="9; url=/?charset=utf-8">')
    expect(await shown(refresh)).toBe(refresh)
    expect(await shown(headed('<meta charset=UTF-8>'))).toContain('data-acquaint-block')
  })
})

describe('between browser and origin', () => {
  test('[H22] cookies, redirects and headers pass; a redirect to the origin leads to the public host', async () => {
    const to = async (location: string) => {
      const headers = new Headers({ location })
      headers.append('set-cookie', 'a=1; Path=/')
      headers.append('set-cookie', 'b=2; Expires=Wed, 21 Oct 2026 07:28:00 GMT')
      const { open } = await inFront({ origin: async () => new Response(null, { status: 302, headers }) })
      const answer = await open('/')
      expect([answer.status, answer.headers.getSetCookie()]).toEqual([
        302,
        ['a=1; Path=/', 'b=2; Expires=Wed, 21 Oct 2026 07:28:00 GMT'],
      ])
      return answer.headers.get('location')
    }
    expect(await to('https://origin.example/login?to=%2F#x')).toBe('https://edge.example/login?to=%2F#x')
    expect(await to('/login')).toBe('/login')
    expect(await to('https://origin.example.evil.example/')).toBe('https://origin.example.evil.example/')
    expect(await to('https://pay.example/')).toBe('https://pay.example/')
  })

  test('[H23] both cookies of a page that is filled are set', async () => {
    const headers = new Headers(HTML.headers)
    headers.append('set-cookie', 'a=1')
    headers.append('set-cookie', 'b=2')
    const { open } = await inFront({ origin: async () => new Response(PAGE, { headers }) })
    expect((await open('/')).headers.getSetCookie()).toEqual(['a=1', 'b=2'])
  })

  test('[H24] method, body, query, cookies and the public host reach the origin', async () => {
    let seen: unknown
    const { open } = await inFront({
      origin: async (request) => {
        const { method, url, redirect, headers } = request
        const names = ['cookie', 'content-type', 'x-forwarded-host', 'x-forwarded-proto', 'range']
        const said = names.map((name) => headers.get(name))
        seen = { method, url, redirect, said, body: await request.text() }
        return new Response(PAGE, { status: 201, headers: HTML.headers })
      },
    })
    const init = { method: 'POST', body: 'a=1&b=%20' }
    const page = await open(
      '/order?x=1',
      {
        cookie: 'session=1',
        'content-type': 'application/x-www-form-urlencoded',
        range: 'bytes=0-9',
        'x-forwarded-host': 'evil.example',
      },
      init,
    )
    expect([page.status, await text(page)]).toEqual([201, PAGE])
    expect(seen).toEqual({
      method: 'POST',
      url: 'https://origin.example/order?x=1',
      redirect: 'manual',
      said: ['session=1', 'application/x-www-form-urlencoded', 'edge.example', 'https', 'bytes=0-9'],
      body: 'a=1&b=%20',
    })
  })

  test('[H25] a websocket passes', async () => {
    const { open } = await inFront({
      origin: async (request) => {
        expect(request.headers.get('upgrade')).toBe('websocket')
        const { 0: client, 1: server } = new (
          globalThis as never as { WebSocketPair: new () => Pair }
        ).WebSocketPair()
        server.accept()
        server.addEventListener('message', (message) => server.send(`echo ${message.data}`))
        return new Response(null, { status: 101, webSocket: client } as ResponseInit)
      },
    })
    const answer = (await open('/live', { upgrade: 'websocket' })) as Response & { webSocket: Socket }
    expect(answer.status).toBe(101)
    answer.webSocket.accept()
    const heard = new Promise((resolve) =>
      answer.webSocket.addEventListener('message', ({ data }) => resolve(data)),
    )
    answer.webSocket.send('hello')
    expect(await heard).toBe('echo hello')
  })
})

interface Socket {
  accept(): void
  send(text: string): void
  addEventListener(name: 'message', listener: (message: { data: string }) => void): void
}
type Pair = { 0: Socket; 1: Socket }
