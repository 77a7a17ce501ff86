import { describe, expect, test } from 'vitest'
import { cookieName } from '../../edge/identity/cookie.ts'
import { readSites } from '../../edge/intake/site.ts'
import { NOW } from '../support/arbitrary.ts'
import { collectOf, decideOf, GRANTED, newVisitor, testEdge, viewItem } from '../support/edge.ts'
import { edgeOver, SECRETS, SERVER_TOKEN, showMe, signedVisitor, storedId } from '../support/identity.ts'
import { memoryJournal } from '../support/memory-journal.ts'
import { freshDatabase } from '../support/workerd.ts'

const TABLES = ['journal', 'profiles', 'links', 'ledger', 'receipts', 'hints', 'failed_events']

describe('what an attacker finds at the door', () => {
  test('[A6] a name that is SQL is a value, for every name that a request can bring', async () => {
    const db = await freshDatabase()
    const edge = await edgeOver(db)
    const visitor = await signedVisitor()
    const sql = `x'); DROP TABLE journal; --`
    const event = { name: 'view_item' as const, created_at: NOW, items: [{ item_id: sql }], block: sql }
    expect((await edge.post('/v1/collect', collectOf(visitor, [event]))).status).toBe(200)
    const headers = { authorization: `Bearer ${SERVER_TOKEN}` }
    const person = JSON.stringify({ person: sql, traits: { [sql]: sql }, visitors: [visitor] })
    await edge.post('/v1/server/people?site=shop', person, headers)
    const named = encodeURIComponent(sql)
    for (const path of [
      `/v1/server/erasure?site=shop&id=${named}`,
      `/v1/server/health?site=shop&reason=${named}`,
    ])
      expect((await edge.fetch(path, { headers })).status).toBe(200)
    for (const site of [named, `shop${named}`, "shop'--"])
      expect([401, 404]).toContain((await edge.fetch(`/v1/server/health?site=${site}`, { headers })).status)
    for (const table of TABLES)
      expect(await db.prepare(`SELECT count(*) AS n FROM ${table}`).first('n')).toBeTypeOf('number')
    const rows = await db.prepare('SELECT entry FROM journal').all<{ entry: string }>()
    expect(rows.results.some(({ entry }) => entry.includes('DROP TABLE'))).toBe(true)
  })

  test('[A8] no shared cache may keep an answer that depends on a visitor', async () => {
    const edge = await testEdge({ secrets: SECRETS })
    const visitor = await signedVisitor()
    const bearer = { authorization: `Bearer ${visitor}` }
    const answers = [
      await edge.post('/v1/collect', collectOf(visitor, [viewItem('a')])),
      await edge.post('/v1/decide', decideOf(['home-hero'], { visitor })),
      await edge.post('/v1/consent', { site: 'shop', visitor, consent: GRANTED, sent_at: NOW }),
      await edge.post('/v1/logout', { site: 'shop', visitor }),
      await edge.post('/v1/identify', { site: 'shop', visitor, person: 'anna' }),
      await edge.fetch('/v1/me?site=shop', { headers: bearer }),
      await edge.fetch('/v1/server/health?site=shop', {
        headers: { authorization: `Bearer ${SERVER_TOKEN}` },
      }),
      await edge.fetch('/v1/me.css?site=shop', { headers: bearer }),
      await edge.fetch('/v1/me/x.js?site=shop', { headers: bearer }),
      await edge.post('/v1/collect', '{'),
    ]
    for (const answer of answers) {
      expect(answer.headers.get('cache-control')).toBe('private, no-store')
      expect(answer.status).toBeLessThan(500)
    }
    expect(answers.slice(7, 9).map(({ status }) => status)).toEqual([404, 404])
    const script = await edge.fetch('/acquaint.js')
    expect(script.headers.get('cache-control')).toContain('public')
    expect(script.headers.get('set-cookie')).toBeNull()
  })

  test('[A9] no origin is reflected: not a suffix, not a prefix, not null, not another scheme or port', async () => {
    const edge = await testEdge()
    for (const origin of [
      'https://shop.example.evil.example',
      'https://evilshop.example',
      'http://shop.example',
      'https://shop.example:8443',
      'https://shop.example/',
      'null',
      'https://SHOP.example',
    ]) {
      const response = await edge.post('/v1/collect', collectOf(newVisitor(), [viewItem('a')]), { origin })
      expect([origin, response.status]).toEqual([origin, 403])
      expect(response.headers.get('access-control-allow-origin')).toBeNull()
      const preflight = await edge.fetch('/v1/me', { method: 'OPTIONS', headers: { origin } })
      expect(preflight.headers.get('access-control-allow-origin')).toBeNull()
    }
    const asked = await edge.fetch('/v1/me', {
      method: 'OPTIONS',
      headers: { origin: 'https://shop.example', 'access-control-request-method': 'DELETE' },
    })
    expect(asked.headers.get('access-control-allow-origin')).toBe('https://shop.example')
    expect(asked.headers.get('access-control-allow-credentials')).toBeNull()
    expect(asked.headers.get('vary')).toBe('Origin')
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
    const edge = await testEdge({
      secrets: SECRETS,
      shop: {
        identity: {
          issuers: [{ issuer: 'https://id.example', audience: 'shop', jwks_uri: 'https://id.example/keys' }],
        },
      },
      jwks: async (url) => {
        asked.push(url)
        return new Response(null, { status: 404 })
      },
    })
    const visitor = await signedVisitor()
    const part = (value: object) => btoa(JSON.stringify(value)).replace(/=/g, '')
    const inner = 'http://169.254.169.254/latest/meta-data'
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

    const configured = (jwks_uri: string) =>
      readSites({ shop: { identity: { issuers: [{ issuer: 'i', audience: 'a', jwks_uri }] } } }).ok
    expect(configured('https://id.example/keys')).toBe(true)
    for (const address of [
      inner,
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
