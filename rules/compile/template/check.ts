import type { Liquid, StaticAnalysis } from 'liquidjs'
import type { Block } from '../../bundle.ts'
import type { Code } from '../../codes.ts'
import { nearest, suggest } from '../../suggest.ts'
import { CONTEXTUAL, liquid, TEMPLATE_FIELDS } from '../../template.ts'
import { FACTS } from '../../visitor.ts'
import { linesOf } from '../../yaml/lines.ts'
import type { Names } from '../scope.ts'
import { checkMarkup } from './markup.ts'
import { readLiquid } from './syntax.ts'
import type { TemplateText } from './text.ts'

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
  const read = analyse(template, engine)
  if (!read) return { personal: [] }
  const { analysis, complainAt, lost } = read
  const loops = new Map([...template.text.matchAll(LOOP)].map((match) => [match[1]!, match[2]!]))
  const personal: string[] = []
  for (const [root, uses] of Object.entries(analysis.globals))
    for (const { segments, location } of uses) {
      const complain = complainAt(location, segments)
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
      } else if (!lost.has(root)) {
        const roots = [...Object.keys(TEMPLATE_FIELDS), 'visitor', 'text']
        complain('unknown-variable', `A template knows no '${root}'.`, suggest(root, roots, 'variable'))
      }
    }
  for (const [variable, collection] of loops) {
    if (collection !== 'items') continue
    for (const { segments, location } of analysis.variables[variable] ?? [])
      checkField(variable, segments[1], TEMPLATE_FIELDS.items, complainAt(location, segments))
  }
  return { personal }
}

type Complain = (code: Code, message: string, fix: string, severity?: 'warning') => void

interface Analysed {
  analysis: StaticAnalysis
  complainAt(location: { row: number; col: number }, segments: readonly unknown[]): Complain
  /** Names that faulty parts may have made: nothing is known of them. */
  lost: ReadonlySet<string>
}

/** What a template prints; all its faults are reported, and what is left of it is looked at. */
function analyse(template: TemplateText, engine: Liquid): Analysed | undefined {
  const { text } = template
  const at = (source: string, back: (offset: number) => number): Analysed['complainAt'] => {
    const lines = linesOf(source)
    return ({ row, col }, segments) =>
      (code, message, fix, severity) =>
        template.report(
          back(lines.offsetOf(row, col)),
          segments.join('.').length,
          code,
          message,
          fix,
          severity,
        )
  }
  let refused: string
  try {
    return {
      analysis: engine.analyzeSync(engine.parse(text)),
      complainAt: at(text, (o) => o),
      lost: new Set(),
    }
  } catch (error) {
    refused = (error as Error).message.replace(/, line:\d+.*$/s, '')
  }
  const { faults, mended } = readLiquid(text, engine)
  for (const { begin, end, code, what, fix } of faults)
    template.report(begin, end - begin, code, `${what}.`, fix)
  if (faults.length === 0)
    template.report(
      0,
      1,
      'template-syntax',
      `The template cannot be read: ${refused}.`,
      'leave out what it names.',
    )
  for (const filter of mended.filters) engine.registerFilter(filter, (value: unknown) => value)
  try {
    const analysis = engine.analyzeSync(engine.parse(mended.text))
    return { analysis, complainAt: at(mended.text, mended.back), lost: mended.lost }
  } catch {
    return undefined
  }
}

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
