import { expect, test } from 'vitest'
import { SCENARIOS } from '../../bench/snippet/losses.ts'
import { page, until } from '../../support/scripted-edge.ts'
import { visits } from '../../support/visit.ts'

const { visit, go, say, events } = visits()

/** How often each marker is stored, in page views and clicks. */
const stored = () => {
  const counts: Record<string, number> = {}
  for (const { name, page, target } of visit.edge.stored()) {
    const marker = /m-\d(-\d)?/.exec(
      name === 'page_view' ? (page?.path ?? '') : name === 'click' ? (target ?? '') : '',
    )?.[0]
    if (marker) counts[marker] = (counts[marker] ?? 0) + 1
  }
  return Object.fromEntries(Object.entries(counts).sort())
}

for (const [index, [name, play]] of Object.entries(SCENARIOS).entries())
  test(`[O13] ${name}: the event arrives, and is stored once`, async () => {
    visit.edge.anyPage = page('<p>Text</p><a id="away" href="/next">Away</a>')
    await go('/')
    await say('consent', 'granted')
    await events('page_view')
    const site = {
      url: visit.edge.url,
      stored: () => new Map(Object.entries(stored())),
      fail(on: boolean) {
        visit.edge.collectStatus = on ? 500 : 200
      },
    }
    const marker = `m-${index}`
    await play(visit.context, site, marker)
    const expected =
      name === 'two tabs at once' ? { [`${marker}-0`]: 1, [`${marker}-1`]: 1 } : { [marker]: 1 }
    await until(
      `${name}: ${JSON.stringify(expected)}`,
      () => JSON.stringify(stored()) === JSON.stringify(expected),
    )
    await new Promise((done) => setTimeout(done, 500))
    expect(stored()).toEqual(expected)
  })

test('[O15] works under a strict policy, by the script tag alone, before and after the slot is parsed', async () => {
  visit.edge.headers['content-security-policy'] =
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'"
  visit.edge.pages['/'] = page('<div data-acquaint="hero">Default</div>')
  const refused: string[] = []
  visit.tab.on(
    'console',
    (message) => /Content Security Policy/.test(message.text()) && refused.push(message.text()),
  )
  await go('/')
  await say('consent', 'granted')
  await events('page_view')
  // The test's own default may not be styled; the snippet's reserved height is set by script, which a policy allows.
  expect(refused.filter((text) => !/icon|favicon/.test(text))).toEqual([])
})
