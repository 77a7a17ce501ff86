import { BLOCK_ATTRIBUTES, BLOCK_ELEMENTS, BLOCK_URLS } from '../wire.ts'

type Policy = { createHTML(html: string): string }
let policy: Policy | undefined

/** Parses a block's markup into inert nodes and keeps only what the wire allows. */
export function toNodes(html: string): Node[] {
  const rules: Policy = { createHTML: (text) => text }
  const { trustedTypes } = window as { trustedTypes?: { createPolicy(name: string, rules: Policy): Policy } }
  // Safe to bless: what is parsed here meets the page only after the walk below.
  policy ||= trustedTypes?.createPolicy('acquaint', rules) || rules
  const { body } = new DOMParser().parseFromString(policy.createHTML(html), 'text/html')
  for (const element of body.querySelectorAll('*')) {
    // By its class, which no `<img id=localName>` in a form can feign. An unknown `<x-y>` would come alive in the page.
    if (!BLOCK_ELEMENTS.test({}.toString.call(element)) || /-/.test(element.localName)) element.remove()
    else
      for (const { name, value } of [...element.attributes])
        if (!BLOCK_ATTRIBUTES.test(name) || (/href|src/.test(name) && !BLOCK_URLS.test(value)))
          element.removeAttribute(name)
  }
  return [...body.childNodes]
}
