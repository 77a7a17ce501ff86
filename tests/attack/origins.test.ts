import { describe, expect, test } from 'vitest'
import { readSites } from '../../edge/intake/site.ts'
import { ROUTES } from '../../edge/openapi/routes.ts'
import { collectOf, newVisitor, testEdge, viewItem } from '../support/edge.ts'
import { SECRETS, SERVER_TOKEN } from '../support/identity.ts'

/** Origins that are somebody else's; the listed one is https://shop.example. */
const OTHERS = [
  'https://shop.example.evil.example',
  'https://evilshop.example',
  'https://a.shop.example',
  'http://shop.example',
  'https://shop.example:8443',
  'https://shop.example.',
]
/** What no browser sends as an origin of http, though one may be meant by it. */
const MISSPELLED = [
  'https://shop.example:443',
  'https://shop.example/',
  'https://SHOP.example',
  'HTTPS://shop.example',
  'https://user@shop.example',
  'https://shop.example, https://evil.example',
  'https://shop%2eexample',
  'https://*.example',
  'https://*',
  'null',
  'file://',
  'javascript://shop.example',
  '*',
  'shop.example',
  '',
]

describe('which pages may call', () => {
  test('[A9] no origin is reflected: not a suffix, not a prefix, not null, not another scheme, port or case', async () => {
    const edge = await testEdge()
    for (const origin of [...OTHERS, ...MISSPELLED]) {
      const response = await edge.post('/v1/collect', collectOf(newVisitor(), [viewItem('a')]), { origin })
      expect([origin, response.status]).toEqual([origin, 403])
      const preflight = await edge.fetch('/v1/me', { method: 'OPTIONS', headers: { origin } })
      for (const { headers } of [response, preflight])
        expect([...headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([])
      // Whatever keeps an answer keeps it for this origin alone.
      expect(response.headers.get('vary')).toBe('Origin')
    }
  })

  test('[A9] one that a site lists is answered by its own name, and never with credentials', async () => {
    const edge = await testEdge()
    const headers = { origin: 'https://shop.example', 'access-control-request-method': 'DELETE' }
    const asked = await edge.fetch('/v1/me', { method: 'OPTIONS', headers })
    expect(Object.fromEntries(asked.headers)).toMatchObject({
      'access-control-allow-origin': 'https://shop.example',
      'access-control-allow-methods': 'GET, POST, DELETE',
      'access-control-allow-headers': 'content-type, authorization',
      vary: 'Origin',
    })
    expect(asked.headers.get('access-control-allow-credentials')).toBeNull()
  })

  test('[A9] no page reads what only the shop’s server may ask, not even one that holds its token', async () => {
    const edge = await testEdge({ secrets: SECRETS })
    const headers = { origin: 'https://shop.example', authorization: `Bearer ${SERVER_TOKEN}` }
    const server = ROUTES.filter(({ path }) => path.startsWith('/v1/server/'))
    expect(server.length).toBeGreaterThan(5)
    for (const { path, method } of server)
      for (const as of [method.toUpperCase(), 'OPTIONS']) {
        const { headers: told } = await edge.fetch(`${path}?site=shop&id=x`, { method: as, headers })
        expect([path, as, told.get('access-control-allow-origin')]).toEqual([path, as, null])
      }
  })

  test('[A9] a site lists origins letter for letter as browsers write them, or is told that it does not', () => {
    const listed = (origin: string) => readSites({ shop: { origins: [origin] } }).ok
    const good = ['https://shop.example', 'http://localhost:8787', 'https://xn--shp-sna.example', ...OTHERS]
    for (const origin of good) expect([origin, listed(origin)]).toEqual([origin, true])
    for (const origin of [...MISSPELLED, 'https://shöp.example'])
      expect([origin, listed(origin)]).toEqual([origin, false])
  })
})
