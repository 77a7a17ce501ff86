import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import Provider from 'oidc-provider'
import * as v from 'valibot'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { identityConfig } from '../../../edge/identity/config.ts'
import { createVerifier } from '../../../edge/identity/token.ts'
import { edgeOver, identify, showMe, signedVisitor } from '../../support/identity.ts'
import { sqliteDatabase } from '../../support/sqlite.ts'

const CLIENT = { client_id: 'shop-client', client_secret: 'a-secret-of-the-shop-at-the-issuer' }
const CALLBACK = 'https://shop.example/callback'

/** A real OpenID Connect provider on loopback, whose only user logs in without being asked. */
async function startProvider(): Promise<{ issuer: string; server: Server }> {
  const server = createServer()
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const provider = new Provider(issuer, {
    clients: [{ ...CLIENT, redirect_uris: [CALLBACK], grant_types: ['authorization_code'] }],
    pkce: { required: () => false },
    features: { devInteractions: { enabled: true } },
    conformIdTokenClaims: false,
    claims: { openid: ['sub'], profile: ['locale', 'name'] },
    findAccount: (_: unknown, id: string) => ({
      accountId: id,
      claims: async () => ({ sub: id, locale: 'zh-HK', name: 'Mei' }),
    }),
  })
  server.on('request', provider.callback())
  return { issuer, server }
}

/** Logs in as a browser would: authorization, login, consent, code, token. Cookies by hand. */
async function logIn(issuer: string, account: string): Promise<string> {
  const jar = new Map<string, string>()
  const go = async (url: string, init: RequestInit = {}) => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(url, { redirect: 'manual', ...init, headers: { ...init.headers, cookie } })
    for (const set of response.headers.getSetCookie()) {
      const [name, value] = set.split(';', 1)[0]!.split('=') as [string, string]
      if (value === '') jar.delete(name)
      else jar.set(name, value)
    }
    return response
  }
  const follow = (response: Response) => new URL(response.headers.get('location')!, issuer).href
  const asked = new URLSearchParams({
    client_id: CLIENT.client_id,
    response_type: 'code',
    scope: 'openid profile',
    redirect_uri: CALLBACK,
  })
  let at = follow(await go(`${issuer}/auth?${asked}`))
  const form = (body: Record<string, string>) => ({
    method: 'POST',
    body: new URLSearchParams(body),
  })
  for (const body of [{ prompt: 'login', login: account, password: 'any' }, { prompt: 'consent' }]) {
    await go(at)
    at = follow(await go(follow(await go(at, form(body)))))
  }
  const code = new URL(at).searchParams.get('code')!
  const answer = await fetch(`${issuer}/token`, {
    ...form({ grant_type: 'authorization_code', code, redirect_uri: CALLBACK }),
    headers: { authorization: `Basic ${btoa(`${CLIENT.client_id}:${CLIENT.client_secret}`)}` },
  })
  return ((await answer.json()) as { id_token: string }).id_token
}

describe('social login', () => {
  let provider: Awaited<ReturnType<typeof startProvider>>
  let token: string
  beforeAll(async () => {
    provider = await startProvider()
    token = await logIn(provider.issuer, 'mei-117')
  })
  afterAll(() => provider.server.close())

  const issuers = (over = {}) => [
    {
      name: 'social',
      issuer: provider.issuer,
      audience: CLIENT.client_id,
      jwks_uri: `${provider.issuer}/jwks`,
      traits: ['locale'],
      ...over,
    },
  ]

  test('[I74] the ID token of a real OpenID Connect provider links a visitor, with the claims that the site lists', async () => {
    const edge = await edgeOver(sqliteDatabase(), {
      shop: { identity: { issuers: issuers() } },
      jwks: (url, init) => fetch(url, init),
    })
    edge.clock.now = Date.now()
    const visitor = await signedVisitor()
    const answer = await identify(edge, visitor, token)
    expect(answer).toMatchObject({ person: 'social:mei-117', verified: true })
    const me = await showMe(edge, visitor)
    expect(me.profile).toMatchObject({ traits: { locale: { value: 'zh-HK', source: 'identify' } } })
    expect(JSON.stringify(me)).not.toContain('Mei')
    expect(me.ledger).toMatchObject([{ act: 'link', proof: `oidc:${provider.issuer}` }])
    expect((await identify(edge, await signedVisitor(), token)).code).toBe('token_replayed')
  })

  test("[I75] the provider's token for another client, of another issuer or a day later is refused", async () => {
    const verify = createVerifier({ secrets: new Map(), fetch: (url, init) => fetch(url, init) })
    const reason = async (over: object, now = Date.now()) => {
      const checked = await verify('shop', v.parse(identityConfig, { issuers: issuers(over) }), token, now)
      return checked.ok ? 'taken' : checked.reason
    }
    expect(await reason({})).toBe('taken')
    expect(await reason({ audience: 'another-client' })).toBe('token_audience')
    expect(await reason({ issuer: 'https://another.example' })).toBe('token_issuer')
    expect(await reason({}, Date.now() + 86_400_000)).toBe('token_expired')
    expect(await reason({ jwks_uri: `${provider.issuer}/nothing` })).toBe('issuer_unreachable')
  })
})
