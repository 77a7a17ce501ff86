import { readFile } from 'node:fs/promises'
import { build } from 'esbuild'
import { describe, expect, test } from 'vitest'
import { root } from '../../../edge/local/serve.ts'
import type { DecideResponse } from '../../../snippet/wire.ts'
import { until } from '../../support/scripted-edge.ts'
import { visits } from '../../support/visit.ts'

const { visit, go } = visits()
const folder = `${root}demo-site/examples/`
const BLOCK = '<h1>Still thinking about shoes?</h1>'
const answer = (): DecideResponse => ({
  decisions: { 'home-hero': { block: 'shoes-hero', html: BLOCK } },
  bundle: 'b1',
  model: null,
})
const hero = () => visit.tab.locator('[data-acquaint="home-hero"]')

/** The example's app, with a button that draws it anew and one that takes it away. */
const APP = `
import { useState } from 'react'
import { createRoot, hydrateRoot } from 'react-dom/client'
import { Home } from './slot.jsx'
const App = () => {
  const [drawn, draw] = useState(1)
  return <><button id="draw" onClick={() => draw(drawn + 1)}>{drawn}</button>{drawn < 3 && <Home />}</>
}
const root = document.querySelector('#root')
if (root.firstChild) hydrateRoot(root, <App />)
else createRoot(root).render(<App />)
`
async function reactPage(inside: string) {
  const { outputFiles } = await build({
    stdin: { contents: APP, resolveDir: folder, loader: 'jsx' },
    bundle: true,
    write: false,
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"development"' },
  })
  visit.edge.scripts['/app.js'] = outputFiles[0]!.text
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>React</title>
<script async src="/acquaint.js" data-site="demo" data-deadline="5000"></script></head>
<body><div id="root">${inside}</div><script src="/app.js"></script></body></html>`
}

describe('the examples', () => {
  test('[V12] are under twenty lines each', async () => {
    for (const name of ['plain.html', 'slot.jsx'])
      expect((await readFile(folder + name, 'utf8')).trim().split('\n').length).toBeLessThan(20)
  })

  test('[V13] plain HTML: the slot is filled, and the button begins to remember', async () => {
    const plain = await readFile(`${folder}plain.html`, 'utf8')
    visit.edge.pages['/'] = plain.replace('https://edge.shop.example', '')
    visit.edge.decide = answer
    await go('/')
    await expect.poll(() => hero().innerHTML(), { timeout: 30_000 }).toBe(BLOCK)
    expect(visit.edge.stored()).toEqual([])
    await visit.tab.getByRole('button').click()
    await until('a page view', () => visit.edge.stored().some(({ name }) => name === 'page_view'), 30_000)
  })

  test('[V14] React: a block stays through every drawing, and goes with its slot', async () => {
    visit.edge.pages['/'] = await reactPage('')
    visit.edge.decide = answer
    await go('/')
    await expect.poll(() => hero().innerHTML(), { timeout: 30_000 }).toBe(BLOCK)
    await visit.tab.click('#draw')
    await visit.tab.waitForSelector('#draw:text("2")')
    expect(await hero().innerHTML()).toBe(BLOCK)
    await visit.tab.click('#draw')
    await visit.tab.waitForSelector('#draw:text("3")')
    expect(await hero().count()).toBe(0)
  })

  test('[V15] React: a slot that the edge filled is taken over as it came, without a word', async () => {
    const said: string[] = []
    visit.tab.on('console', (message) => {
      if (message.type() === 'error') said.push(message.text())
    })
    visit.edge.pages['/'] = await reactPage(
      `<button id="draw">1</button><main><div data-acquaint="home-hero" data-acquaint-block="shoes-hero">${BLOCK}</div></main>`,
    )
    await go('/')
    await visit.tab.click('#draw')
    await visit.tab.waitForSelector('#draw:text("2")')
    expect(await hero().innerHTML()).toBe(BLOCK)
    expect(await hero().getAttribute('data-acquaint-block')).toBe('shoes-hero')
    expect(said.filter((text) => !/favicon|404/.test(text))).toEqual([])
  })
})
