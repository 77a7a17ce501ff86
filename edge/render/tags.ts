/** HTML's elements by interface (html.spec.whatwg.org, Element interfaces), of those that a block could be made of. */
const INTERFACES: Record<string, string> = {
  HTMLElement:
    'abbr address article aside b bdi bdo cite code dd dfn dt em figcaption figure footer header hgroup i kbd main mark nav rp rt ruby s samp search section small strong sub summary sup u var wbr',
  HTMLAnchorElement: 'a',
  HTMLBRElement: 'br',
  HTMLButtonElement: 'button',
  HTMLDataElement: 'data',
  HTMLDetailsElement: 'details',
  HTMLDivElement: 'div',
  HTMLDListElement: 'dl',
  HTMLHeadingElement: 'h1 h2 h3 h4 h5 h6',
  HTMLHRElement: 'hr',
  HTMLImageElement: 'img',
  HTMLLIElement: 'li',
  HTMLOListElement: 'ol',
  HTMLParagraphElement: 'p',
  HTMLPictureElement: 'picture',
  HTMLPreElement: 'pre',
  HTMLProgressElement: 'progress',
  HTMLQuoteElement: 'blockquote q',
  HTMLSourceElement: 'source',
  HTMLSpanElement: 'span',
  HTMLTableElement: 'table',
  HTMLTableCaptionElement: 'caption',
  HTMLTableCellElement: 'td th',
  HTMLTableColElement: 'col colgroup',
  HTMLTableRowElement: 'tr',
  HTMLTableSectionElement: 'tbody tfoot thead',
  HTMLTimeElement: 'time',
  HTMLUListElement: 'ul',
}
const BY_TAG = new Map(
  Object.entries(INTERFACES).flatMap(([name, tags]) =>
    tags.split(' ').map((tag): [string, string] => [tag, name]),
  ),
)

/** The DOM interface of an element; `undefined` for one that no block is made of. */
export const interfaceOf = (tag: string): string | undefined => BY_TAG.get(tag)

const set = (tags: string) => {
  const all = new Set(tags.split(' '))
  return (tag: string): boolean => all.has(tag)
}

/** Elements without an end tag. */
export const isVoid = set('br col hr img source wbr')

/** Phrasing content: what may stand in a paragraph. */
export const isPhrasing = set(
  'a abbr b bdi bdo br button cite code data dfn em i img kbd mark picture progress q rp rt ruby s samp small source span strong sub sup time u var wbr',
)

/** Elements in which paragraphs, headings and lists may stand, and that a parser never closes for their sake. */
export const takesFlow = set(
  'address article aside blockquote dd details div dl dt fieldset figcaption figure footer form header li main nav ol section td th ul',
)

/** Elements in which only phrasing content may stand. */
export const takesPhrasing = set(
  'a b button cite em h1 h2 h3 h4 h5 h6 i label mark p q small span strong summary time',
)

/** Elements that a parser moves, or that end what is around them, where their parent is not one of these. */
export const NEEDS: Readonly<Record<string, readonly string[]>> = {
  li: ['ul', 'ol'],
  dt: ['dl'],
  dd: ['dl'],
  caption: ['table'],
  colgroup: ['table'],
  thead: ['table'],
  tbody: ['table'],
  tfoot: ['table'],
  tr: ['thead', 'tbody', 'tfoot'],
  td: ['tr'],
  th: ['tr'],
  col: ['colgroup'],
  rp: ['ruby'],
  rt: ['ruby'],
}
