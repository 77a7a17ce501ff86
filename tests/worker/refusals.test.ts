import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { LIMITS, type Problem } from '../../snippet/wire.ts'
import { collectOf, decideOf, newVisitor, testEdge, viewItem } from '../support/edge.ts'
import { memoryJournal } from '../support/memory-journal.ts'

const good = () => collectOf(newVisitor(), [viewItem('shoe1')])
const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`
const text = (value: string) => new TextEncoder().encode(value)

const BAD: [what: string, body: () => unknown, status: number, code: string][] = [
  ['no JSON', () => '{"site":', 400, 'bad_json'],
  ['no object', () => '[1]', 400, 'bad_request'],
  ['an empty body', () => '', 400, 'bad_json'],
  ['a missing field', () => ({ ...good(), batch: undefined }), 400, 'bad_request'],
  ['an id that is none', () => ({ ...good(), visitor: 'guest' }), 400, 'bad_request'],
  ['a time that is none', () => ({ ...good(), sent_at: -1 }), 400, 'bad_request'],
  [
    'too many events',
    () => ({ ...good(), events: Array(LIMITS.EVENTS_PER_BATCH + 1).fill(0) }),
    400,
    'bad_request',
  ],
  ['an unknown site', () => ({ ...good(), site: 'nowhere' }), 404, 'unknown_site'],
  ['deep nesting', () => `{"site":${nested(50)}}`, 400, 'too_deep'],
  ['a body of brackets only', () => nested(30_000), 400, 'too_deep'],
  ['an oversized body', () => `"${'x'.repeat(LIMITS.BODY_BYTES)}"`, 413, 'body_too_large'],
  ['malformed UTF-8', () => new Uint8Array([0x22, 0xc3, 0x28, 0x22]), 400, 'bad_encoding'],
  ['a lone surrogate', () => text(JSON.stringify(good()).replace('shoe1', '\\ud800')), 400, 'bad_encoding'],
]

describe('what is refused', () => {
  test.each(BAD)(
    '[E8] %s gets a code and what to do, and nothing is written',
    async (_, body, status, code) => {
      const journal = memoryJournal()
      const edge = await testEdge({ journal })
      const response = await edge.post('/v1/collect', body())
      const problem = (await response.json()) as Problem
      expect([response.status, problem.code]).toEqual([status, code])
      expect(response.headers.get('content-type')).toBe('application/problem+json')
      expect(problem.fix.length).toBeGreaterThan(10)
      expect(problem.request_id).toBeTruthy()
      expect(JSON.stringify(problem)).not.toMatch(/\.ts:\d|at \w+ \(|node_modules/)
      expect(journal.rows).toEqual([])
    },
  )

  test.each([
    ['no length', {}],
    ['a length that is none', { 'content-length': 'ten' }],
    ['a small length and chunks all the same', { 'content-length': '10', 'transfer-encoding': 'chunked' }],
  ])('[A21] a body with %s is counted as it comes', async (_, headers) => {
    const journal = memoryJournal()
    const edge = await testEdge({ journal })
    const chunk = text('x'.repeat(1024))
    let sent = 0
    const body = new ReadableStream({
      pull(controller) {
        if (++sent > 1000) controller.close()
        else controller.enqueue(chunk)
      },
    })
    const init = { method: 'POST', body, headers, duplex: 'half' } as RequestInit
    const response = await edge.fetch('/v1/collect', init)
    expect(response.status).toBe(413)
    expect(sent).toBeLessThan(100)
  })

  test('[A21] a compressed body is what it weighs, and is not blown up', async () => {
    const edge = await testEdge()
    const packed = gzipSync(new Uint8Array(20_000_000))
    expect(packed.length).toBeLessThan(LIMITS.BODY_BYTES)
    const response = await edge.post('/v1/collect', packed, { 'content-encoding': 'gzip' })
    expect([response.status, ((await response.json()) as Problem).code]).toEqual([400, 'bad_encoding'])
  })

  test('[A9] only origins that the site lists may call, and each is answered by name', async () => {
    const edge = await testEdge()
    const from = async (origin: string) => {
      const response = await edge.post('/v1/collect', good(), { origin })
      return [response.status, response.headers.get('access-control-allow-origin')]
    }
    expect(await from('https://shop.example')).toEqual([200, 'https://shop.example'])
    expect(await from('https://edge.example')).toEqual([200, null])
    expect(await from('https://shop.example.evil.example')).toEqual([403, null])
    expect(await from('null')).toEqual([403, null])
    // Listed, but by another site.
    expect((await from('https://other.example'))[0]).toBe(403)
    const credentials = (await edge.post('/v1/collect', good(), { origin: 'https://shop.example' })).headers
    expect(credentials.get('access-control-allow-credentials')).toBeNull()
  })

  test('[E9] decide refuses the same way', async () => {
    const edge = await testEdge()
    for (const [body, code] of [
      ['{', 'bad_json'],
      [{ ...decideOf(['a']), slots: [] }, 'bad_request'],
      [{ ...decideOf(['a']), site: 'nowhere' }, 'unknown_site'],
    ] as const) {
      const response = await edge.post('/v1/decide', body)
      expect(((await response.json()) as Problem).code).toBe(code)
      expect(response.status).toBeLessThan(500)
    }
  })

  test('[E10] a wrong method or path is told so', async () => {
    const edge = await testEdge()
    expect((await edge.fetch('/v1/collect')).status).toBe(405)
    expect((await edge.fetch('/v1/nothing')).status).toBe(404)
  })

  test('[A20] an unexpected failure leaks nothing', async () => {
    const journal = memoryJournal()
    journal.append = async () => {
      throw new Error('secret table name')
    }
    const edge = await testEdge({ journal })
    const response = await edge.post('/v1/collect', good())
    expect(response.status).toBe(503)
    expect(await response.text()).not.toContain('secret')
  })
})
