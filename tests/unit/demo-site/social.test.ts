import { decodeJwt } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createBackend } from '../../../demo-site/backend/backend.ts'
import { type SocialHouse, startSocial } from '../../../edge/local/social.ts'

const SHOP = 'http://localhost:9'

describe('another house’s login', () => {
  let house: SocialHouse
  let backend: (request: Request) => Promise<Response>
  beforeAll(async () => {
    house = await startSocial('/shop/callback')
    house.open([SHOP])
    const { issuer, client_id, client_secret } = house
    backend = createBackend({
      site: 'demo',
      edge: () => Promise.reject(new Error('not asked')),
      serverToken: '',
      signingSecret: '',
      identity: { kid: 'local', key: new Uint8Array(32) },
      sessionKey: new Uint8Array(32).fill(3),
      catalogue: { currency: 'USD', items: [] },
      orders: { add: async () => {}, of: async () => [] },
      social: { name: 'meadow', issuer, client_id, client_secret },
      now: Date.now,
      log: (message) => expect.fail(message),
    })
  })
  afterAll(() => house.close())

  /** A browser with one jar for both, which follows nothing by itself. */
  function browser() {
    const jar = new Map<string, string>()
    return async (url: string, init: RequestInit = {}): Promise<Response> => {
      const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
      const request = new Request(url, { redirect: 'manual', ...init, headers: { ...init.headers, cookie } })
      const response = url.startsWith(SHOP) ? await backend(request) : await fetch(request)
      for (const set of response.headers.getSetCookie()) {
        const [name, value] = set.split(';', 1)[0]!.split('=') as [string, string]
        jar.set(name, value)
      }
      return response
    }
  }
  const next = (response: Response, base: string) => new URL(response.headers.get('location')!, base).href

  test('[D25] signs in whoever says a name there, by a code, PKCE, state and nonce', async () => {
    const go = browser()
    let at = next(await go(`${SHOP}/shop/social?home=/zh/account/`), SHOP)
    const asked = new URL(at).searchParams
    expect(asked.get('code_challenge_method')).toBe('S256')
    at = next(await go(at), house.issuer)
    expect(await (await go(at)).text()).toContain('<form method="post">')
    const refused = await go(at, { method: 'POST', body: new URLSearchParams({ name: '<script>' }) })
    expect(next(refused, house.issuer)).toBe(at)
    const named = await go(at, { method: 'POST', body: new URLSearchParams({ name: 'Mei 117' }) })
    at = next(await go(next(named, house.issuer)), house.issuer)
    expect(at).toMatch(/^http:\/\/localhost:9\/shop\/callback\?code=/)
    expect((await browser()(at)).status).toBe(400)
    expect((await go(at.replace(/state=[^&]*/, 'state=forged'))).status).toBe(400)
    const back = await go(at)
    expect(next(back, SHOP)).toBe(`${SHOP}/zh/account/?welcome`)
    const session = (await (await go(`${SHOP}/shop/session`)).json()) as { customer: object; social: boolean }
    expect(session).toMatchObject({ customer: { id: 'meadow:mei-117', name: 'Mei 117' }, social: true })
    const token = await go(`${SHOP}/shop/token`, { method: 'POST', headers: { origin: SHOP } })
    // The edge is shown the other house's own word.
    expect(decodeJwt(((await token.json()) as { token: string }).token)).toMatchObject({
      iss: house.issuer,
      aud: house.client_id,
      sub: 'mei-117',
      nonce: asked.get('nonce'),
    })
  })

  test('[D25] whoever turns back over there comes home as nobody, and a login leads nowhere else', async () => {
    const go = browser()
    const at = next(await go(`${SHOP}/shop/social?home=https://evil.example/`), SHOP)
    const state = new URL(at).searchParams.get('state')
    const back = await go(`${SHOP}/shop/callback?error=access_denied&state=${state}`)
    expect(next(back, SHOP)).toBe(`${SHOP}/account/`)
    expect(((await (await go(`${SHOP}/shop/session`)).json()) as { customer: null }).customer).toBeNull()
  })
})
