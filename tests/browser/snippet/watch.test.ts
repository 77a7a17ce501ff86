import { expect, test } from 'vitest'
import { page, until } from '../../support/scripted-edge.ts'
import { visits } from '../../support/visit.ts'

const { visit, go, say, events, watched } = visits()

test('[T13] core web vitals are told when the page is left, and only with consent', async () => {
  visit.edge.pages['/'] = page(
    '<h1>Large enough to be the largest thing that is painted here</h1><p id="pushed">Pushed</p><button>Slow</button>',
    `<script>
      addEventListener('DOMContentLoaded', () => setTimeout(() => {
        const late = document.createElement('div')
        late.style.height = '300px'
        document.querySelector('#pushed').before(late)
        document.querySelector('button').onclick = () => { for (const end = performance.now() + 120; performance.now() < end;); document.title = 'slow' }
      }, 700))
    </script>`,
  )
  await go('/')
  await say('consent', 'granted')
  await events('page_view')
  await watched()
  await visit.tab.waitForFunction(() => document.querySelector('button')!.onclick)
  await visit.tab.click('button')
  await visit.tab.waitForFunction(() => document.title === 'slow')
  // INP is known a frame after the interaction; a second of attention makes it an engagement.
  await visit.tab.waitForTimeout(1100)
  await visit.tab.goto('about:blank')
  const { lcp, inp, cls } = (await events('engagement', 20_000)).at(-1)!
  expect(lcp).toBeGreaterThan(0)
  expect(inp).toBeGreaterThanOrEqual(100)
  expect(cls).toBeGreaterThan(0)
})

test('[T13] of the click that leads away, INP has what it took so far', async () => {
  visit.edge.anyPage = page(
    '<a href="/next" onclick="for (const end = performance.now() + 300; performance.now() < end;);">Slow</a>',
  )
  await go('/')
  await say('consent', 'granted')
  await events('page_view')
  await watched()
  await visit.tab.waitForTimeout(1000)
  visit.edge.pageDelay = 1000
  await visit.tab.click('a', { noWaitAfter: true })
  const [left] = await events('engagement')
  expect(left?.inp).toBeGreaterThanOrEqual(300)
})

test('[T15] a click that nothing answers is told as dead; one that the page answers is not', async () => {
  visit.edge.pages['/'] = page(
    `<button id="dead">Nothing</button><button id="alive" onclick="this.textContent = 'Done'">Something</button>
     <p id="text">Just text</p>`,
  )
  await go('/')
  await say('consent', 'granted')
  await events('page_view')
  await watched()
  for (const target of ['#alive', '#text', '#dead']) {
    await visit.tab.click(target)
    await visit.tab.waitForTimeout(100)
  }
  const dead = await until(
    'the dead click',
    () => visit.edge.stored().find(({ method }) => method === 'dead'),
    20_000,
  )
  expect(dead).toMatchObject({ name: 'click', target: 'button "Nothing" #dead' })
  expect(visit.edge.stored().filter(({ method }) => method === 'dead').length).toBe(1)
  expect(visit.edge.stored().filter(({ name, method }) => name === 'click' && !method).length).toBe(3)
})

test('[T16] a preview token goes with the question, and why shows the reasons that come back', async () => {
  visit.edge.pages['/'] = page('<div data-acquaint="hero">Default</div>')
  visit.edge.decide = ({ preview }) => ({
    decisions: {
      hero: {
        block: 'b',
        html: '<p>Hero</p>',
        ...(preview && { why: { rule: 'matched', said: `for ${preview}` } as never }),
      },
    },
    bundle: 'b',
    model: null,
  })
  await go('/?a=1&acquaint_preview=TOKEN#part')
  const reasons = await visit.tab.waitForFunction(() => acquaint('why').decision?.decisions.hero?.why?.said)
  expect(await reasons.jsonValue()).toBe('for TOKEN')
  // It is for the edge alone.
  expect(JSON.stringify(visit.edge.decides().map(({ page }) => page))).not.toContain('TOKEN')
  expect(await visit.tab.evaluate('location.search + location.hash')).toBe('?a=1#part')
})

test('[S7] a slot that the edge has filled is not asked for; its exposure and clicks are told by what it shows', async () => {
  visit.edge.pages['/'] = page(
    `<div data-acquaint="hero" data-acquaint-block="welcome" data-acquaint-variant="a" data-acquaint-list="l9" style="height:200px">
       <a data-acquaint-item="p1" href="#1">One</a></div><div data-acquaint="open">Default</div>`,
  )
  await go('/')
  await until('a question', () => visit.edge.decides().length)
  expect(visit.edge.decides().map(({ slots }) => slots)).toEqual([['open']])
  await visit.tab.click('text=One')
  await until(
    'its exposure',
    async () => {
      await say('consent', 'granted')
      return visit.edge.stored().some(({ name }) => name === 'block_view')
    },
    20_000,
  )
  const shown = { slot: 'hero', block: 'welcome', variant: 'a', list_id: 'l9' }
  expect(visit.edge.stored().find(({ name }) => name === 'block_view')).toMatchObject(shown)
  expect(visit.edge.stored().find(({ name }) => name === 'block_click')).toMatchObject({
    ...shown,
    position: 1,
    items: [{ item_id: 'p1' }],
  })
})
