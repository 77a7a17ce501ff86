import { describe, expect, test } from 'vitest'
import worker from '../../edge/index.ts'
import { ROUTES } from '../../edge/openapi/routes.ts'
import { NOW } from '../support/arbitrary.ts'
import { BROWSER, collectOf, decideOf, GRANTED, newVisitor, testEdge, viewItem } from '../support/edge.ts'
import { SECRETS, SERVER_TOKEN, signedVisitor } from '../support/identity.ts'
import { memoryJournal } from '../support/memory-journal.ts'
import { HTML, inFront, PAGE } from '../support/render.ts'

const HARD = { 'cache-control': 'private, no-store', 'x-content-type-options': 'nosniff' }
const headersOf = ({ headers }: Response) =>
  Object.fromEntries(Object.keys(HARD).map((name) => [name, headers.get(name)]))

describe('no shared cache may keep', () => {
  test('[A8] an answer that depends on a visitor', async () => {
    const edge = await testEdge({ secrets: SECRETS })
    const visitor = await signedVisitor()
    const headers = { authorization: `Bearer ${visitor}` }
    const server = { headers: { authorization: `Bearer ${SERVER_TOKEN}` } }
    const answers = [
      await edge.post('/v1/collect', collectOf(visitor, [viewItem('a')])),
      await edge.post('/v1/decide', decideOf(['home-hero'], { visitor })),
      await edge.post('/v1/consent', { site: 'shop', visitor, consent: GRANTED, sent_at: NOW }),
      await edge.post('/v1/identify', { site: 'shop', visitor, person: 'anna' }),
      await edge.post('/v1/logout', { site: 'shop', visitor }),
      await edge.fetch('/v1/me?site=shop', { headers }),
      await edge.fetch('/v1/me?site=shop', { method: 'DELETE', headers }),
      await edge.fetch('/v1/server/health?site=shop', server),
      await edge.fetch('/v1/server/erasure?site=shop', { ...server, method: 'POST', body: '{"id":"x"}' }),
      await edge.fetch('/v1/server/publish?site=shop', server),
    ]
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200))
    for (const answer of answers) expect(headersOf(answer)).toEqual(HARD)
    const script = await edge.fetch('/acquaint.js')
    expect(script.headers.get('cache-control')).toContain('public')
    expect(script.headers.get('set-cookie')).toBeNull()
  })

  test('[A8] a refusal of any route, by whatever method, nor an address that looks like a file', async () => {
    const edge = await testEdge({ secrets: SECRETS })
    for (const { path } of ROUTES)
      for (const method of ['GET', 'POST', 'DELETE', 'PUT', 'OPTIONS']) {
        const answer = await edge.fetch(path, { method, headers: { origin: 'https://shop.example' } })
        expect([path, method, headersOf(answer)]).toEqual([path, method, HARD])
      }
    for (const path of ['/v1/me.css?site=shop', '/v1/me/x.js?site=shop', '/v1/me%2Fx.js', '/V1/ME', '/']) {
      const answer = await edge.fetch(path, { headers: { authorization: `Bearer ${await signedVisitor()}` } })
      expect([path, answer.status, headersOf(answer)]).toEqual([path, 404, HARD])
    }
  })

  test('[A8] a failure: too often, the store down, a fault of ours, a Worker that is set up wrong', async () => {
    const journal = memoryJournal()
    const none = async () => false
    const busy = await testEdge({ budgets: () => ({ address: none, visitor: none }) })
    const body = () => collectOf(newVisitor(), [viewItem('a')])
    const at = { 'cf-connecting-ip': '203.0.113.7' }
    const edge = await testEdge({ journal })
    const answers = [await busy.post('/v1/collect', body(), at)]
    journal.down = true
    answers.push(await edge.post('/v1/collect', body()))
    journal.append = () => {
      throw new Error('a fault')
    }
    answers.push(await edge.post('/v1/collect', body()))
    const wrong = await worker.fetch(new Request('https://edge.example/v1/decide'), {} as never, {} as never)
    expect(await wrong.clone().text()).not.toMatch(/SITES|ACQUAINT_KEYS/)
    answers.push(wrong)
    expect(answers.map(({ status }) => status)).toEqual([429, 503, 503, 500])
    for (const answer of answers) expect(headersOf(answer)).toEqual(HARD)
  })

  test('[A8] a page with a visitor’s blocks in it, whatever its origin says to whichever cache', async () => {
    const told = [
      'surrogate-control',
      'cdn-cache-control',
      'cloudflare-cdn-cache-control',
      'expires',
      'age',
      'etag',
      'last-modified',
    ]
    const origin = async () => {
      const headers = new Headers(HTML.headers)
      for (const name of told) headers.set(name, 'max-age=600')
      headers.set('cache-control', 'public, max-age=600')
      return new Response(PAGE, { headers })
    }
    const { open, known } = await inFront({ origin })
    const { cookie } = await known([viewItem('shoe1')])
    const page = await open('/', { cookie })
    expect(await page.text()).toContain('data-acquaint-block=')
    expect(page.headers.get('cache-control')).toBe('private, no-store')
    expect(told.filter((name) => page.headers.has(name))).toEqual([])
  })

  test('[A8] what stands in place of a page when its origin is not there', async () => {
    const { open } = await inFront({ origin: () => Promise.reject(new Error('refused')) })
    const { open: looped } = await inFront()
    const answers = [
      await open('/', { 'user-agent': BROWSER }),
      await looped('/', { 'x-acquaint-render': '1' }),
    ]
    for (const answer of answers) {
      expect(answer.status).toBe(502)
      expect(headersOf(answer)).toEqual(HARD)
      expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'")
    }
  })
})
