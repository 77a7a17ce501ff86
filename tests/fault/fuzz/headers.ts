import { cookieName } from '../../../edge/identity/cookie.ts'
import { NOW } from '../../support/arbitrary.ts'
import { BROWSER, collectOf, decideOf, GRANTED, newVisitor, viewItem } from '../../support/edge.ts'
import { SERVER_TOKEN } from '../../support/identity.ts'
import { openHouse } from './house.ts'
import { bytes, type Target, text } from './target.ts'

/** Readers of what stands before the body: queries, and headers of every kind. */
export async function headerTargets(): Promise<Target[]> {
  return [await queries(), await headers()]
}

const ADDRESSES = [
  'GET /v1/me?site=shop&after=10',
  'DELETE /v1/me?site=shop',
  'GET /v1/server/health?site=shop',
  'POST /v1/server/replay?site=shop&after=3',
  'POST /v1/server/publish?site=shop&to=&message=a&author=b',
  'GET /v1/server/publish?site=shop',
  'POST /v1/server/reshard?site=shop&to=1&by=2',
  'GET /acquaint.0123456789abcdef.js',
]

/** A method, a path and a query, with the proof that the route asks for. */
async function queries(): Promise<Target> {
  const ask = await openHouse()
  const visitor = newVisitor()
  return {
    name: 'queries',
    seeds: ADDRESSES.map(bytes),
    json: false,
    take(input) {
      const [, method = '', address = ''] = /^(\w*) ?(.*)/s.exec(text(input)) ?? []
      const proof = address.includes('server') ? SERVER_TOKEN : visitor
      return ask(`/${address.replace(/^[/\\\s]+/, '')}`, {
        method: /^(DELETE|PUT|POST|OPTIONS|HEAD)$/.test(method) ? method : 'GET',
        headers: { 'user-agent': BROWSER, authorization: `Bearer ${proof}` },
      })
    },
  }
}

/** What a browser says of itself, on its way to a decision, a batch and an export. */
async function headers(): Promise<Target> {
  const ask = await openHouse()
  const visitor = newVisitor()
  const said = {
    'user-agent': BROWSER,
    cookie: `${cookieName('shop')}=${visitor}; a=b`,
    origin: 'https://edge.example',
    referer: 'https://a.example/?q=1',
    'accept-language': 'en-GB,en;q=0.8',
    'sec-fetch-site': 'same-origin',
    'sec-gpc': '1',
    'cf-connecting-ip': '2001:db8::1',
    'content-length': '900',
    authorization: `Bearer ${visitor}`,
  }
  const lines = Object.entries(said).map((pair) => pair.join(': '))
  const consent = { ...GRANTED, at: NOW, source: 'banner' }
  return {
    name: 'headers',
    seeds: [bytes(lines.join('\n'))],
    json: false,
    async take(input) {
      const given = new Headers()
      for (const line of text(input).split('\n')) {
        const [name = '', ...value] = line.split(':')
        // What HTTP itself does not let through never gets here.
        const clean = value.join(':').replace(/[^\x20-\x7e\x80-\xff]/g, '')
        if (/^[\w-]{1,64}$/.test(name)) given.append(name, clean)
      }
      const post = (path: string, body: object) =>
        ask(path, { method: 'POST', headers: given, body: JSON.stringify(body) })
      // One of the three; they share what reads a header.
      if (input.length % 3 === 0) return ask('/v1/me?site=shop', { headers: given })
      if (input.length % 3 === 1) return post('/v1/decide', decideOf(['home-hero'], { visitor, consent }))
      return post('/v1/collect', collectOf(visitor, [viewItem('a')], { consent }))
    },
  }
}
