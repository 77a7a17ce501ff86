import { BLOCK_ATTRIBUTES, BLOCK_ELEMENTS, BLOCK_URLS } from '../../snippet/wire.ts'
import { decodeReferences } from './references.ts'
import { interfaceOf, isPhrasing, isVoid, NEEDS, takesFlow, takesPhrasing } from './tags.ts'

/** Where a block goes: the slot's own tag, and whether a link or a button is around it. */
export interface Place {
  tag: string
  inLink: boolean
}

const TEXT = /[^<]+/y
// Without `--` inside there is no question of where a comment ends.
const COMMENT = /<!--(?!>|->)(?:[^-]|-(?!-))*-->/y
const END = /<\/([a-z][a-z0-9]*)\s*>/iy
const START = /<([a-z][a-z0-9]*)/iy
const ATTRIBUTE = /\s+([a-z][\w:.-]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?/iy
const CLOSE = /\s*\/?>/y

/**
 * A block's markup as it may be written into a page that streams by: attributes and elements as
 * the snippet allows them (snippet/wire.ts). A browser parses it in the middle of the page, where
 * the snippet parses it apart, so what could reach beyond the slot (an end tag too many, a list
 * item without its list, a paragraph in a paragraph) is `undefined`: left to the snippet.
 */
export function streamable(html: string, place: Place): string | undefined {
  if (html.includes('\0') || !(takesFlow(place.tag) || takesPhrasing(place.tag))) return undefined
  const open: string[] = []
  let at = 0
  let out = ''
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at
    const found = pattern.exec(html)
    if (found) at = pattern.lastIndex
    return found
  }
  while (at < html.length) {
    const text = take(TEXT)
    if (text) {
      out += text[0]
      continue
    }
    if (take(COMMENT)) continue
    const end = take(END)?.[1]?.toLowerCase()
    if (end !== undefined) {
      if (open.pop() !== end) return undefined
      out += `</${end}>`
      continue
    }
    const tag = take(START)?.[1]?.toLowerCase()
    if (tag === undefined || !fits(tag, open, place)) return undefined
    out += `<${tag}`
    for (let attribute = take(ATTRIBUTE); attribute; attribute = take(ATTRIBUTE)) out += kept(attribute)
    if (!take(CLOSE)) return undefined
    out += '>'
    if (!isVoid(tag)) open.push(tag)
  }
  return open.length === 0 ? out : undefined
}

/**
 * Whether an element may stand here without ending one that is open around it: then an end tag of the block would
 * end the slot instead (html.spec.whatwg.org, tree construction, "in body").
 */
function fits(tag: string, open: readonly string[], { tag: slot, inLink }: Place): boolean {
  const known = interfaceOf(tag)
  if (known === undefined || !BLOCK_ELEMENTS.test(` ${known}`)) return false
  if (!isPhrasing(tag) && (!takesFlow(slot) || open.includes('p'))) return false
  if (isHeading(tag) && open.some(isHeading)) return false
  if (isLink(tag) && (inLink || isLink(slot) || open.some(isLink))) return false
  const parents = NEEDS[tag]
  return parents === undefined || parents.includes(open.at(-1) ?? slot)
}

const isHeading = (tag: string): boolean => /^h[1-6]$/.test(tag)
const isLink = (tag: string): boolean => tag === 'a' || tag === 'button'

/** An attribute as it is written out; nothing for one that is not allowed. */
function kept([, given = '', double, single, bare]: RegExpExecArray): string {
  const name = given.toLowerCase()
  const raw = double ?? single ?? bare
  if (!BLOCK_ATTRIBUTES.test(name)) return ''
  if (raw === undefined) return ` ${name}=""`
  if (/href|src/.test(name) && !BLOCK_URLS.test(decodeReferences(raw))) return ''
  return ` ${name}="${raw.replaceAll('"', '&quot;')}"`
}
