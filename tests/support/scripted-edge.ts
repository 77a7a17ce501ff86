import { randomBytes } from 'node:crypto'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buildSnippet } from '../../snippet/build.ts'
import type {
  CollectRequest,
  ConsentRequest,
  DecideRequest,
  DecideResponse,
  Event,
  IdentifyRequest,
} from '../../snippet/wire.ts'

/** One request as the server received it. */
export interface Received {
  method: string
  path: string
  type: string
  body: string
  cookie: string
}

export interface ScriptedEdge {
  url: string
  received: Received[]
  /** Pages by path; `{edge}` stands for this server's address.  */
  pages: Record<string, string>
  /** Scripts by path. */
  scripts: Record<string, string>
  /** What every other path answers. */
  anyPage: string
  headers: Record<string, string>
  /** What `decide` answers. */
  decide(request: DecideRequest): DecideResponse | Promise<DecideResponse>
  /** The status of `collect`; anything but 200 is an error without an ack. */
  collectStatus: number
  /** The code of that error. */
  collectCode: string
  /** Visitor ids that are no longer taken: 403 `visitor_unknown`. */
  unknown: Set<string | undefined>
  /** The status of `consent` and `logout`. */
  identityStatus: number
  /** The id is kept in a cookie that no script can read. */
  cookie: boolean
  /** The id that `identify` gives the device, if another. */
  switchTo: string | undefined
  /** Every id that was given, oldest first. */
  minted: string[]
  /** How long `collect` takes, ms. */
  collectDelay: number
  /** How long pages take, ms. */
  pageDelay: number
  capsule: string | undefined
  seq: number | undefined
  /** The id that came of what a page made up; else what was given. */
  idOf(visitor: string | undefined): string | undefined
  collects(): CollectRequest[]
  consents(): ConsentRequest[]
  identifies(): IdentifyRequest[]
  decides(): DecideRequest[]
  /** Events as a journal keyed by (visitor, batch) would have them: each acknowledged batch once. */
  stored(): Event[]
  reset(): void
  close(): Promise<void>
}

/** An id as the edge writes it: 18 bytes, a dot, a signature. */
const wireId = () => `${randomBytes(18).toString('base64url')}.${randomBytes(16).toString('base64url')}`

/** What a page makes up for its visitor until it has an answer. */
const PROVISIONAL = /^[\w-]{22}$/

const nothing = (): DecideResponse => ({ decisions: {}, bundle: null, model: null })

/** A page of the test shop with the snippet in it. */
export const page = (body: string, head = '', attributes = ''): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Shop</title>${head}
<script async src="/acquaint.js" data-site="demo" data-deadline="5000" ${attributes}></script></head>
<body>${body}</body></html>`

/** A real HTTP server that serves pages and the built snippet, records every request and answers as it is told. */
export async function startEdge(): Promise<ScriptedEdge> {
  const { code, parts, stub } = await buildSnippet()
  const journal = new Map<string, Event[]>()
  const derived = new Map<string, string>()
  /** The id to go on with: the same for whoever has one, always the same one of what a page made up. */
  const give = (response: ServerResponse, claimed: string | undefined) => {
    const known = claimed !== undefined && !edge.unknown.has(claimed)
    let id = known && !PROVISIONAL.test(claimed) ? claimed : known ? derived.get(claimed) : undefined
    if (id === undefined) {
      id = wireId()
      edge.minted.push(id)
      if (known) derived.set(claimed, id)
    }
    if (!edge.cookie) return { visitor: id }
    response.setHeader('set-cookie', `visitor=${id}; HttpOnly; SameSite=Lax`)
    return { cookie: true }
  }
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk) => chunks.push(chunk))
    request.on('end', async () => {
      const path = (request.url ?? '/').split('?')[0]!
      const body = Buffer.concat(chunks).toString()
      const answer = (status: number, type: string, text: string) =>
        response
          .writeHead(status, {
            'content-type': type,
            'access-control-allow-origin': '*',
            'cache-control': 'no-store',
            ...edge.headers,
          })
          .end(text)
      if (path.startsWith('/v1/'))
        edge.received.push({
          method: request.method ?? '',
          path,
          type: request.headers['content-type'] ?? '',
          body,
          cookie: request.headers.cookie ?? '',
        })
      try {
        if (path === '/v1/collect') {
          const batch = JSON.parse(body) as CollectRequest
          const status = edge.collectStatus
          if (edge.collectDelay) await new Promise((done) => setTimeout(done, edge.collectDelay))
          const code = edge.unknown.has(batch.visitor) ? 'visitor_unknown' : edge.collectCode
          if (code === 'visitor_unknown' || status !== 200)
            return answer(
              code === 'visitor_unknown' ? 403 : status,
              'application/problem+json',
              JSON.stringify({ code }),
            )
          journal.set(`${batch.visitor} ${batch.batch}`, batch.events)
          return answer(
            200,
            'application/json',
            JSON.stringify({
              ack: batch.batch,
              accepted: batch.events.length,
              dropped: {},
              ...(edge.capsule && { capsule: edge.capsule, seq: edge.seq }),
              ...(PROVISIONAL.test(batch.visitor ?? '') && {
                receipt: { of: batch.visitor },
                ...give(response, batch.visitor!),
              }),
            }),
          )
        }
        if (path === '/v1/decide')
          return answer(200, 'application/json', JSON.stringify(await edge.decide(JSON.parse(body))))
        if (path === '/acquaint.js') return answer(200, 'text/javascript', code)
        const part = /^\/acquaint\.(slots|watch|extra)\.js$/.exec(path)?.[1] as keyof typeof parts | undefined
        if (part) return answer(200, 'text/javascript', parts[part])
        if (path === '/acquaint.stub.js') return answer(200, 'text/javascript', stub)
        if (edge.scripts[path]) return answer(200, 'text/javascript', edge.scripts[path])
        if (path === '/v1/identify')
          return answer(
            200,
            'application/json',
            JSON.stringify({ person: 'p1', capsule: 'sealed-person', visitor: edge.switchTo }),
          )
        if (path === '/v1/consent' || path === '/v1/logout') {
          const { visitor, consent } = JSON.parse(body) as ConsentRequest
          if (edge.identityStatus !== 200)
            return answer(edge.identityStatus, 'application/problem+json', '{"code":"scripted"}')
          const said = path === '/v1/consent' && { receipt: { of: visitor ?? null }, consent }
          if (said && consent.analytics !== 'granted')
            return answer(200, 'application/json', JSON.stringify({ ...said, removed: {} }))
          const given = give(response, said ? visitor : undefined)
          return answer(200, 'application/json', JSON.stringify({ ...said, ...given }))
        }
        if (path.startsWith('/v1/')) return answer(404, 'application/problem+json', '{"code":"not_found"}')
        if (path === '/favicon.ico') return answer(404, 'text/plain', '')
        if (edge.pageDelay) await new Promise((done) => setTimeout(done, edge.pageDelay))
        // An address that is no page: whoever goes there stays where they are.
        if (path === '/nothing') return response.writeHead(204).end()
        return answer(200, 'text/html', (edge.pages[path] ?? edge.anyPage).replaceAll('{edge}', edge.url))
      } catch (error) {
        answer(500, 'text/plain', String(error))
      }
    })
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const parsed = <T>(path: string): T[] =>
    edge.received.filter((one) => one.path === path).map((one) => JSON.parse(one.body))
  const edge: ScriptedEdge = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received: [],
    pages: {},
    scripts: {},
    anyPage: page('<h1>Shop</h1>'),
    headers: {},
    decide: nothing,
    collectStatus: 200,
    collectDelay: 0,
    pageDelay: 0,
    capsule: undefined,
    seq: undefined,
    collectCode: 'scripted',
    unknown: new Set(),
    identityStatus: 200,
    cookie: false,
    switchTo: undefined,
    minted: [],
    idOf: (visitor) => derived.get(visitor ?? '') ?? visitor,
    collects: () => parsed('/v1/collect'),
    consents: () => parsed('/v1/consent'),
    identifies: () => parsed('/v1/identify'),
    decides: () => parsed('/v1/decide'),
    stored: () => [...journal.values()].flat(),
    reset() {
      edge.received.length = 0
      journal.clear()
      derived.clear()
      edge.pages = {}
      edge.scripts = {}
      edge.anyPage = page('<h1>Shop</h1>')
      edge.headers = {}
      edge.decide = nothing
      edge.collectStatus = 200
      edge.collectDelay = 0
      edge.pageDelay = 0
      edge.capsule = undefined
      edge.seq = undefined
      edge.collectCode = 'scripted'
      edge.unknown.clear()
      edge.identityStatus = 200
      edge.cookie = false
      edge.switchTo = undefined
      edge.minted.length = 0
    },
    close: () =>
      new Promise((done) => {
        server.closeAllConnections()
        server.close(() => done())
      }),
  }
  return edge
}

/** Waits until `check` gives something; fails with what it was waiting for. */
export async function until<T>(
  what: string,
  check: () => T | Promise<T>,
  ms = 20_000,
): Promise<NonNullable<T>> {
  const end = Date.now() + ms
  for (;;) {
    const value = await check()
    if (value) return value as NonNullable<T>
    if (Date.now() > end) throw new Error(`waited ${ms} ms for ${what}`)
    await new Promise((done) => setTimeout(done, 20))
  }
}
