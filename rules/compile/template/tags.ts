/** One `{{ … }}` or `{% … %}` of a template, by offsets into its text. */
export interface Tag {
  /** Of a tag its name, of an output none. */
  name?: string
  begin: number
  end: number
}

/** What is wrong with a piece of a template, by offsets into its text. */
export interface Fault {
  begin: number
  end: number
  what: string
  fix: string
}

/** Every tag and output of a template in order, and those that never end; strings, comments and `raw` hide what is inside. */
export function readTags(text: string): { tags: Tag[]; faults: Fault[] } {
  const tags: Tag[] = []
  const faults: Fault[] = []
  // A comment hides what tags say, not where they end.
  let commented = false
  const opening = /\{[{%]/g
  for (let open = opening.exec(text); open; open = opening.exec(text)) {
    const begin = open.index
    const name =
      open[0] === '{%' ? (/^\{%-?\s*(#|[\w-]*\w)/.exec(text.slice(begin, begin + 80))?.[1] ?? '') : undefined
    const end = closeOf(text, begin, name)
    if (end.at === undefined) {
      const shown = text.slice(begin, end.stop).split('\n', 1)[0]!.trimEnd()
      faults.push({
        begin,
        end: begin + shown.length,
        what: `\`${shown}\` is not closed`,
        fix: `end it with \`${name === undefined ? '}}' : '%}'}\`.`,
      })
      opening.lastIndex = begin + 2
      continue
    }
    opening.lastIndex = end.at
    if (commented && end.loose && name === undefined)
      faults.push({
        begin,
        end: end.at,
        what: `A quote in \`${text.slice(begin, end.at)}\` is not closed`,
        fix: 'close it, or leave it out: a comment is searched for its end.',
      })
    if (commented && name !== 'endcomment' && name !== 'raw' && name !== '') continue
    if (name === 'comment' || name === 'endcomment') commented = name === 'comment'
    tags.push({ ...(name !== undefined && { name }), begin, end: end.at })
    if (name !== 'raw') continue
    const closing = /\{%-?\s*endraw\s*-?%\}/g
    closing.lastIndex = end.at
    const close = closing.exec(text)
    if (close) tags.push({ name: 'endraw', begin: close.index, end: closing.lastIndex })
    opening.lastIndex = close ? closing.lastIndex : text.length
  }
  return { tags, faults }
}

/** Where a tag ends and whether a quote in it does not; where no end is, the place to go on from. */
function closeOf(
  text: string,
  begin: number,
  name: string | undefined,
): { at: number | undefined; stop: number; loose?: boolean } {
  const close = name === undefined ? '}}' : '%}'
  let loose = false
  for (let at = begin + 2; at < text.length; at++) {
    const char = text[at]!
    if (text.startsWith(close, at)) return { at: at + 2, stop: at + 2, loose }
    if (char === '{' && (text[at + 1] === '{' || text[at + 1] === '%')) return { at: undefined, stop: at }
    if ((char === "'" || char === '"') && name !== '#') {
      const last = endOfString(text, at, char)
      loose ||= last === at
      at = last
    }
  }
  return { at: undefined, stop: text.length }
}

/** The last character of a string; one that does not end on its line is no string. */
function endOfString(text: string, at: number, quote: string): number {
  for (let i = at + 1; i < text.length && text[i] !== '\n'; i++) {
    if (text[i] === '\\') i++
    else if (text[i] === quote) return i
  }
  return at
}
