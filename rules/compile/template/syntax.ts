import type { Liquid } from 'liquidjs'
import type { Code } from '../../codes.ts'
import { suggest } from '../../suggest.ts'
import { belongs, isBlock, type Nested, nest } from './blocks.ts'
import { type Fault, readTags, type Tag } from './tags.ts'

/** A fault of a template with its code, by offsets into the text. */
export type LiquidFault = Fault & { code: Code; filter?: string }

/** A template without its faults, so that what it says can still be checked. */
export interface Mended {
  text: string
  /** An offset into the mended text as one into the template. */
  back(offset: number): number
  /** Names that the parts left out may have made. */
  lost: ReadonlySet<string>
  /** Filters that there are not, but that the text still uses. */
  filters: ReadonlySet<string>
}

/** Every fault of a template's Liquid, not the first alone: each tag is read by itself, the blocks they make by their order. */
export function readLiquid(text: string, engine: Liquid): { faults: LiquidFault[]; mended: Mended } {
  const { tags, faults: unclosed } = readTags(text)
  const { blocks, strays, faults: misplaced } = nest(tags, text)
  const known = (name: string) => Object.hasOwn(engine.tags, name)
  const strange = tags.filter(
    ({ name }) => name !== undefined && name !== '' && !known(name) && !belongs(name),
  )
  const faulty: Tag[] = []
  const faults: LiquidFault[] = [
    ...[...unclosed, ...misplaced].map((fault) => ({ ...fault, code: 'template-syntax' as const })),
    ...strange
      .filter(({ name }) => !strange.some((other) => `end${other.name}` === name))
      .map(({ name, begin, end }) => ({
        begin,
        end,
        code: 'unknown-liquid-tag' as const,
        what: `There is no tag '${name}'`,
        fix: suggest(name!, Object.keys(engine.tags), 'tag'),
      })),
  ]
  for (const tag of tags) {
    if (strange.includes(tag) || strays.includes(tag) || tag.name?.startsWith('end')) continue
    const own = faultsInside(tag, text, engine)
    faults.push(...own)
    if (own.some(({ code }) => code === 'template-syntax')) faulty.push(tag)
  }
  // Of what never ends only the braces go: what they hide may be sound.
  const braces = unclosed.map(({ begin }) => ({ begin, end: begin + 2 }))
  const left = [...braces, ...strange, ...strays, ...faulty]
  const filters = new Set(faults.flatMap(({ filter }) => filter ?? []))
  const lost = namesIn([...unclosed, ...left], text)
  return { faults, mended: { ...mend(text, left, blocks), filters, lost } }
}

/** What a tag needs around it to be read by itself. */
function alone({ name, begin, end }: Tag, text: string): { before: string; after: string } {
  const own = text.slice(begin, end)
  if (name === undefined || own === '') return { before: '', after: '' }
  if (isBlock(name)) return { before: '', after: `{% end${name} %}` }
  if (name === 'when') return { before: '{% case 1 %}', after: '{% endcase %}' }
  if (name === 'elsif' || name === 'else') return { before: '{% if 1 %}', after: '{% endif %}' }
  return { before: '', after: '' }
}

/** The faults of one tag: unknown filters, one after another, and what cannot be read at all. */
function faultsInside(tag: Tag, text: string, engine: Liquid): LiquidFault[] {
  const { before, after } = alone(tag, text)
  const own = text.slice(tag.begin, tag.end)
  const faults: LiquidFault[] = []
  const pretended: string[] = []
  for (let round = 0; round < 20; round++)
    try {
      engine.parse(before + own + after)
      break
    } catch (error) {
      const { message, token } = error as { message: string; token?: { begin: number; end: number } }
      const what = message.replace(/, line:\d+.*$/s, '')
      const filter = /^undefined filter: (\S+)$/.exec(what)?.[1]
      if (filter === undefined) {
        faults.push({ ...within(tag, token, before.length, text), ...unread(what), code: 'template-syntax' })
        break
      }
      faults.push({
        begin: tag.begin,
        end: tag.end,
        ...noFilter(filter, engine),
        code: 'unknown-filter',
        filter,
      })
      engine.registerFilter(filter, (value: unknown) => value)
      pretended.push(filter)
    }
  for (const filter of pretended) delete engine.filters[filter]
  return faults
}

/** Where the engine points, if that is at a word of the tag; else the whole of it. */
function within(
  { begin, end }: Tag,
  token: { begin: number; end: number } | undefined,
  shift: number,
  text: string,
) {
  const from = begin + (token?.begin ?? 0) - shift
  const to = Math.min(end, begin + (token?.end ?? 0) - shift)
  return token && from > begin && to > from && /\S/.test(text[from]!)
    ? { begin: from, end: to }
    : { begin, end }
}

/** What the engine says, and in our words what to do. */
const SAID: readonly [RegExp, string, string][] = [
  [
    /^illegal tag: \{%-?\s*(for|tablerow)/,
    'This loop cannot be read',
    'write it as `{% for item in items %}`.',
  ],
  [
    /expected "\|" before filter/,
    'This comparison cannot be read',
    'compare with ==, !=, >, <, >=, <= or contains.',
  ],
  [/invalid value expression: ""/, 'Something is missing here', 'say what is meant, such as `page.title`.'],
  [/not closed$/, 'A bracket or quote is not closed', 'close it, or leave it out.'],
  [
    /expected variable name|expected "="|invalid capture name/,
    'This names nothing',
    'write it as `{% assign name = page.title %}`.',
  ],
]
function unread(said: string): { what: string; fix: string } {
  const known = SAID.find(([pattern]) => pattern.test(said))
  return known
    ? { what: known[1], fix: known[2] }
    : { what: `This cannot be read: ${said}`, fix: 'leave it out, or write it as Liquid does.' }
}

const noFilter = (filter: string, engine: Liquid) =>
  filter === 'raw'
    ? {
        what: "There is no filter 'raw': every value is escaped",
        fix: 'put markup into the template itself.',
      }
    : {
        what: `There is no filter '${filter}'`,
        fix: suggest(filter, Object.keys(engine.filters), 'filter'),
      }

const namesIn = (pieces: readonly { begin: number; end: number }[], text: string): Set<string> =>
  new Set(pieces.flatMap(({ begin, end }) => text.slice(begin, end).match(/[\w-]+/g) ?? []))

/** The text with what is faulty blanked, a faulty block's other tags too, and ends where they are missing. */
function mend(
  text: string,
  left: readonly { begin: number; end: number }[],
  blocks: readonly Nested[],
): Pick<Mended, 'text' | 'back'> {
  const gone = new Set(left)
  const blanks = [...left]
  const added: { at: number; text: string }[] = []
  for (const { open, middles, close, until } of blocks) {
    if (gone.has(open)) blanks.push(...middles, ...(close ? [close] : []))
    // Inner blocks end first: they come later here and are put before what stands there already.
    else if (until !== undefined) added.unshift({ at: until, text: `{% end${open.name} %}` })
  }
  const chars = [...text.split('')]
  for (const { begin, end } of blanks) for (let i = begin; i < end; i++) if (chars[i] !== '\n') chars[i] = ' '
  const blanked = chars.join('')
  const inserted = added.sort((a, b) => a.at - b.at)
  const pieces: string[] = []
  let at = 0
  for (const each of inserted) {
    pieces.push(blanked.slice(at, each.at), each.text)
    at = each.at
  }
  pieces.push(blanked.slice(at))
  return {
    text: pieces.join(''),
    back(offset) {
      let shift = 0
      for (const each of inserted) if (each.at + shift + each.text.length <= offset) shift += each.text.length
      return offset - shift
    },
  }
}
