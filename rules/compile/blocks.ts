import type { Block } from '../bundle.ts'
import type { Code } from '../codes.ts'
import type { Diagnostic } from '../diagnostics.ts'
import type { Path } from '../parse.ts'
import type { RawBlock } from '../schema.ts'
import { linesOf } from '../yaml/lines.ts'
import { compileRecommend } from './recommend.ts'
import type { Scope } from './scope.ts'
import { checkTemplate, type Used } from './template/check.ts'
import type { TemplateText } from './template/text.ts'

/** What a list of products looks like unless the rules say otherwise. */
export const CARDS = `<div class="cards">
{%- for item in items %}
<a class="card" data-acquaint-item="{{ item.item_id }}" href="{{ item.link }}">
<img src="{{ item.image_link }}" alt="" loading="lazy">
<span class="card__name">{{ item.item_name }}</span>
<span class="card__price">{{ item.price | money }}</span>
<span class="card__why">{{ item.reason }}</span>
</a>
{%- endfor %}
</div>
`

/** Compiles a block: its template inline, from a file, or cards for a list of products. */
export function compileBlock(
  raw: RawBlock,
  path: Path,
  scope: Scope,
  files: Readonly<Record<string, string>>,
  diagnostics: Diagnostic[],
): { block: Block; used: Used } {
  const recommend = raw.recommend && compileRecommend(raw.recommend, [...path, 'recommend'], scope)
  const text =
    raw.text &&
    Object.fromEntries(
      Object.entries(raw.text).map(([language, words]) => [language.toLowerCase(), { ...words }]),
    )
  const template = templateOf(raw, path, scope, files, diagnostics)
  const block: Block = {
    template: template?.text ?? '',
    ...(text && { text }),
    ...(recommend && { recommend }),
  }
  return { block, used: template ? checkTemplate(template, block, scope.names) : { personal: [] } }
}

function templateOf(
  raw: RawBlock,
  path: Path,
  scope: Scope,
  files: Readonly<Record<string, string>>,
  diagnostics: Diagnostic[],
): TemplateText | undefined {
  const at = [...path, 'template']
  if (raw.template === undefined) {
    if (raw.recommend) return { text: CARDS, report: () => {} }
    scope.report(
      'missing-key',
      path,
      'This block has no content.',
      'add `template: |` with the content below it.',
      { part: 'key' },
    )
    return undefined
  }
  const add = (
    place: ReturnType<Scope['source']['at']>,
    code: Code,
    message: string,
    fix: string | undefined,
    severity: Diagnostic['severity'],
  ) => void diagnostics.push({ code, severity, ...place, message, ...(fix && { fix }) })
  const named = /^[\w./-]+\.liquid$/.test(raw.template.trim()) ? raw.template.trim() : undefined
  if (named === undefined) {
    const { placeOf } = linesOf(raw.template)
    return {
      text: raw.template,
      report: (offset, length, code, message, fix, severity = 'error') =>
        add(scope.source.inside(at, ...placeOf(offset), length), code, message, fix, severity),
    }
  }
  const text = Object.hasOwn(files, named) ? files[named] : undefined
  if (text === undefined) {
    scope.report(
      'missing-file',
      at,
      `There is no file '${named}' beside this one.`,
      'create it, or write the template below `template: |`.',
    )
    return undefined
  }
  const { placeOf } = linesOf(text)
  const lines = text.split(/\r?\n/)
  return {
    text,
    report: (offset, length, code, message, fix, severity = 'error') => {
      const [line, column] = placeOf(offset)
      add({ file: named, line, column, length, source: lines[line - 1] ?? '' }, code, message, fix, severity)
    },
  }
}
