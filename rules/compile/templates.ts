import type { Liquid } from 'liquidjs'
import { type Block, FACTS } from '../bundle.ts'
import type { Code } from '../codes.ts'
import { nearest, suggest } from '../suggest.ts'
import { CONTEXTUAL, liquid, TEMPLATE_FIELDS } from '../template.ts'
import type { Names } from './scope.ts'

/** A template and where its text stands. */
export interface TemplateText {
  text: string
  report(
    row: number,
    column: number,
    length: number,
    code: Code,
    message: string,
    fix?: string,
    severity?: 'error' | 'warning',
  ): void
}

/** What a template prints about the visitor that only consent allows. */
export interface Used {
  personal: string[]
}

const SEGMENT_WORDS = new Set(['size', 'first', 'last'])
const LOOP = /\{%-?\s*(?:for|tablerow)\s+([\w-]+)\s+in\s+([\w-]+)/g

/** Parses a template with the engine of the edge, and checks every name it prints and its markup. */
export function checkTemplate(
  template: TemplateText,
  block: Pick<Block, 'text' | 'recommend'>,
  names: Names,
): Used {
  const engine = liquid(names.settings)
  checkMarkup(template)
  const analysis = analyse(template, engine)
  if (!analysis) return { personal: [] }
  const loops = new Map([...template.text.matchAll(LOOP)].map((match) => [match[1]!, match[2]!]))
  const personal: string[] = []
  for (const [root, uses] of Object.entries(analysis.globals))
    for (const { segments, location } of uses) {
      const complain = complaint(template, location.row, location.col, String(segments.join('.')).length)
      const field = segments[1]
      if (root === 'visitor') {
        checkVisitor(field, names, personal, complain)
      } else if (root === 'items') {
        if (!block.recommend)
          complain(
            'items-without-recommend',
            'This block lists products, but nothing recommends any to it.',
            'add `recommend: {from: session}` to the block.',
          )
        const inner =
          typeof field === 'number' || field === 'first' || field === 'last' ? segments[2] : undefined
        checkField('items', inner, TEMPLATE_FIELDS.items, complain)
      } else if (root === 'text') {
        checkWords(field, block, complain)
      } else if (Object.hasOwn(TEMPLATE_FIELDS, root)) {
        checkField(root, field, TEMPLATE_FIELDS[root as keyof typeof TEMPLATE_FIELDS], complain)
      } else {
        const roots = [...Object.keys(TEMPLATE_FIELDS), 'visitor', 'text']
        complain('unknown-variable', `A template knows no '${root}'.`, suggest(root, roots, 'variable'))
      }
    }
  for (const [variable, collection] of loops) {
    if (collection !== 'items') continue
    for (const { segments, location } of analysis.variables[variable] ?? [])
      checkField(
        variable,
        segments[1],
        TEMPLATE_FIELDS.items,
        complaint(template, location.row, location.col, String(segments.join('.')).length),
      )
  }
  return { personal }
}

type Complain = (code: Code, message: string, fix: string, severity?: 'warning') => void
const complaint =
  (template: TemplateText, row: number, column: number, length: number): Complain =>
  (code, message, fix, severity) =>
    template.report(row, column, length, code, message, fix, severity)

function checkField(root: string, field: unknown, known: readonly string[], complain: Complain): void {
  if (typeof field !== 'string' || known.includes(field) || (root === 'items' && SEGMENT_WORDS.has(field)))
    return
  complain('unknown-variable', `'${root}' has no '${field}'.`, suggest(field, known, 'field'))
}

function checkVisitor(field: unknown, names: Names, personal: string[], complain: Complain): void {
  if (typeof field !== 'string')
    return void complain(
      'unknown-variable',
      '`visitor` is printed by field.',
      'write, for instance, `{{ visitor.city }}`.',
    )
  if ((CONTEXTUAL as readonly string[]).includes(field)) return
  const known = [...CONTEXTUAL, ...names.traits.keys(), ...Object.keys(FACTS)]
  if (known.includes(field)) personal.push(`visitor.${field}`)
  else
    complain(
      'unknown-variable',
      `'visitor' has no '${field}'.`,
      nearest(field, known) ? suggest(field, known, 'field') : `declare it: \`traits: { ${field}: text }\`.`,
    )
}

function checkWords(field: unknown, block: Pick<Block, 'text'>, complain: Complain): void {
  if (typeof field !== 'string') return
  const languages = Object.entries(block.text ?? {})
  const without = languages.filter(([, words]) => !Object.hasOwn(words, field)).map(([language]) => language)
  if (without.length === languages.length)
    complain(
      'unknown-variable',
      `The block's \`text\` has no '${field}'.`,
      suggest(field, new Set(languages.flatMap(([, words]) => Object.keys(words))), 'word'),
    )
  else if (without.length > 0)
    complain(
      'missing-words',
      `'${field}' is missing in ${without.join(', ')}.`,
      `add \`${field}:\` there.`,
      'warning',
    )
}

/** Parses again after each unknown filter, so that all of them are reported. */
function analyse(template: TemplateText, engine: Liquid): ReturnType<Liquid['analyzeSync']> | undefined {
  for (let round = 0; round < 20; round++)
    try {
      return engine.analyzeSync(engine.parse(template.text))
    } catch (error) {
      const filter = syntaxError(error, template, engine)
      if (filter === undefined) return undefined
      engine.registerFilter(filter, (value: unknown) => value)
    }
}

/** Reports why a template cannot be parsed; an unknown filter is returned. */
function syntaxError(error: unknown, template: TemplateText, engine: Liquid): string | undefined {
  const { message, token } = error as {
    message: string
    token?: { begin: number; end: number; getPosition?: () => [number, number] }
  }
  const [row, column] = token?.getPosition?.() ?? [1, 1]
  const complain = complaint(template, row, column, token ? token.end - token.begin : 1)
  const what = message.replace(/, line:\d+.*$/s, '')
  const filter = /^undefined filter: (\S+)$/.exec(what)?.[1]
  const tag = /^tag "([^"]+)" not found$/.exec(what)?.[1]
  if (filter === 'raw')
    complain(
      'unknown-filter',
      "There is no filter 'raw': every value is escaped.",
      'put markup into the template itself.',
    )
  else if (filter !== undefined)
    complain(
      'unknown-filter',
      `There is no filter '${filter}'.`,
      suggest(filter, Object.keys(engine.filters), 'filter'),
    )
  else if (tag !== undefined)
    complain('unknown-liquid-tag', `There is no tag '${tag}'.`, suggest(tag, Object.keys(engine.tags), 'tag'))
  else
    complain(
      'template-syntax',
      `The template cannot be read: ${what}.`,
      'close every `{{ }}` and `{% %}`, and every `if` and `for`.',
    )
  return filter
}

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

function checkMarkup(template: TemplateText): void {
  const markup = withoutTags(template.text)
  for (const [pattern, message, fix] of UNSAFE)
    for (const match of markup.matchAll(pattern)) {
      const before = template.text.slice(0, match.index).split('\n')
      template.report(
        before.length,
        before.at(-1)!.length + 1,
        match[0].length,
        'unsafe-markup',
        message,
        fix,
      )
    }
}
