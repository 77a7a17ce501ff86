import { expect, test } from 'vitest'
import { clientOf } from '../../../edge/intake/client.ts'
import { plainPages } from '../../../edge/render/plain.ts'
import { BROWSER } from '../../support/agent.ts'
import { heapNow } from '../../support/heap.ts'

const asked = (agent: string) => clientOf(new Request('https://e/', { headers: { 'user-agent': agent } }))

test('[A23] a flood of long names and addresses fills no memory', () => {
  asked(BROWSER)
  const before = heapNow()
  for (let n = 0; n < 500; n++) asked(`${BROWSER} ${n} ${'x'.repeat(60_000)}`)
  // Remembered, they would be thirty million bytes.
  expect(heapNow() - before).toBeLessThan(8_000_000)
  expect(asked(`${BROWSER} ${'x'.repeat(60_000)}`)).toEqual(asked(BROWSER))
  expect(asked(`${BROWSER} bot/1.0`).bot).toBe(true)

  const plain = plainPages()
  const page = new Response('', { headers: { etag: '"v"' } })
  for (const [url, kept] of [
    ['https://shop.example/about', true],
    [`https://shop.example/?${'x'.repeat(16_000)}`, false],
  ] as const) {
    plain.add(url, page)
    expect([url.length, plain.has(url, page)]).toEqual([url.length, kept])
  }
})
