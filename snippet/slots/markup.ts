/** Elements that a block may consist of; all others go with everything inside them. */
const ELEMENTS =
  /^(a|abbr|article|aside|b|blockquote|br|button|caption|cite|code|dd|del|details|div|d[lt]|em|fig(caption|ure)|footer|h[1-6r]|header|i|img|ins|kbd|li|main|mark|nav|o?l|p|picture|pre|q|s|section|small|source|span|strong|su[bp]|summary|t(able|body|[dhr]|foot|head|ime)|u|ul|ol)$/

/** Attributes that neither run, style, name nor send anything. `id` and `name` are out: they clobber globals. */
const ATTRIBUTES =
  /^(class|alt|title|lang|dir|role|aria-[\w-]+|data-[\w-]+|width|height|loading|decoding|fetchpriority|srcset|sizes|media|type|colspan|rowspan|scope|open|datetime|rel|target|href|src)$/

/** Whether an address is relative or of a scheme that only shows or opens something. */
export const isSafeUrl = (url: string): boolean => /^\s*(https?:|mailto:|tel:|[^:]*$|[^:]*?[/?#])/i.test(url)

let policy: { createHTML(html: string): string } | undefined

/** Parses a block's markup into inert nodes and keeps only what the lists above allow. */
export function toNodes(html: string): Node[] {
  const { trustedTypes } = window as unknown as {
    trustedTypes?: { createPolicy(name: string, rules: object): typeof policy }
  }
  // Safe to bless: what is parsed here never meets the page before the walk below.
  policy ||= trustedTypes?.createPolicy('acquaint', { createHTML: (text: string) => text }) || {
    createHTML: (text) => text,
  }
  const { body } = new DOMParser().parseFromString(policy!.createHTML(html), 'text/html')
  for (const element of body.querySelectorAll('*')) {
    if (!ELEMENTS.test(element.localName)) element.remove()
    for (const { name, value } of [...element.attributes])
      if (
        !ATTRIBUTES.test(name) ||
        name === 'data-acquaint' ||
        (/^(href|src)$/.test(name) && !isSafeUrl(value))
      )
        element.removeAttribute(name)
  }
  return [...body.childNodes]
}
