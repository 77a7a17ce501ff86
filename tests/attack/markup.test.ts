import { expect, test } from 'vitest'
import type { DecideResponse } from '../../snippet/wire.ts'
import { NOW } from '../support/arbitrary.ts'
import { collectOf, decideOf, newVisitor, testEdge } from '../support/edge.ts'
import { memoryJournal } from '../support/memory-journal.ts'
import { memoryStore } from '../support/memory-store.ts'
import { inFront } from '../support/render.ts'
import { BUNDLE, stock } from '../support/shop.ts'

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

test('[A2] what an address says becomes neither markup nor a script in a page that the edge fills', async () => {
  const template =
    '<p title="{{ page.utm_campaign }}">{{ page.utm_campaign }}</p><a href="{{ page.utm_term }}">go</a>'
  const blocks = { ...BUNDLE.blocks, 'default-hero': { template } }
  const { open } = await inFront({ bundle: { ...BUNDLE, blocks } })
  const fill = async (campaign: string, term: string) => {
    const query = new URLSearchParams({ utm_campaign: campaign, utm_term: term })
    const html = await (await open(`/?${query}`)).text()
    return /data-acquaint-block="default-hero">(.*)<\/div><p>Unclosed/s.exec(html)?.[1]
  }
  expect(await fill('spring', '/sale')).toBe('<p title="spring">spring</p><a href="/sale">go</a>')
  const escaped = '&#34;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;'
  for (const scheme of [
    'javascript:',
    'JavaScript:',
    ' javascript:',
    'java\tscript:',
    'data:text/html,',
    'vbscript:',
  ]) {
    const filled = await fill(SCRIPT, `${scheme}alert(1)`)
    expect([scheme, filled]).toEqual([scheme, `<p title="${escaped}">${escaped}</p><a>go</a>`])
  }
  expect(await fill('</div></body><script>alert(1)</script>', '/')).not.toContain('<script')
})
