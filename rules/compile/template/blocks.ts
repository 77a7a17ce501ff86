import type { Fault, Tag } from './tags.ts'

/** Tags that have an end, and what may stand between. */
const BLOCKS: Readonly<Record<string, readonly string[]>> = {
  if: ['elsif', 'else'],
  unless: ['elsif', 'else'],
  case: ['when', 'else'],
  for: ['else'],
  tablerow: [],
  capture: [],
  comment: [],
  raw: [],
}
const MIDDLES = new Set(Object.values(BLOCKS).flat())

/** A block of a template: where it opens, its middles, and its end if it has one. */
export interface Nested {
  open: Tag
  middles: Tag[]
  close?: Tag
  /** Where its end must be thought: before the tag that closes what it stands in, or at the end of the text. */
  until?: number
}

export const isBlock = (name: string): boolean => Object.hasOwn(BLOCKS, name)
/** Whether a tag only has a meaning inside of, or as the end of, another. */
export const belongs = (name: string): boolean => MIDDLES.has(name) || isBlock(name.replace(/^end/, ''))

/** Pairs the tags of a template; what is not closed, closes nothing or stands in the wrong place is a fault, and strays are left out. */
export function nest(
  tags: readonly Tag[],
  text: string,
): { blocks: Nested[]; strays: Tag[]; faults: Fault[] } {
  const blocks: Nested[] = []
  const strays: Tag[] = []
  const faults: Fault[] = []
  const open: Nested[] = []
  const stray = (tag: Tag, what: string, fix: string) => {
    strays.push(tag)
    faults.push({ begin: tag.begin, end: tag.end, what, fix })
  }
  const leave = (block: Nested, until: number) => {
    const { name, begin, end } = block.open
    block.until = until
    faults.push({
      begin,
      end,
      what: `\`${text.slice(begin, end)}\` is not closed`,
      fix: `add \`{% end${name} %}\` where it ends.`,
    })
  }
  for (const tag of tags) {
    const { name } = tag
    if (name === undefined) continue
    if (isBlock(name)) {
      const block: Nested = { open: tag, middles: [] }
      open.push(block)
      blocks.push(block)
    } else if (MIDDLES.has(name)) {
      const top = open.at(-1)
      if (!top || !BLOCKS[top.open.name!]!.includes(name))
        stray(
          tag,
          `\`{% ${name} %}\` stands ${top ? `inside of \`${top.open.name}\`` : 'by itself'}`,
          whereTo(name),
        )
      else if (top.middles.some((each) => each.name === 'else'))
        stray(
          tag,
          `\`{% ${name} %}\` comes after the \`{% else %}\` of its block`,
          'put the `else` last, and one alone.',
        )
      else top.middles.push(tag)
    } else if (name.startsWith('end') && isBlock(name.slice(3))) {
      const index = open.findLastIndex((block) => block.open.name === name.slice(3))
      if (index < 0) {
        stray(
          tag,
          `\`{% ${name} %}\` closes nothing`,
          `delete it, or open a \`{% ${name.slice(3)} … %}\` before it.`,
        )
        continue
      }
      for (const inner of open.splice(index + 1)) leave(inner, tag.begin)
      open.pop()!.close = tag
    }
  }
  for (const block of open) leave(block, text.length)
  return { blocks, strays, faults }
}

function whereTo(name: string): string {
  const owners = Object.keys(BLOCKS).filter((block) => BLOCKS[block]!.includes(name))
  return `it belongs between \`{% ${owners[0]} … %}\` and \`{% end${owners[0]} %}\`.`
}
