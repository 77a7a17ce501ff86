import { cookieName } from '../../edge/identity/cookie.ts'
import type { Consent, Event } from '../../snippet/wire.ts'
import { BROWSER, collectOf, GRANTED, type TestEdge, type TestStores, testEdge } from './edge.ts'
import { signedVisitor } from './identity.ts'
import { type MemoryJournal, memoryJournal } from './memory-journal.ts'
import { memoryStore } from './memory-store.ts'
import { BUNDLE, stock } from './shop.ts'

/** A page with one slot, as a static server sends it. */
export const PAGE =
  '<!doctype html>\r\n<html lang=en><head><title>A &amp; b</title></head>\n<body><div class="slot" data-acquaint="home-hero"><h1>For everybody</h1></div><p>Unclosed &nbsp; & bare</body></html>\n'

export const HTML = { headers: { 'content-type': 'text/html; charset=utf-8' } }

type Front = TestStores & { bundle?: typeof BUNDLE | null }

/** The Worker in front of the site `shop`, whose origin is a function. */
export async function inFront({ bundle = BUNDLE, ...stores }: Front = {}) {
  const journal = memoryJournal()
  const store = stores.store ?? memoryStore()
  if (bundle) await stock(store, bundle)
  const origin = async () => new Response(PAGE, { headers: { ...HTML.headers, etag: '"v1"' } })
  const shop = { render: { origin: 'https://origin.example' } }
  const edge = (await testEdge({ journal, origin, shop, ...stores, store })) as TestEdge & {
    journal: MemoryJournal
  }
  return {
    edge,
    /** Opens a page as a browser does. */
    open: (path: string, headers: Record<string, string> = {}, init: RequestInit = {}) =>
      edge.fetch(path, {
        ...init,
        headers: { accept: 'text/html,*/*;q=0.8', 'user-agent': BROWSER, ...headers },
      }),
    /** A visitor who did this, and their cookie. */
    async known(events: Event[], consent: Consent = GRANTED) {
      const visitor = await signedVisitor()
      await edge.post('/v1/collect', collectOf(visitor, events, { consent }))
      return { visitor, cookie: `${cookieName('shop')}=${visitor}` }
    },
  }
}

/** A body that is written by hand. */
export function streamOf() {
  const { readable, writable } = new TransformStream<Uint8Array>()
  const writer = writable.getWriter()
  const encoder = new TextEncoder()
  return {
    stream: readable,
    push: (part: string | Uint8Array) =>
      void writer.write(typeof part === 'string' ? encoder.encode(part) : part),
    close: () => void writer.close(),
  }
}

export const text = (response: Response): Promise<string> => response.text()
