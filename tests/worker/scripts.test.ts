import { brotliCompressSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { unpacked } from '../../edge/routes/scripts.ts'
import { testEdge } from '../support/edge.ts'

describe('the snippet as it is served', () => {
  test('[E33] by its name for a while, by its hash for good, and to any page', async () => {
    const edge = await testEdge()
    const get = async (path: string, headers = {}) => {
      const answer = await edge.fetch(path, { headers })
      const cache = answer.headers.get('cache-control') ?? ''
      return [
        answer.status,
        await answer.text(),
        cache.includes('immutable'),
        answer.headers.get('access-control-allow-origin'),
      ]
    }
    expect(await get('/acquaint.js')).toEqual([200, '/* snippet */', false, '*'])
    expect(await get('/acquaint.0123456789abcdef.js')).toEqual([200, '/* snippet */', true, '*'])
    expect(await get('/acquaint.extra.js')).toEqual([200, '/* extra */', false, '*'])
    expect(await get('/acquaint.extra.fedcba9876543210.js')).toEqual([200, '/* extra */', true, '*'])
    expect((await get('/acquaint.js', { 'if-none-match': '"0123456789abcdef"' }))[0]).toBe(304)
    expect((await get('/acquaint.ffffffffffffffff.js'))[0]).toBe(404)
    expect((await get('/acquaint.constructor.js'))[0]).toBe(404)
  })
})

test('[E33] what the build packed is served as it was', () => {
  const sources = { acquaint: 'self.acquaint = "☃"', 'acquaint.extra': '1' }
  const packed = brotliCompressSync(JSON.stringify(sources)).toString('base64')
  const scripts = unpacked({ packed, hashes: { acquaint: 'h', 'acquaint.extra': 'i' } })
  for (const [name, hash] of [
    ['acquaint', 'h'],
    ['acquaint.extra', 'i'],
  ] as const)
    expect([scripts[name]?.source, scripts[name]?.hash]).toEqual([sources[name], hash])
})
