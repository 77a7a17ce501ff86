import { BLOCK_ATTRIBUTES, BLOCK_ELEMENTS, BLOCK_URLS } from '../wire.ts'

type Policy = { createHTML(html: string): string }
let policy: Policy | undefined

/** Parses a block's markup into inert nodes and keeps only what the wire allows. */
export function toNodes(html: string): Node[] {
  // Of the document that templates have their content from: nothing there loads or runs, and a parser of its own costs more.
  const box = document
    .createElement('template')
    .content.ownerDocument.createElement('div') as HTMLDivElement & {
    setHTML?(html: string, options: object): void
  }
  // `setHTML` is no sink of Trusted Types, so that no policy is needed. Safari has none yet; that of Chromium 105 to 118,
  // which came without `parseHTML`, throws at these options; and it would open shadow roots, where the walk below can't go.
  if (box.setHTML && 'parseHTML' in Document && !/shadowrootmode/i.test(html))
    box.setHTML(html, { sanitizer: {} })
  else {
    const rules: Policy = { createHTML: (text) => text }
    const { trustedTypes } = window as {
      trustedTypes?: { createPolicy(name: string, rules: Policy): Policy }
    }
    // Safe to bless: what is parsed here meets the page only after the walk below.
    policy ||= trustedTypes?.createPolicy('acquaint', rules) || rules
    box.innerHTML = policy.createHTML(html)
  }
  for (const element of box.querySelectorAll('*')) {
    // By its class, which no `<img id=localName>` in a form can feign. An unknown `<x-y>` would come alive in the page.
    if (!BLOCK_ELEMENTS.test({}.toString.call(element)) || /-/.test(element.localName)) element.remove()
    else
      for (const name of element.getAttributeNames())
        if (
          !BLOCK_ATTRIBUTES.test(name) ||
          (/href|src/.test(name) && !BLOCK_URLS.test(element.getAttribute(name)!))
        )
          element.removeAttribute(name)
  }
  return [...box.childNodes]
}
