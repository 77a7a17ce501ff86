import fc from 'fast-check'
import { expect, test } from 'vitest'
import { streamable } from '../../../edge/render/markup.ts'

const inDiv = (html: string) => streamable(html, { tag: 'div', inLink: false })

test('[H31] what a shop writes stays, but for attributes and comments that do more than show', () => {
  const hero =
    '<section class="hero"><h2 class="hero__title">A &amp; b</h2><img src="/a.svg" alt=""><br><a href="/c/?a=1&amp;b=2" data-x="1">Go</a></section>'
  expect(inDiv(hero)).toBe(hero)
  expect(inDiv('plain > text & more')).toBe('plain > text & more')
  expect(inDiv("<A HREF='/x' TARGET=_blank>x</A>")).toBe('<a href="/x" target="_blank">x</a>')
  expect(inDiv(`<p title='say "hi"'>x</p>`)).toBe('<p title="say &quot;hi&quot;">x</p>')
  expect(inDiv('<p id="a" name=b style="color:red" onclick="x()" CLASS=c>x<!-- y --></p>')).toBe(
    '<p class="c">x</p>',
  )
})

test.each([
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  'java&#115;cript:alert(1)',
  'java&#x73cript:alert(1)',
  'javascript&colon;alert(1)',
  'javascript&#58;alert(1)',
  'javascript&#0058;alert(1)',
  'java&Tab;script:alert(1)',
  ' javascript:alert(1)',
  'data:text/html,x',
  'vbscript:x',
])('[H31] the address %s is dropped', (address) => {
  expect(inDiv(`<a href="${address}">x</a>`)).toBe('<a>x</a>')
})

test.each([
  ['an end tag too many', '</div><b>x</b>'],
  ['one too few', '<div><b>x</b>'],
  ['tags that cross', '<b><i>x</b></i>'],
  ['a script', '<script>alert(1)</script>'],
  ['an embedded page', '<iframe src="/"></iframe>'],
  ['a form', '<form><input></form>'],
  ['drawings', '<svg><a href="javascript:x">x</a></svg>'],
  ['an element of the page’s own', '<x-y></x-y>'],
  ['raw text', '<textarea></textarea>'],
  ['a comment that ends early', '<!--> <script>alert(1)</script> -->'],
  ['a comment with dashes', '<!-- -- --!><b></b>-->'],
  ['a declaration', '<!doctype html>'],
  ['an instruction', '<?xml?>'],
  ['a tag cut off', '<a href="x'],
  ['a tag without end', '<a href="x" '],
  ['odd attributes', '<a ="x">x</a>'],
  ['quotes in an attribute', `<a href=a'b"c>x</a>`],
  ['a null', '<b>\0</b>'],
  ['an item without its list', '<li>x</li>'],
  ['an item in an item', '<ul><li><div><li>x</li></div></li></ul>'],
  ['a row without its table', '<tr><td>x</td></tr>'],
  ['a paragraph with a box in it', '<p><div>x</div></p>'],
  ['a heading in a heading', '<h2><h3>x</h3></h2>'],
  ['a link in a link', '<a href="/"><b><a href="/">x</a></b></a>'],
])('[H31] %s leaves the block to the snippet', (_, html) => {
  expect(inDiv(html)).toBeUndefined()
})

test('[H31] what stands around the slot decides what may stand in it', () => {
  expect(streamable('<p>x</p>', { tag: 'p', inLink: false })).toBeUndefined()
  expect(streamable('<b>x</b>', { tag: 'p', inLink: false })).toBe('<b>x</b>')
  expect(streamable('<a href="/">x</a>', { tag: 'div', inLink: true })).toBeUndefined()
  expect(streamable('<a href="/">x</a>', { tag: 'a', inLink: false })).toBeUndefined()
  expect(streamable('<li>x</li>', { tag: 'ul', inLink: false })).toBe('<li>x</li>')
  for (const tag of ['table', 'tr', 'select', 'x-y', 'template', 'title', 'img'])
    expect(streamable('x', { tag, inLink: false })).toBeUndefined()
})

test('[H31] is done once: what it gives it takes as it is', () => {
  const piece = fc.constantFrom(
    '<b>',
    '</b>',
    '<a href="x:y">',
    "<p title='\"'>",
    '</p>',
    '</a>',
    '&amp;',
    'x',
    '<br/>',
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const once = inDiv(pieces.join(''))
      if (once !== undefined) expect(inDiv(once)).toBe(once)
    }),
  )
})
