import { describe, expect, test } from 'vitest'
import { isServer, readSecrets, type Scope } from '../../edge/identity/secrets.ts'
import { equalBytes } from '../../edge/identity/visitor.ts'
import { ROUTES } from '../../edge/openapi/routes.ts'
import type { Problem } from '../../snippet/wire.ts'
import { decideOf, type TestEdge, testEdge } from '../support/edge.ts'
import { memoryStore } from '../support/memory-store.ts'
import { stock } from '../support/shop.ts'

const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
const token = (letter: string) => letter.repeat(40)
const SCOPES: Scope[] = ['read', 'publish', 'import', 'erase', 'events', 'preview', 'operate']
const of = (scope: Scope, age: 'old' | 'new') => `${age}-token-of-the-scope-${scope}-`.padEnd(40, '0')
/** Each scope twice: the token that is on its way out, and the next. */
const EACH = SCOPES.flatMap((scope) =>
  (['old', 'new'] as const).map((age) => ({ token: of(scope, age), scopes: [scope] })),
)

describe('tokens of the shop’s server', () => {
  test('[A19] tokens are compared by fixed digests, each with its scope, the old and the new at once', async () => {
    const read = readSecrets(
      JSON.stringify({
        shop: {
          server: [
            token('n'),
            token('o'),
            { token: token('r'), scopes: ['read'] },
            { token: token('i'), scopes: ['import', 'erase'] },
          ],
        },
      }),
    )
    if (!read.ok) throw new Error(read.detail)
    const may = (text: string, scope: 'read' | 'import' | 'erase' | 'publish') =>
      isServer(read.value, 'shop', `Bearer ${text}`, scope)
    for (const whole of ['n', 'o'])
      for (const scope of ['read', 'publish', 'import', 'erase'] as const)
        expect(await may(token(whole), scope)).toBe(true)
    expect([await may(token('r'), 'read'), await may(token('r'), 'erase')]).toEqual([true, false])
    expect([await may(token('i'), 'read'), await may(token('i'), 'erase')]).toEqual([false, true])
    for (const wrong of ['', token('x'), token('n').slice(1), `${token('n')}n`, token('N')])
      expect(await may(wrong, 'read')).toBe(false)
    expect(await isServer(read.value, 'other', `Bearer ${token('n')}`, 'read')).toBe(false)
    expect(await isServer(read.value, 'shop', token('n'), 'read')).toBe(false)
    for (const short of [{ server: ['short'] }, { server: [{ token: token('x'), scopes: [] }] }])
      expect(readSecrets(JSON.stringify({ shop: short })).ok).toBe(false)
    // Every byte counts, wherever the first difference is.
    const bytes = new Uint8Array(32).fill(7)
    for (let i = 0; i < 32; i++) expect(equalBytes(bytes, bytes.with(i, 8))).toBe(false)
    expect([equalBytes(bytes, bytes.slice()), equalBytes(bytes, bytes.slice(1))]).toEqual([true, false])
  })

  test('[A19] what no request could bring as a token is no token to configure', () => {
    for (const never of ['with a space in the middle of its forty', `${token('x')}\u00e9`, 'x'.repeat(513)])
      for (const each of [never, { token: never, scopes: ['read'] }])
        expect(readSecrets(JSON.stringify({ shop: { server: [each] } })).ok).toBe(false)
    expect(readSecrets(JSON.stringify({ shop: { server: ['aZ09-._~+/='.padEnd(512, '=')] } })).ok).toBe(true)
  })

  const routes = ROUTES.filter(({ who }) => who !== 'page' && who !== 'visitor')
  const answerOf = async (
    edge: TestEdge,
    route: (typeof routes)[number],
    headers: Record<string, string>,
  ) => {
    const query = new URLSearchParams({ ...route.example.query, site: 'shop' } as Record<string, string>)
    const body = route.body && JSON.stringify({ ...route.example.body, site: 'shop' })
    const answer = await edge.fetch(`${route.path}?${query}`, {
      method: route.method.toUpperCase(),
      headers,
      ...(body !== undefined && { body }),
    })
    return (await answer.json()) as Partial<Problem>
  }

  test.each(routes.map((route) => [`${route.method} ${route.path}`, route] as const))(
    '[A19] %s is opened by tokens of its scope, the old and the new, and by no other',
    async (_, route) => {
      const edge = await testEdge({ secrets: { shop: { server: EACH }, other: { server: [token('o')] } } })
      for (const { token, scopes } of EACH) {
        const { code } = await answerOf(edge, route, bearer(token))
        expect([scopes[0], code === 'unauthorized']).toEqual([scopes[0], scopes[0] !== route.who])
      }
      // Whole tokens open all, tokens of another site nothing; neither an address nor a cookie brings one.
      const all = await testEdge({ secrets: { shop: { server: [token('a'), token('b')] } } })
      for (const whole of ['a', 'b'])
        expect((await answerOf(all, route, bearer(token(whole)))).code).not.toBe('unauthorized')
      const good = of(route.who as Scope, 'new')
      for (const headers of [
        {},
        bearer(token('o')),
        bearer(`${good} `.repeat(2).trim()),
        { authorization: good },
        { authorization: `Basic ${btoa(`:${good}`)}` },
        { cookie: `token=${good}`, 'x-authorization': `Bearer ${good}` },
      ])
        expect([headers, (await answerOf(edge, route, headers)).code]).toEqual([headers, 'unauthorized'])
      const inAddress = await edge.fetch(`${route.path}?site=shop&token=${good}&access_token=${good}`, {
        method: route.method.toUpperCase(),
        ...(route.body && { body: JSON.stringify({ ...route.example.body, site: 'shop' }) }),
      })
      expect(((await inAddress.json()) as Problem).code).toBe('unauthorized')
    },
  )

  test('[A19] a decision tells why to a preview token and to nobody else', async () => {
    const store = memoryStore()
    await stock(store)
    const edge = await testEdge({ store, secrets: { shop: { server: EACH } } })
    const why = async (preview?: string) => {
      const answer = await edge.post(
        '/v1/decide',
        decideOf(['home-hero'], preview === undefined ? {} : { preview }),
      )
      expect(answer.headers.get('cache-control')).toBe('private, no-store')
      const text = await answer.text()
      // What a page sends as a token comes back to nobody.
      if (preview) expect(text).not.toContain(preview)
      return text.includes('"why"')
    }
    expect([await why(of('preview', 'old')), await why(of('preview', 'new'))]).toEqual([true, true])
    expect(await why()).toBe(false)
    for (const { token, scopes } of EACH)
      if (scopes[0] !== 'preview') expect([scopes[0], await why(token)]).toEqual([scopes[0], false])
    expect(await why(of('preview', 'new').slice(1))).toBe(false)
  })
})
