import { describe, expect, test } from 'vitest'
import { cookieName } from '../../edge/identity/cookie.ts'
import { type Budget, memoryBudget, networkOf, rateLimited } from '../../edge/intake/budget.ts'
import type { AcceptedEvent } from '../../edge/profile/event.ts'
import { plainPages } from '../../edge/render/plain.ts'
import { LIMITS, type Problem } from '../../snippet/wire.ts'
import { NOW } from '../support/arbitrary.ts'
import { collectOf, decideOf, newVisitor, testEdge, UNKNOWN, viewItem } from '../support/edge.ts'
import { signedVisitor } from '../support/identity.ts'
import { memoryHealth } from '../support/memory-health.ts'
import { memoryJournal } from '../support/memory-journal.ts'

const from = (address: string) => ({ 'cf-connecting-ip': address })
const budgets = (address: number, visitor: number) => (now: () => number) => ({
  address: memoryBudget({ limit: address, period: 60_000 }, now),
  visitor: memoryBudget({ limit: visitor, period: 60_000 }, now),
})
const code = async (response: Response) => ((await response.json()) as Problem).code

describe('too much, too deep, too often', () => {
  test('[A21] depth, keys and bytes are bounded before anything is parsed', async () => {
    const journal = memoryJournal()
    const edge = await testEdge({ journal })
    const wide = `{${Array.from({ length: LIMITS.JSON_KEYS + 1 }, (_, i) => `"${i.toString(36)}":0`).join(',')}}`
    expect(wide.length).toBeLessThan(LIMITS.BODY_BYTES)
    const bodies: [string, number, string][] = [
      [wide, 400, 'too_many_keys'],
      [`${'['.repeat(30_000)}${']'.repeat(30_000)}`, 400, 'too_deep'],
      [`${'{"a":'.repeat(9)}1${'}'.repeat(9)}`, 400, 'too_deep'],
      ['x'.repeat(LIMITS.BODY_BYTES + 1), 413, 'body_too_large'],
    ]
    for (const path of ['/v1/collect', '/v1/decide', '/v1/consent', '/v1/identify', '/v1/logout'])
      for (const [body, status, reason] of bodies) {
        const response = await edge.post(path, body)
        expect([path, response.status, await code(response)]).toEqual([path, status, reason])
      }
    const lying = await edge.post('/v1/collect', 'x'.repeat(LIMITS.BODY_BYTES + 1), {
      'content-length': '10',
    })
    expect(lying.status).toBe(413)
    expect(journal.rows).toEqual([])
  })

  test('[A22] an event that no profile can be made of is set aside alone, and replayed once it can', async () => {
    const journal = memoryJournal()
    const health = memoryHealth()
    let broken = true
    const probe = (event: AcceptedEvent) => {
      if (broken && event.items?.[0]?.item_id === 'poison') throw new Error('no fold for this')
    }
    const token = 'a token of the shop, longer than it needs to be'.replace(/\W/g, '-')
    const secrets = { shop: { server: [token] } }
    const edge = await testEdge({ journal, health, probe, secrets })
    const request = collectOf(newVisitor(), [viewItem('a'), viewItem('poison'), viewItem('b')])
    for (let retry = 0; retry < 3; retry++) {
      const response = await edge.post('/v1/collect', request)
      expect([response.status, await response.json()]).toMatchObject([
        200,
        { ack: request.batch, accepted: 2, dropped: { set_aside: 1 } },
      ])
    }
    expect(journal.rows.map(({ entry }) => entry.events.map((event) => event.items![0]!.item_id))).toEqual([
      ['a', 'b'],
    ])
    expect(health.aside.map(({ reason, entry }) => [reason, entry.events.length])).toEqual([['poison', 1]])
    // A batch of nothing else is acknowledged too: it is kept, so nobody has to send it for ever.
    const alone = collectOf(newVisitor(), [viewItem('poison')])
    expect(await (await edge.post('/v1/collect', alone)).json()).toMatchObject({
      ack: alone.batch,
      accepted: 0,
    })

    const replay = async () => {
      const headers = { authorization: `Bearer ${token}` }
      return (await edge.post('/v1/server/replay?site=shop', '', headers)).json()
    }
    expect(await replay()).toEqual({ landed: 0, failed: 2, erased: 0 })
    broken = false
    expect(await replay()).toEqual({ landed: 2, failed: 0, erased: 0 })
    expect(await replay()).toEqual({ landed: 0, failed: 0, erased: 0 })
    expect(journal.rows).toHaveLength(3)
  })

  test('[A22] a replay gives up after some attempts', async () => {
    const health = memoryHealth()
    const probe = () => {
      throw new Error('never')
    }
    const token = 'x'.repeat(40)
    const edge = await testEdge({ health, probe, secrets: { shop: { server: [token] } } })
    await edge.post('/v1/collect', collectOf(newVisitor(), [viewItem('poison')]))
    const tried: number[] = []
    for (let i = 0; i < 8; i++) {
      const headers = { authorization: `Bearer ${token}` }
      const response = await edge.post('/v1/server/replay?site=shop', '', headers)
      tried.push(((await response.json()) as { failed: number }).failed)
    }
    expect(tried).toEqual([1, 1, 1, 1, 1, 0, 0, 0])
    expect(health.aside).toHaveLength(1)
  })

  test('[A23] a flood of new ids is held to the budget of its address, others go on', async () => {
    const journal = memoryJournal()
    const health = memoryHealth()
    const edge = await testEdge({ journal, health, budgets: budgets(50, 10) })
    const flood = async (address: string) => {
      const statuses: number[] = []
      for (let i = 0; i < 200; i++)
        statuses.push(
          (await edge.post('/v1/collect', collectOf(newVisitor(), [viewItem('a')]), from(address))).status,
        )
      return statuses.filter((status) => status === 200).length
    }
    expect(await flood('203.0.113.7')).toBe(50)
    expect(journal.rows).toHaveLength(50)
    const refused = await edge.post(
      '/v1/collect',
      collectOf(newVisitor(), [viewItem('a')]),
      from('203.0.113.7'),
    )
    expect([refused.status, refused.headers.get('retry-after'), await code(refused)]).toEqual([
      429,
      '30',
      'too_many',
    ])
    expect((await edge.post('/v1/decide', decideOf(['x']), from('203.0.113.7'))).status).toBe(429)
    expect(
      (await edge.post('/v1/collect', collectOf(newVisitor(), [viewItem('a')]), from('203.0.113.8'))).status,
    ).toBe(200)
    edge.clock.now += 60_000
    expect(
      (await edge.post('/v1/collect', collectOf(newVisitor(), [viewItem('a')]), from('203.0.113.7'))).status,
    ).toBe(200)
    await edge.settled()
    expect(health.drops.get('|too_many')).toBe(152)
  })

  test('[A23] one visitor is held to a budget of their own, from however many addresses', async () => {
    const edge = await testEdge({ budgets: budgets(1000, 10) })
    const visitor = newVisitor()
    const statuses: number[] = []
    for (let i = 0; i < 15; i++)
      statuses.push(
        (await edge.post('/v1/collect', collectOf(visitor, [viewItem('a')]), from(`203.0.113.${i}`))).status,
      )
    expect(statuses.filter((status) => status === 429)).toHaveLength(5)
    expect((await edge.post('/v1/collect', collectOf(newVisitor(), [viewItem('a')]))).status).toBe(200)
    // What is asked in their name elsewhere is no request of theirs here.
    const made = 'A'.repeat(22)
    for (let i = 0; i < 15; i++)
      await edge.post('/v1/decide', decideOf(['x'], { site: 'other', visitor: made }))
    expect((await edge.post('/v1/decide', decideOf(['x'], { visitor: made }))).status).toBe(200)
  })

  test('[A23] pages without a slot are remembered up to a number, and addresses of some length', () => {
    const plain = plainPages()
    const page = new Response('', { headers: { etag: '"1"' } })
    const long = `https://shop.example/?${'x'.repeat(1000)}`
    plain.add(long, page)
    expect(plain.has(long, page)).toBe(false)
    for (let n = 0; n < 2001; n++) plain.add(`https://shop.example/${n}`, page)
    expect([0, 1, 2000].map((n) => plain.has(`https://shop.example/${n}`, page))).toEqual([false, true, true])
    expect(plain.has('https://shop.example/1', new Response('', { headers: { etag: '"2"' } }))).toBe(false)
  })

  test('[A23] without consent a flood leaves no row at all', async () => {
    const journal = memoryJournal()
    const edge = await testEdge({ journal })
    for (let i = 0; i < 50; i++)
      await edge.post('/v1/collect', collectOf(newVisitor(), [viewItem('a')], { consent: UNKNOWN }))
    expect(journal.rows).toEqual([])
  })

  test('[A23] an IPv6 household is one, this machine is none, and a flood of keys fills no memory', async () => {
    const network = (address: string) => networkOf(new Request('https://e/', { headers: from(address) }))
    expect(network('2001:db8:1:2::1')).toBe('2001:db8:1:2::/64')
    expect(network('2001:db8:1:2:ffff:1:2:3')).toBe('2001:db8:1:2::/64')
    expect(network('2001:0db8:0001:0002::')).toBe('2001:db8:1:2::/64')
    expect(network('2001:db8::1')).toBe('2001:db8:0:0::/64')
    expect(network('::2')).toBe('0:0:0:0::/64')
    expect(network('203.0.113.7')).toBe('203.0.113.7')
    expect([network('127.0.0.1'), network('::1'), networkOf(new Request('https://e/'))]).toEqual([
      undefined,
      undefined,
      undefined,
    ])
    const budget = memoryBudget({ limit: 1, period: 1000 }, () => NOW, 10)
    for (let i = 0; i < 100; i++) expect(await budget(`k${i}`)).toBe(true)
    expect(await budget('k99')).toBe(false)
    expect(await budget('k0')).toBe(true)
  })

  test('[A23] the limiter that isolates share stands behind each one’s own, which holds alone when that fails', async () => {
    const own = () => memoryBudget({ limit: 2, period: 1000 }, () => NOW)
    const thrice = async (budget: Budget) => [await budget('k'), await budget('k'), await budget('k')]
    let asked = 0
    const shared = (success: boolean) => ({ limit: async () => ({ success: ++asked > 0 && success }) })
    expect(await thrice(rateLimited(shared(true), own()))).toEqual([true, true, false])
    // What this isolate refuses by itself costs no look-up.
    expect(asked).toBe(2)
    expect(await thrice(rateLimited(shared(false), own()))).toEqual([false, false, false])
    const failing = { limit: () => Promise.reject(new Error('down')) }
    expect(await thrice(rateLimited(failing, own()))).toEqual([true, true, false])
  })

  test('[A24] an older or newer snippet is understood: absent is neutral, unknown is passed over', async () => {
    const journal = memoryJournal()
    const edge = await testEdge({ journal })
    const newer = {
      ...collectOf(newVisitor(), [{ ...viewItem('a'), mood: 'fine', nested: { a: [1] } } as never]),
      v: 99,
      shape: { of: ['things', 'to', 'come'] },
    }
    expect(await (await edge.post('/v1/collect', newer)).json()).toMatchObject({ accepted: 1, dropped: {} })
    const unknown = { name: 'teleport', created_at: NOW }
    const mixed = collectOf(newVisitor(), [viewItem('b'), unknown as never])
    expect(await (await edge.post('/v1/collect', mixed)).json()).toMatchObject({
      accepted: 1,
      dropped: { unknown_event: 1 },
    })
    expect(JSON.stringify(journal.rows)).not.toMatch(/mood|teleport|shape/)
    const bare = { site: 'shop', sent_at: NOW, consent: UNKNOWN, page: { path: '/' }, slots: ['x'] }
    for (const v of [undefined, 0, 1, 99]) {
      const response = await edge.post('/v1/decide', { ...bare, v, later: true })
      expect([response.status, Object.keys((await response.json()) as object)]).toEqual([
        200,
        ['decisions', 'context_only', 'bundle', 'model'],
      ])
    }
  })

  test('[A23] a visitor whom a cookie names is held to their own budget too, at their own data as well', async () => {
    const edge = await testEdge({ budgets: budgets(1000, 10) })
    const wire = await signedVisitor()
    const headers = { cookie: `${cookieName('shop')}=${wire}`, origin: 'https://edge.example' }
    const refused = async (ask: () => Promise<Response>) => {
      const statuses: number[] = []
      for (let i = 0; i < 15; i++) statuses.push((await ask()).status)
      return statuses.filter((status) => status === 429).length
    }
    const { visitor: _, ...body } = collectOf(wire, [viewItem('a')])
    expect(await refused(() => edge.post('/v1/collect', body, headers))).toBe(5)
    const bearer = { authorization: `Bearer ${await signedVisitor()}` }
    expect(await refused(() => edge.fetch('/v1/me?site=shop', { headers: bearer }))).toBe(5)
  })

  test('[A23] what a budget counts by is no longer than an id, however long the cookie or bearer that names somebody', async () => {
    const keys: string[] = []
    const visitor: Budget = async (key) => keys.push(key) > 0
    const edge = await testEdge({ budgets: () => ({ address: async () => true, visitor }) })
    const wire = await signedVisitor()
    const { visitor: _, ...body } = collectOf(wire, [viewItem('a')])
    for (const name of [wire, 'a'.repeat(65), 'a'.repeat(30_000), `${wire}${'a'.repeat(30_000)}`]) {
      const headers = { cookie: `${cookieName('shop')}=${name}`, origin: 'https://edge.example' }
      await edge.fetch('/v1/me?site=shop', { headers: { authorization: `Bearer ${name}` } })
      await edge.fetch('/v1/me?site=shop', { headers })
      await edge.fetch('/?site=shop', { headers })
      await edge.post('/v1/collect', body, headers)
      await edge.post('/v1/decide', decideOf(['home-hero'], { visitor: name }), headers)
    }
    expect(keys.filter((key) => key === `shop|${wire}`).length).toBeGreaterThan(3)
    expect([...new Set(keys)]).toEqual([`shop|${wire}`])
  })
})
