import { expect, test } from 'vitest'
import type { DecideResponse, Decision } from '../../../snippet/wire.ts'
import { page, until } from '../../support/scripted-edge.ts'
import { visits } from '../../support/visit.ts'

const { visit, go, say } = visits()
const answer = (decisions: Record<string, Decision>): DecideResponse => ({
  decisions,
  bundle: 'b1',
  model: null,
})
const slot = (name: string, style = 'height:200px', inside = '<h2>Default</h2>') =>
  `<div data-acquaint="${name}" style="${style}">${inside}</div>`
const text = (name: string) => visit.tab.textContent(`[data-acquaint=${name}]`)

const HOSTILE = `<h2 onclick="hit()" style="position:fixed" id="acquaint" name="x">Kept</h2>
  <script>hit()</script><img src="x" onerror="hit()" alt="a"><iframe srcdoc="<script>parent.hit()</script>"></iframe>
  <a href="javascript:hit()">one</a><a href="java&#10;script:hit()">two</a><a href=" https://shop.example/">three</a>
  <svg><a href="javascript:hit()"><text>svg</text></a><script>hit()</script></svg>
  <form action="https://evil.example"><input name="localName"><img id="attributes" name="constructor"></form>
  <math><mtext><table><mglyph><style><img src=x onerror=hit()></style></table></mtext></math>
  <div><template shadowrootmode="open"><style>*{display:none}</style><x-live>open</x-live></template></div>
  <div><template ShadowRootMode='closed'><form action="https://evil.example"><x-live>closed</x-live></form></template></div>
  <template><img src=x onerror=hit()></template><x-live>custom</x-live><object data="javascript:hit()"></object>
  <noscript><p title="</noscript><img src=x onerror=hit()>"></p></noscript><base href="https://evil.example"><style>*{display:none}</style>
  <p data-acquaint-item="p1" class="ok" aria-label="fine">Fine</p>`

/** As in Chromium 105 to 118, whose elements cleaned markup in another way; or not at all, elsewhere. */
const plain = () =>
  visit.context.addInitScript(
    'delete Document.parseHTML; Element.prototype.setHTML = () => { throw new TypeError("no sanitizer") }',
  )

test.for([
  ['', false],
  [', where the browser cleans nothing itself', true],
] as const)(
  '[S2] of hostile markup only harmless elements and attributes reach the page%s',
  async ([, old]) => {
    if (old) await plain()
    visit.edge.pages['/'] = page(
      slot('hero', 'height:2000px'),
      '<script>window.hits = 0; function hit() { hits++ }; customElements.define("x-live", class extends HTMLElement { connectedCallback() { hit() } })</script>',
    )
    visit.edge.decide = () => answer({ hero: { block: 'b', html: HOSTILE } })
    await go('/')
    await visit.tab.waitForSelector('text=Fine')
    for (const link of await visit.tab.locator('[data-acquaint] a').all())
      await link.evaluate((a) => (a as HTMLElement).click())
    await visit.tab.waitForTimeout(200)
    expect(await visit.tab.evaluate('hits')).toBe(0)
    const found = await visit.tab.evaluate(() => {
      const inside = [...document.querySelectorAll('[data-acquaint] *')]
      return {
        tags: [...new Set(inside.map((element) => element.localName))].sort(),
        attributes: [...new Set(inside.flatMap((element) => element.getAttributeNames()))].sort(),
      }
    })
    expect(
      found.tags.filter((tag) =>
        /^(script|iframe|svg|form|input|style|template|object|x-live|base|math)$/.test(tag),
      ),
    ).toEqual([])
    expect(
      found.attributes.filter(
        (name) => !/^(alt|aria-label|class|data-acquaint-item|href|src|title)$/.test(name),
      ),
    ).toEqual([])
    expect(await visit.tab.locator('[data-acquaint] a[href]').count()).toBe(0)
  },
)

test.for([
  ['', false],
  [', also by a policy of ours', true],
] as const)(
  '[S2] a block is shown under Trusted Types and a strict policy, without a violation%s',
  async ([, old]) => {
    if (old) await plain()
    visit.edge.pages['/'] = page(slot('hero'), '<link rel="stylesheet" href="data:,">')
    visit.edge.headers['content-security-policy'] =
      "default-src 'self'; script-src 'self'; object-src 'none'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types acquaint"
    visit.edge.decide = () => answer({ hero: { block: 'b', html: '<h2>Trusted</h2>' } })
    const refused: string[] = []
    visit.tab.on(
      'console',
      (message) => /Trusted|script-src|TrustedHTML/.test(message.text()) && refused.push(message.text()),
    )
    await go('/')
    await visit.tab.waitForSelector('text=Trusted')
    expect(refused).toEqual([])
  },
)

test('[S3] after the deadline a block in view waits until its slot is out of view', async () => {
  visit.edge.pages['/'] =
    `${page(`${slot('top')}<div style="height:3000px">Long</div>${slot('end')}`).replace('data-deadline="5000"', 'data-deadline="200"')}`
  visit.edge.decide = async () => {
    await new Promise((done) => setTimeout(done, 900))
    return answer({
      top: { block: 'b', html: '<h2>New top</h2>' },
      end: { block: 'b', html: '<h2>New end</h2>' },
    })
  }
  await go('/')
  await until('the slot below', async () => (await text('end'))?.includes('New end'))
  expect(await text('top')).toContain('Default')
  await visit.tab.evaluate(() => scrollTo(0, 2000))
  await visit.tab.waitForTimeout(300)
  expect(await text('top')).toContain('Default')
  const shift = await visit.tab.evaluate(
    () =>
      new Promise((done) => {
        let sum = 0
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) sum += (entry as never as { value: number }).value
        }).observe({ type: 'layout-shift', buffered: true })
        setTimeout(() => done(sum), 200)
      }),
  )
  expect(shift).toBe(0)
})

test('[S3] a block that would push the content in view aside is not shown there', async () => {
  visit.edge.pages['/'] = page(`${slot('hero', '', 'Short')}<p id="below">Below</p>`)
  visit.edge.decide = async () => {
    await new Promise((done) => setTimeout(done, 500))
    return answer({ hero: { block: 'b', html: '<p>One</p><p>Two</p><p>Three</p><p>Four</p>' } })
  }
  await go('/')
  const before = await visit.tab.locator('#below').boundingBox()
  await visit.tab.waitForTimeout(1000)
  expect(await text('hero')).toBe('Short')
  expect(await visit.tab.locator('#below').boundingBox()).toEqual(before)
})

test('[S4] a slot with the focus inside keeps its content, and a live region is silent during the swap', async () => {
  visit.edge.pages['/'] = page(
    `${slot('form', 'height:100px', '<input id="field">')}<div data-acquaint="live" aria-live="polite" style="height:100px">Old</div>
     <script>document.querySelector('#field').focus()
       window.during = []
       new MutationObserver((changes) => { for (const { target, type } of changes) if (type === 'childList' && target.dataset?.acquaint === 'live') during.push(target.ariaLive) }).observe(document.documentElement, { subtree: true, childList: true })</script>`,
  )
  visit.edge.decide = () =>
    answer({ form: { block: 'b', html: '<p>Gone</p>' }, live: { block: 'b', html: '<p>News</p>' } })
  await go('/')
  await visit.tab.waitForSelector('text=News')
  expect(await visit.tab.evaluate('document.activeElement.id')).toBe('field')
  expect(await visit.tab.evaluate('during')).toEqual(['off'])
  await until('its politeness back', () =>
    visit.tab.evaluate("document.querySelector('[data-acquaint=live]').ariaLive === 'polite'"),
  )
})

test('[S5] slots that appear later are asked for once, all of a kind together', async () => {
  visit.edge.decide = ({ slots }) =>
    answer(Object.fromEntries(slots.map((name) => [name, { block: 'b', html: `<p>For ${name}</p>` }])))
  await go('/')
  await visit.tab.evaluate(() => {
    document.body.insertAdjacentHTML(
      'beforeend',
      '<div style="height:2000px"></div><div data-acquaint="late">x</div><div data-acquaint="late">y</div><div data-acquaint="other">z</div>',
    )
  })
  await visit.tab.waitForFunction("document.querySelectorAll('[data-acquaint-block]').length === 3")
  expect(visit.edge.decides().map(({ slots }) => slots)).toEqual([['late', 'other']])
  expect(await text('other')).toBe('For other')
})

test('[S5] a refusing, broken or absent edge leaves the site its own content', async () => {
  for (const decide of [
    () => {
      throw new Error('scripted')
    },
    () => '{not json' as never,
    () => answer({}),
    () => answer({ hero: { block: null } }),
  ]) {
    visit.edge.reset()
    visit.edge.pages['/'] = page(slot('hero'))
    visit.edge.decide = decide
    await go('/')
    await until('a question', () => visit.edge.decides().length)
    await visit.tab.waitForTimeout(150)
    expect(await text('hero')).toBe('Default')
    expect(await visit.tab.locator('[data-acquaint-block]').count()).toBe(0)
  }
})

test('[S6] a new answer without a block brings the own content back', async () => {
  visit.edge.pages['/'] = page(slot('hero'))
  visit.edge.decide = ({ consent }) =>
    answer({
      hero: consent.analytics === 'granted' ? { block: null } : { block: 'b', html: '<p>General</p>' },
    })
  await go('/')
  await visit.tab.waitForSelector('text=General')
  await say('consent', 'granted')
  await visit.tab.waitForSelector('h2 >> text=Default')
  expect(await visit.tab.locator('[data-acquaint-block]').count()).toBe(0)
})
