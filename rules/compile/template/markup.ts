import type { TemplateText } from './text.ts'

const UNSAFE: readonly [RegExp, string, string][] = [
  [
    /<\s*(script|iframe|object|embed|style|link|meta|base)\b/gi,
    'This element does not come into a page with a block.',
    'leave it out; the site’s own style sheet styles a block.',
  ],
  [/\son[a-z]+\s*=/gi, 'A handler attribute does not come into a page with a block.', 'use a link.'],
  [
    /(javascript|vbscript)\s*:/gi,
    'A script address does not come into a page with a block.',
    'use an http(s) address or a path.',
  ],
  [
    /=\s*\{\{/g,
    'A value outside of quotes could end its attribute and start another.',
    'put it in quotes: `href="{{ … }}"`.',
  ],
]

/** The text with its Liquid tags blanked. */
function withoutTags(text: string): string {
  const parts: string[] = []
  let at = 0
  for (;;) {
    const start = text.indexOf('{%', at)
    const end = start < 0 ? -1 : text.indexOf('%}', start)
    if (end < 0) return parts.join('') + text.slice(at)
    parts.push(text.slice(at, start), ' '.repeat(end + 2 - start))
    at = end + 2
  }
}

/** Markup that does not come into a page with a block. */
export function checkMarkup(template: TemplateText): void {
  const markup = withoutTags(template.text)
  for (const [pattern, message, fix] of UNSAFE)
    for (const match of markup.matchAll(pattern)) {
      template.report(match.index, match[0].length, 'unsafe-markup', message, fix)
    }
}
