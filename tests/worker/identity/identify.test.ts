import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { describe, expect, test } from 'vitest'
import { open } from '../../../edge/identity/capsule.ts'
import { readCookie } from '../../../edge/identity/cookie.ts'
import { d1Journal } from '../../../edge/journal/d1.ts'
import { encode } from '../../../edge/profile/profile.ts'
import type { CollectResponse, DecideResponse, Problem } from '../../../snippet/wire.ts'
import { NOW } from '../../support/arbitrary.ts'
import {
  collectOf,
  decideOf,
  GRANTED,
  type TestEdge,
  type TestStores,
  testKeys,
  viewItem,
} from '../../support/edge.ts'
import {
  edgeOver,
  identify,
  SERVER_TOKEN,
  showMe,
  signedVisitor,
  storedId,
  tokenOf,
} from '../../support/identity.ts'
import { memoryStore } from '../../support/memory-store.ts'
import { BUNDLE, stock } from '../../support/shop.ts'
import { freshDatabase } from '../../support/workerd.ts'

const fresh = async (rest: TestStores = {}): Promise<TestEdge> => edgeOver(await freshDatabase(), rest)

const view = async (edge: TestEdge, visitor: string, item: string, headers = {}, rest = {}) => {
  const response = await edge.post('/v1/collect', collectOf(visitor, [viewItem(item)], rest), headers)
  return (await response.json()) as CollectResponse & Problem
}
/** The items that the capsule of a visitor knows. */
const itemsIn = async (capsule: string | undefined, visitor: string): Promise<string[]> => {
  const opened = await open(await testKeys('k1'), 'shop', storedId(visitor), capsule ?? '', NOW)
  return (opened?.profile.recent ?? []).flatMap(({ items = [] }) => items.map(([id]) => id)).sort()
}

describe('identify', () => {
  test("[I54] a person's devices see each other's history at the next collect", async () => {
    const edge = await fresh()
    const [phone, desk] = [await signedVisitor(), await signedVisitor()]
    await view(edge, phone, 'shoe1')
    await identify(edge, phone, await tokenOf('anna'))
    const answer = await identify(edge, desk, await tokenOf('anna'), { consent: GRANTED })
    expect([answer.person, answer.verified]).toEqual(['anna', true])
    expect(await itemsIn(answer.capsule, desk)).toEqual(['shoe1'])
    const collected = await view(edge, desk, 'hat1')
    expect(await itemsIn(collected.capsule, desk)).toEqual(['hat1', 'shoe1'])
  })

  test('[I9] the user switches within one session: a new id, and the session follows it', async () => {
    const edge = await fresh()
    const device = await signedVisitor()
    await view(edge, device, 'shoe1')
    await identify(edge, device, await tokenOf('anna'))
    const { visitor: next } = await identify(edge, device, await tokenOf('bert'))
    const collected = await view(edge, next!, 'hat1')
    expect(await itemsIn(collected.capsule, next!)).toEqual(['hat1'])
    expect((await showMe(edge, next!)).person).toBe('bert')
    expect((await showMe(edge, device)).person).toBe('anna')
  })

  test('[I11] an old cookie still resolves to the person after more devices were linked', async () => {
    const edge = await fresh()
    const old = await signedVisitor()
    await identify(edge, old, await tokenOf('anna'))
    for (let i = 0; i < 3; i++) await identify(edge, await signedVisitor(), await tokenOf('anna'))
    const headers = { cookie: `__Host-acquaint-shop=${old}`, 'sec-fetch-site': 'same-origin' }
    const me = (await (await edge.fetch('/v1/me?site=shop', { headers })).json()) as {
      person: string
      links: []
    }
    expect([me.person, me.links.length]).toEqual(['anna', 4])
  })

  test('[I21] of many visitors linked at once one can not be read: it is reported, the others link', async () => {
    const edge = await fresh()
    const good = [await signedVisitor(), await signedVisitor()]
    const foreign = await signedVisitor('other')
    const row = { person: 'anna', visitors: [good[0], foreign, 'guest', good[1]] }
    const response = await edge.fetch('/v1/server/people?site=shop', {
      method: 'POST',
      headers: { authorization: `Bearer ${SERVER_TOKEN}` },
      body: JSON.stringify(row),
    })
    const answer = (await response.json()) as { taken: number; refused: { line: number; code: string }[] }
    expect([answer.taken, answer.refused.map(({ line, code }) => [line, code])]).toEqual([
      1,
      [
        [1, 'visitor_unknown'],
        [1, 'visitor_unknown'],
      ],
    ])
    for (const visitor of good) expect((await showMe(edge, visitor)).person).toBe('anna')
  })

  test('[I24] logout rotates the id; the new one knows nothing, the history stays with the person', async () => {
    const edge = await fresh()
    const device = await signedVisitor()
    await view(edge, device, 'shoe1')
    const token = await tokenOf('anna')
    await identify(edge, device, token)
    const response = await edge.post('/v1/logout', { site: 'shop', visitor: device })
    const { visitor: next } = (await response.json()) as { visitor: string }
    const me = await showMe(edge, next)
    expect([next === device, me.person, me.journal]).toEqual([false, undefined, []])
    expect((await showMe(edge, device)).person).toBe('anna')
    expect((await identify(edge, next, token)).code).toBe('token_replayed')
  })

  test('[I25] B identifies while A is logged in, without a logout: nothing of A moves', async () => {
    const edge = await fresh()
    const device = await signedVisitor()
    await view(edge, device, 'shoe1')
    await identify(edge, device, await tokenOf('anna'))
    const before = await showMe(edge, device)
    const { visitor: next, person } = await identify(edge, device, await tokenOf('bert'))
    expect([person, next !== undefined && next !== device]).toEqual(['bert', true])
    expect(await showMe(edge, device)).toEqual(before)
    expect((await showMe(edge, next!)).journal).toEqual([])
  })

  test('[I26] a variant does not flip at login, at a change of user or at logout', async () => {
    const store = memoryStore()
    const variants = [
      { name: 'a', weight: 0.5 },
      { name: 'b', weight: 0.5, swap: { 'default-hero': 'shoe-hero' } },
    ]
    const dealt = { slot: 'home-hero', seed: 'dealt', variants, coverage: 1, goal: 'click' }
    await stock(store, { ...BUNDLE, experiments: { dealt } })
    const edge = await fresh({ store })
    const seen = new Set<string>()
    for (let seed = 0; seed < 8; seed++) {
      let device = await signedVisitor('shop', seed)
      const variantNow = async () => {
        const response = await edge.post('/v1/decide', decideOf(['home-hero'], { visitor: device }))
        return ((await response.json()) as DecideResponse).decisions['home-hero']!.variant!
      }
      const first = await variantNow()
      await identify(edge, device, await tokenOf('anna'))
      expect(await variantNow()).toBe(first)
      device = (await identify(edge, device, await tokenOf('bert'))).visitor!
      expect(await variantNow()).toBe(first)
      const out = await edge.post('/v1/logout', { site: 'shop', visitor: device })
      device = ((await out.json()) as { visitor: string }).visitor
      expect(await variantNow()).toBe(first)
      seen.add(first)
    }
    expect([...seen].sort()).toEqual(['dealt/a', 'dealt/b'])
  })

  test('[I27] the body names a visitor other than the cookie: the cookie wins, nothing is echoed', async () => {
    const edge = await fresh()
    const [mine, theirs] = [await signedVisitor(), await signedVisitor()]
    const headers = { cookie: `a=1; __Host-acquaint-shop=${mine}`, origin: 'https://edge.example' }
    const answer = await view(edge, theirs, 'shoe1', headers)
    expect(answer.accepted).toBe(1)
    expect(JSON.stringify(answer)).not.toContain(storedId(theirs))
    expect((await showMe(edge, mine)).journal).toHaveLength(1)
    expect((await showMe(edge, theirs)).journal).toEqual([])
    // Another site's page can not bring the cookie into play, and a doubled one is nobody's (cookie tossing).
    await view(edge, theirs, 'hat1', { ...headers, origin: 'https://shop.example' })
    expect((await showMe(edge, theirs)).journal).toHaveLength(1)
    const tossed = { ...headers, cookie: `__Host-acquaint-shop=${mine}; __Host-acquaint-shop=${theirs}` }
    expect((await view(edge, theirs, 'hat2', tossed)).code).toBe('visitor_unknown')
    expect(readCookie('x=1', '__Host-acquaint-shop')).toBeUndefined()
  })

  test('[I55] a forged or foreign id is ignored and never echoed', async () => {
    const edge = await fresh()
    const real = await signedVisitor()
    const forged = `${real.slice(0, 10)}${real[10] === 'A' ? 'B' : 'A'}${real.slice(11)}`
    for (const id of [forged, await signedVisitor('other')]) {
      const refused = await edge.post('/v1/collect', collectOf(id, [viewItem('shoe1')]))
      const text = await refused.text()
      expect([refused.status, text.includes(storedId(id))]).toEqual([403, false])
      const decided = await edge.post('/v1/decide', decideOf(['hero'], { visitor: id }))
      expect(decided.status).toBe(200)
      expect((await identify(edge, id, await tokenOf('anna'))).code).toBe('visitor_unknown')
    }
  })

  test('[I28] an unsigned identify for an existing person: no read, no merge, a hint on that device', async () => {
    const edge = await fresh()
    const [anna, thief] = [await signedVisitor(), await signedVisitor()]
    await view(edge, anna, 'secret')
    await identify(edge, anna, await tokenOf('anna'))
    const answer = await identify(edge, thief, undefined, { person: 'anna' })
    expect(answer).toEqual({ person: null, verified: false })
    const collected = await view(edge, thief, 'hat1')
    expect(await itemsIn(collected.capsule, thief)).toEqual(['hat1'])
    const me = await showMe(edge, thief)
    expect([me.person, me.hint]).toEqual([undefined, 'anna'])
    expect((await showMe(edge, anna)).links).toHaveLength(1)
    expect((await identify(edge, thief, undefined, { person: 'guest' })).code).toBe('illegal_person')
  })

  test('[I29] a refused token is answered with its reason and links nobody', async () => {
    const edge = await fresh()
    const [device, thief] = [await signedVisitor(), await signedVisitor()]
    const good = await tokenOf('anna')
    await identify(edge, device, good)
    const cases: [string, string][] = [
      [good, 'token_replayed'],
      [await tokenOf('anna', { exp: 1 }), 'token_expired'],
      [await tokenOf('anna', {}, { kid: 'k9' }), 'token_key_unknown'],
      [await tokenOf('anna', { aud: 'other' }), 'token_audience'],
    ]
    for (const [token, code] of cases) {
      const response = await edge.post('/v1/identify', { site: 'shop', visitor: thief, token })
      expect([response.status, ((await response.json()) as Problem).code]).toEqual([401, code])
    }
    expect((await showMe(edge, thief)).person).toBeUndefined()
  })

  test('[I50] inside workerd too, ES256 is verified by the JWKS of a configured issuer', async () => {
    const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true })
    const keys = [{ ...(await exportJWK(publicKey)), kid: 'e1', alg: 'ES256' }]
    const issuer = {
      name: 'social',
      issuer: 'https://issuer.example',
      audience: 'client',
      jwks_uri: 'https://issuer.example/jwks',
    }
    const edge = await fresh({
      shop: { identity: { issuers: [issuer] } },
      jwks: async () => Response.json({ keys }),
    })
    const sign = (kid: string) =>
      new SignJWT({ sub: '117' })
        .setProtectedHeader({ alg: 'ES256', kid })
        .setIssuer(issuer.issuer)
        .setAudience('client')
        .setIssuedAt(NOW / 1000)
        .setExpirationTime(NOW / 1000 + 60)
        .sign(privateKey)
    expect((await identify(edge, await signedVisitor(), await sign('e1'))).person).toBe('social:117')
    expect((await identify(edge, await signedVisitor(), await sign('e2'))).code).toBe('token_key_unknown')
  })

  test('[I32] limits reached: the events still land', async () => {
    const edge = await fresh({ shop: { identity: { max_visitors: 2 } } })
    const devices = [await signedVisitor(), await signedVisitor(), await signedVisitor()]
    for (const [index, device] of devices.entries()) {
      edge.clock.now = NOW + index
      await identify(edge, device, await tokenOf('anna'))
    }
    for (const device of devices) expect((await view(edge, device, 'shoe1')).accepted).toBe(1)
    expect((await showMe(edge, devices[0]!)).person).toBeUndefined()
    const ledger = (await showMe(edge, devices[2]!)).ledger
    expect(ledger.map((row) => row.act)).toEqual(['link', 'link', 'link', 'limit'])
  })

  test('[I37] one address and one browser, two people: never linked', async () => {
    const edge = await fresh()
    const headers = { 'cf-connecting-ip': '203.0.113.9' }
    const [a, b] = [await signedVisitor(), await signedVisitor()]
    await view(edge, a, 'shoe1', headers)
    await identify(edge, a, await tokenOf('anna'), {}, headers)
    const collected = await view(edge, b, 'hat1', headers)
    expect(await itemsIn(collected.capsule, b)).toEqual(['hat1'])
    expect((await showMe(edge, b)).person).toBeUndefined()
  })

  test('[I38] bots never make or merge a profile, and deciding writes nothing', async () => {
    const db = await freshDatabase()
    const edge = await edgeOver(db)
    const device = await signedVisitor()
    const bot = { 'user-agent': 'Googlebot/2.1 (+http://www.google.com/bot.html)' }
    expect((await identify(edge, device, await tokenOf('anna'), {}, bot)).code).toBe('automated')
    expect((await identify(edge, device, await tokenOf('anna'), { automated: true })).code).toBe('automated')
    await view(edge, device, 'shoe1', bot)
    await view(edge, device, 'shoe2', {}, { automated: true })
    const { profile } = await d1Journal(db, { deadline: 5000, later: () => {} }).known(
      'shop',
      storedId(device),
    )
    expect(encode(profile)).not.toContain('shoe')
    const written = () => db.prepare('SELECT count(*) AS n FROM journal').first('n')
    const before = await written()
    await edge.post('/v1/decide', decideOf(['hero'], { visitor: await signedVisitor() }))
    expect(await written()).toBe(before)
  })

  test('[I39] a token, a visitor and a person of one site mean nothing in another', async () => {
    const edge = await fresh()
    const device = await signedVisitor()
    await view(edge, device, 'shoe1')
    await identify(edge, device, await tokenOf('anna'))
    const there = await signedVisitor('other')
    const response = await edge.post('/v1/identify', {
      site: 'other',
      visitor: there,
      token: await tokenOf('anna'),
    })
    expect(((await response.json()) as Problem).code).toBe('token_signature')
    expect((await showMe(edge, device, 'other')).code).toBe('visitor_unknown')
    const server = await edge.fetch('/v1/server/people?site=other', {
      method: 'POST',
      headers: { authorization: `Bearer ${SERVER_TOKEN}` },
      body: '{}',
    })
    expect(server.status).toBe(401)
  })
})
