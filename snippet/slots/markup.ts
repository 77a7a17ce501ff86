/** Interfaces of the elements that a block may consist of; all others go with everything inside them. */
const ELEMENTS =
  / HTML(|Anchor|BR|Button|D(etails|iv|List)|H(eading|R)|Image|LI|[OU]List|P\w+|Quote|S(ource|pan)|T(able\w*|ime))Element/

/** Attributes that neither run, style, name nor send anything. `id` and `name` are out: they clobber globals. */
const ATTRIBUTES =
  /^(alt|(aria|data)-.+|class|(col|row)span|dir|height|href|lang|loading|media|rel|role|sizes|src|srcset|target|title|type|width)$/

/** Whether an address is relative or of a scheme that only shows or opens something. */
export const isSafeUrl = (url: string): boolean => /^(https?:|mailto:|tel:|[^:]*$|[^:]*[/?#])/i.test(url)

type Policy = { createHTML(html: string): string }
let policy: Policy | undefined

/** Parses a block's markup into inert nodes and keeps only what the lists above allow. */
export function toNodes(html: string): Node[] {
  const rules: Policy = { createHTML: (text) => text }
  const { trustedTypes } = window as { trustedTypes?: { createPolicy(name: string, rules: Policy): Policy } }
  // Safe to bless: what is parsed here meets the page only after the walk below.
  policy ||= trustedTypes?.createPolicy('acquaint', rules) || rules
  const { body } = new DOMParser().parseFromString(policy.createHTML(html), 'text/html')
  for (const element of body.querySelectorAll('*')) {
    // By its class, which no `<img id=localName>` in a form can feign. An unknown `<x-y>` would come alive in the page.
    if (!ELEMENTS.test({}.toString.call(element)) || /-/.test(element.localName)) element.remove()
    else
      for (const { name, value } of [...element.attributes])
        if (!ATTRIBUTES.test(name) || (/href|src/.test(name) && !isSafeUrl(value)))
          element.removeAttribute(name)
  }
  return [...body.childNodes]
}
