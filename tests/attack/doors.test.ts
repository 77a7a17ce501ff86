import { describe, expect, test } from 'vitest'
import { cookieName } from '../../edge/identity/cookie.ts'
import { readSites } from '../../edge/intake/site.ts'
import { d1Health } from '../../edge/journal/d1-health.ts'
import { NOW } from '../support/arbitrary.ts'
import { collectOf, GRANTED, newVisitor, testEdge, viewItem } from '../support/edge.ts'
import {
  edgeOver,
  identify,
  SECRETS,
  SERVER_TOKEN,
  showMe,
  signedVisitor,
  storedId,
  tokenOf,
} from '../support/identity.ts'
import { memoryJournal } from '../support/memory-journal.ts'
import { freshDatabase } from '../support/workerd.ts'

const TABLES = ['journal', 'profiles', 'links', 'ledger', 'receipts', 'hints', 'failed_events']

describe('what an attacker finds at the door', () => {
  test('[A6] a name that is SQL is a value, for every name that a request can bring', async () => {
    const db = await freshDatabase()
    const edge = await edgeOver(db, { health: d1Health(db, { deadline: 5000, later: () => {} }) })
    const visitor = await signedVisitor()
    const sql = `x'); DROP TABLE journal; --`
    const event = { name: 'view_item' as const, created_at: NOW, items: [{ item_id: sql }], block: sql }
    expect((await edge.post('/v1/collect', collectOf(visitor, [event]))).status).toBe(200)
    const headers = { authorization: `Bearer ${SERVER_TOKEN}` }
    const person = JSON.stringify({ person: sql, traits: { [sql]: sql }, visitors: [visitor] })
    await edge.post('/v1/server/people?site=shop', person, headers)
    const named = encodeURIComponent(sql)
    await identify(edge, visitor, await tokenOf(sql, { traits: { plan: sql } }))
    await identify(edge, await signedVisitor(), undefined, { person: sql })
    const asked: [method: string, path: string, body?: object][] = [
      ['POST', '/v1/server/erasure?site=shop', { id: sql, after: sql }],
      ['GET', `/v1/server/health?site=shop&reason=${named}`],
      ['POST', `/v1/server/replay?site=shop&after=${named}`],
      ['POST', '/v1/server/unlink?site=shop', { person: sql, visitors: [sql], by: sql }],
      ['POST', '/v1/server/erase?site=shop', { person: `${sql}x` }],
      ['POST', '/v1/server/erase?site=shop', { visitor: sql }],
    ]
    for (const [method, path, body] of asked) {
      const { status } = await edge.fetch(path, {
        method,
        headers,
        ...(body && { body: JSON.stringify(body) }),
      })
      expect([path, status]).toEqual([path, 200])
    }
    for (const after of [named, '1e999', '-1', 'NaN', '9007199254740993', '0x10', '1;DROP']) {
      const mine = { authorization: `Bearer ${visitor}` }
      const { status } = await edge.fetch(`/v1/me?site=shop&after=${after}`, { headers: mine })
      expect([after, status]).toEqual([after, 200])
      const { status: again } = await edge.post(`/v1/server/replay?site=shop&after=${after}`, '', headers)
      expect([after, again]).toEqual([after, 200])
    }
    for (const site of [named, `shop${named}`, "shop'--"])
      expect([401, 404]).toContain((await edge.fetch(`/v1/server/health?site=${site}`, { headers })).status)
    for (const table of TABLES)
      expect(await db.prepare(`SELECT count(*) AS n FROM ${table}`).first('n')).toBeTypeOf('number')
    const rows = await db.prepare('SELECT entry FROM journal').all<{ entry: string }>()
    expect(rows.results.some(({ entry }) => entry.includes('DROP TABLE'))).toBe(true)
  })

  test("[A10] a cookie alone is no operator's word, and a foreign page's word is nobody's", async () => {
    const db = await freshDatabase()
    const edge = await edgeOver(db)
    const cookie = { cookie: `${cookieName('shop')}=${await signedVisitor()}; acquaint=${SERVER_TOKEN}` }
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', '']) {
      const headers = { ...cookie, 'content-type': type, 'sec-fetch-site': 'cross-site' }
      for (const path of ['/v1/server/people?site=shop', '/v1/server/replay?site=shop'])
        expect((await edge.post(path, '{}', headers)).status).toBe(401)
      const foreign = { ...headers, origin: 'https://evil.example' }
      expect((await edge.post('/v1/consent', { site: 'shop', consent: GRANTED }, foreign)).status).toBe(403)
    }
    for (const table of TABLES)
      expect(await db.prepare(`SELECT count(*) AS n FROM ${table}`).first('n')).toBe(0)
  })

  test('[A17] a cookie that is there twice, unsigned or of another site speaks for nobody', async () => {
    const edge = await testEdge({ journal: memoryJournal(), secrets: SECRETS })
    const [mine, tossed] = [await signedVisitor(), await signedVisitor()]
    await edge.post('/v1/collect', collectOf(mine, [viewItem('secret')]))
    const name = cookieName('shop')
    expect(name).toMatch(/^__Host-/)
    const ask = async (cookie: string) => {
      const headers = { cookie, 'sec-fetch-site': 'same-origin' }
      const response = await edge.fetch('/v1/me?site=shop', { headers })
      return [response.status, (await response.text()).includes('secret')]
    }
    expect(await ask(`${name}=${mine}`)).toEqual([200, true])
    expect((await ask(`${name}=${tossed}; ${name}=${mine}`))[0]).toBe(403)
    expect((await ask(`acquaint-shop=${mine}`))[0]).toBe(403)
    expect((await ask(`${name}=${mine.slice(0, -4)}AAAA`))[0]).toBe(403)
    expect((await ask(`${name}=${await signedVisitor('other')}`))[0]).toBe(403)
    const foreign = await edge.fetch('/v1/me?site=shop', {
      headers: { cookie: `${name}=${mine}`, 'sec-fetch-site': 'cross-site' },
    })
    expect(foreign.status).toBe(403)
  })

  test('[A18] the Worker fetches configured addresses only, and configuration takes public ones only', async () => {
    const asked: string[] = []
    const followed: unknown[] = []
    const inner = 'http://169.254.169.254/latest/meta-data'
    const edge = await testEdge({
      secrets: SECRETS,
      shop: {
        identity: {
          issuers: [{ issuer: 'https://id.example', audience: 'shop', jwks_uri: 'https://id.example/keys' }],
        },
      },
      jwks: async (url, { redirect }) => {
        asked.push(url)
        followed.push(redirect)
        return new Response(null, { status: 302, headers: { location: inner } })
      },
    })
    const visitor = await signedVisitor()
    const part = (value: object) => btoa(JSON.stringify(value)).replace(/=/g, '')
    for (const iss of [inner, 'https://id.example', 'https://id.example@evil.example']) {
      const header = { alg: 'ES256', kid: 'k', jku: inner, x5u: inner, jwk: { kty: 'EC' } }
      const token = `${part(header)}.${part({ iss, sub: 'a', aud: 'shop', exp: 9e9 })}.AAAA`
      expect((await edge.post('/v1/identify', { site: 'shop', visitor, token })).status).not.toBe(200)
    }
    const event = {
      name: 'click' as const,
      created_at: NOW,
      link_url: inner,
      page: { path: '/', referrer: inner },
    }
    await edge.post('/v1/collect', collectOf(visitor, [event]))
    expect(new Set(asked)).toEqual(new Set(['https://id.example/keys']))
    // An issuer that leads elsewhere leads nowhere.
    expect(followed).toEqual(asked.map(() => 'manual'))

    const configured = (jwks_uri: string) =>
      readSites({ shop: { identity: { issuers: [{ issuer: 'i', audience: 'a', jwks_uri }] } } }).ok
    const fronted = (origin: string) => readSites({ shop: { render: { origin } } }).ok
    expect([configured('https://id.example/keys'), fronted('https://origin.shop.example')]).toEqual([
      true,
      true,
    ])
    // While developing.
    expect([configured('http://127.0.0.1:8080/keys'), fronted('http://localhost:8080')]).toEqual([true, true])
    for (const address of [
      inner,
      'https://localhost./keys',
      'https://router/keys',
      'https://0x7f.1/keys',
      'https://[::ffff:10.0.0.1]/keys',
      'https://169.254.169.254/keys',
      'https://10.0.0.1/keys',
      'https://192.168.1.1/keys',
      'https://172.16.0.1/keys',
      'https://[::1]/keys',
      'https://[fd00::1]/keys',
      'https://2130706433/keys',
      'https://metadata.internal/keys',
      'https://user:secret@id.example/keys',
      'file:///etc/passwd',
      'http://id.example/keys',
    ])
      expect([address, configured(address)]).toEqual([address, false])
    for (const address of [
      'https://169.254.169.254',
      'http://10.0.0.1',
      'https://[::1]',
      'https://167772161',
      'https://localhost.',
      'http://metadata.internal',
      'https://user:secret@origin.example',
      'https://origin.example/path',
      'ftp://origin.example',
    ])
      expect([address, fronted(address)]).toEqual([address, false])
  })

  test("[A20] the server's time and the request's own facts win, whatever the body claims", async () => {
    const journal = memoryJournal()
    const edge = await testEdge({ journal })
    const claims = {
      received_at: 1,
      ip: '198.51.100.1',
      user_agent: 'x',
      client: { country: 'xx' },
      trusted: true,
    }
    const event = { ...viewItem('a'), ...claims, time: 1 }
    const visitor = newVisitor()
    await edge.post('/v1/collect', { ...collectOf(visitor, [event]), ...claims })
    const [{ entry }] = journal.rows as [(typeof journal.rows)[number]]
    expect([entry.received_at, entry.events[0]!.time, entry.client]).toEqual([
      NOW,
      NOW,
      { device: 'desktop' },
    ])
    expect(JSON.stringify(journal.rows)).not.toMatch(/198\.51|trusted/)
    const refused = await edge.post('/v1/collect', { site: 'shop', visitor: "'; SELECT" })
    const text = await refused.text()
    expect(JSON.parse(text)).toMatchObject({ code: 'bad_request', request_id: expect.any(String) })
    expect(text).not.toMatch(/SELECT|\.ts:\d| {4}at /)
  })

  test('[A20] what the operator is told of a failure names nobody, and shows no secret', async () => {
    const journal = memoryJournal()
    const probe = () => {
      throw new Error('no fold for this')
    }
    const edge = await testEdge({ journal, probe, secrets: SECRETS })
    const visitor = await signedVisitor()
    const token = await tokenOf('anna@example.com', { traits: { mail: 'anna@example.com' } })
    const from = { 'cf-connecting-ip': '203.0.113.7', cookie: `${cookieName('shop')}=${visitor}` }
    const event = { ...viewItem('a'), search_term: 'anna@example.com' }
    await edge.post('/v1/collect', collectOf(visitor, [event]), from)
    await edge.post('/v1/identify', { site: 'shop', visitor, token: `${token}x` }, from)
    journal.append = () => {
      throw new Error('a fault of ours')
    }
    journal.known = journal.append as never
    journal.people.identify = journal.append as never
    await edge.post('/v1/identify', { site: 'shop', visitor, token }, from)
    await edge.fetch('/v1/me?site=shop', { headers: { ...from, authorization: `Bearer ${visitor}` } })
    const line = JSON.stringify({ person: 'anna@example.com' })
    await edge.post('/v1/server/people?site=shop', line, { authorization: `Bearer ${SERVER_TOKEN}` })
    const told = edge.logged.map((error) => `${error} ${(error as Error).stack}`).join('\n')
    expect(edge.logged.length).toBe(4)
    for (const secret of ['anna', '203.0.113', storedId(visitor), token, SERVER_TOKEN])
      expect([secret, told.includes(secret)]).toEqual([secret, false])
  })

  test('[A16] an id that was never seen and one without history are answered alike', async () => {
    const edge = await testEdge({ journal: memoryJournal(), secrets: SECRETS })
    const [one, two] = [await signedVisitor(), await signedVisitor()]
    const strip = (answer: object) => ({ ...answer, visitor: '' })
    expect(strip(await showMe(edge, one))).toEqual(strip(await showMe(edge, two)))
    const forged = `${storedId(one)}.${'A'.repeat(22)}`
    expect((await showMe(edge, forged)).code).toBe('visitor_unknown')
    expect(one).toMatch(/^[A-Za-z0-9_-]{24}\.[A-Za-z0-9_-]{22}$/)
  })
})
