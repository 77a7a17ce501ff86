import { build } from 'esbuild'
import fc from 'fast-check'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { root } from '../../../edge/local/serve.ts'
import { streamable } from '../../../edge/render/markup.ts'
import { interfaceOf } from '../../../edge/render/tags.ts'
import { BLOCK_ELEMENTS } from '../../../snippet/wire.ts'
import { launchBrowser } from '../../support/chromium.ts'

let browser: Browser
let page: Page

beforeAll(async () => {
  browser = await launchBrowser()
  page = await browser.newPage()
  const { outputFiles } = await build({
    absWorkingDir: root,
    stdin: { contents: "export * from './snippet/slots/markup.ts'", resolveDir: root },
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'snippet',
  })
  await page.addScriptTag({ content: outputFiles[0]!.text })
})
afterAll(() => browser?.close())

/** All elements of HTML and some that are none. */
const TAGS =
  'a abbr acronym address applet area article aside audio b base basefont bdi bdo bgsound big blink blockquote body br button canvas caption center cite code col colgroup data datalist dd del details dfn dialog dir div dl dt em embed fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe img input ins kbd label legend li link listing main map mark marquee math menu meta meter nav nobr noembed noframes noscript object ol optgroup option output p param picture plaintext portal pre progress q rp rt ruby s samp script search section select slot small source span strike strong style sub summary sup svg table tbody td template textarea tfoot th thead time title tr track tt u ul var video wbr xmp x-y'.split(
    ' ',
  )

test('[H29] what a block may be made of is the same at the edge and in the page', async () => {
  const seen = await page.evaluate(
    (tags) => tags.map((tag) => [tag, {}.toString.call(document.createElement(tag)).slice(8, -1)]),
    TAGS,
  )
  // Elements older than HTML5 are plain HTMLElements to a browser; the edge leaves them to it.
  for (const [tag, name] of seen as [string, string][]) {
    const ours = interfaceOf(tag)
    if (ours !== undefined) expect([tag, ours]).toEqual([tag, name])
    else if (BLOCK_ELEMENTS.test(` ${name}`)) expect(LEFT).toContain(tag)
  }
})
/** What the snippet takes and the edge leaves to it. */
const LEFT =
  'acronym basefont bgsound big blink center listing nobr noembed noframes noscript plaintext strike tt xmp x-y param portal'.split(
    ' ',
  )

const tag = fc.constantFrom(
  ...'div p b a i h2 ul li table tbody tr td span section button dl dt dd blockquote ruby rt pre details summary br img hr'.split(
    ' ',
  ),
)
const { markup } = fc.letrec<{ markup: string; node: string }>((tie) => ({
  markup: fc.array(tie('node'), { maxLength: 4 }).map((nodes) => nodes.join('')),
  node: fc.oneof(
    { maxDepth: 5 },
    fc.constantFrom('text', ' ', '&amp;', '&lt;b&gt;', '<!-- c -->', '\n', 'ü🧢'),
    fc
      .tuple(
        tag,
        fc.constantFrom('', ' class="x"', ' href="/a?b=1&c"', ' onclick="x()"', " title='\"'"),
        tie('markup'),
      )
      .map(([name, attributes, inside]) =>
        /^(br|img|hr)$/.test(name) ? `<${name}${attributes}>` : `<${name}${attributes}>${inside}</${name}>`,
      ),
  ),
}))
/** A slot and where it stands: what comes before it, and its tag. */
const places = fc.constantFrom(
  ['<main>', 'div'],
  ['<p>before', 'div'],
  ['<p>before', 'span'],
  ['<ul><li>', 'div'],
  ['<ul>', 'li'],
  ['', 'ul'],
  ['<dl><dd>', 'section'],
  ['<table><tr>', 'td'],
  ['<h1>', 'span'],
  ['<b><i>', 'div'],
  ['', 'p'],
  ['', 'h2'],
) as fc.Arbitrary<[before: string, tag: string]>

test('[H30] a block written into a page gives the nodes that the snippet would put there, and changes nothing around its slot', async () => {
  const cases = fc
    .sample(fc.tuple(markup, places), { numRuns: 3000, seed: 20261122 })
    .map(([html, [before, slot]]) => {
      const written = streamable(html, { tag: slot, inLink: false })
      return { html, before, slot, written }
    })
    .filter((each): each is typeof each & { written: string } => each.written !== undefined)
  expect(cases.length).toBeGreaterThan(300)
  const wrong = await page.evaluate((all) => {
    const { toNodes } = (window as unknown as { snippet: { toNodes(html: string): Node[] } }).snippet
    const parse = (text: string) => new DOMParser().parseFromString(text, 'text/html')
    return all.filter(({ html, before, slot, written }) => {
      const around = (inside: string) =>
        `${before}<${slot} id=slot>${inside}</${slot}><em id=after>after</em>`
      const streamed = parse(around(written))
      const swapped = parse(around(''))
      const nodes = toNodes(html).map((node) => swapped.adoptNode(node))
      swapped.querySelector('#slot')!.replaceChildren(...nodes)
      // The edge drops comments.
      const walker = swapped.createTreeWalker(swapped.querySelector('#slot')!, NodeFilter.SHOW_COMMENT)
      const comments: Node[] = []
      while (walker.nextNode()) comments.push(walker.currentNode)
      for (const comment of comments) (comment as Comment).remove()
      return streamed.body.innerHTML !== swapped.body.innerHTML
    })
  }, cases)
  expect(wrong.slice(0, 3)).toEqual([])
})
