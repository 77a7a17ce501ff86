import { expect, test } from 'vitest'
import type { DecideResponse } from '../../snippet/wire.ts'
import { NOW } from '../support/arbitrary.ts'
import { collectOf, decideOf, newVisitor, testEdge } from '../support/edge.ts'
import { memoryJournal } from '../support/memory-journal.ts'
import { memoryStore } from '../support/memory-store.ts'
import { stock } from '../support/shop.ts'

const SCRIPT = '"><script>alert(1)</script><img src=x onerror=alert(1)>'

test('[A1] no script comes in by referrer, user agent, campaign or title', async () => {
  const journal = memoryJournal()
  const edge = await testEdge({ journal })
  const referrers = [
    'javascript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    `https://x.example/${SCRIPT}?q=${SCRIPT}#${SCRIPT}`,
    'http://user:secret@x.example/a',
    'not an address',
  ]
  const events = referrers.map((referrer) => ({
    name: 'page_view' as const,
    created_at: NOW,
    page: { path: '/', referrer, title: SCRIPT, utm_source: SCRIPT },
  }))
  await edge.post('/v1/collect', collectOf(newVisitor(), events), { 'user-agent': `Mozilla/5.0 ${SCRIPT}` })
  const [{ entry }] = journal.rows as [(typeof journal.rows)[number]]
  const kept = entry.events.map((event) => event.page?.referrer)
  expect([kept[0], kept[1], kept[4]]).toEqual([undefined, undefined, undefined])
  expect(kept[2]).toMatch(/^https:\/\/x\.example\//)
  expect(kept[2]).not.toMatch(/[<>"]|\?|#/)
  expect(kept[3]).toBe('http://x.example/a')
  expect(entry.client).toEqual({ device: 'desktop' })
})

test('[A1] what was kept of a page comes back as text, never as markup', async () => {
  const store = memoryStore()
  await stock(store)
  const edge = await testEdge({ store })
  const response = await edge.post(
    '/v1/decide',
    decideOf(['home-hero'], { page: { path: `/${SCRIPT}`, title: SCRIPT } }),
  )
  const { decisions } = (await response.json()) as DecideResponse
  expect(decisions['home-hero']!.html).toContain('&lt;script&gt;')
  expect(decisions['home-hero']!.html).not.toMatch(/<script|<img/)
  expect(response.headers.get('content-type')).toContain('application/json')
  expect(response.headers.get('x-content-type-options')).toBe('nosniff')
  expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
})
