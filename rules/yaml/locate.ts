import { type Alias, isAlias, isMap, isScalar, isSeq, type Node, type Pair } from 'yaml'
import type { Diagnostic } from '../diagnostics.ts'
import type { Lines } from './lines.ts'

/** Steps from the root of a file's data to a part of it. */
export type Path = readonly (string | number)[]
/** A part of a file: line, column, length, and the line itself. */
export type Place = Pick<Diagnostic, 'file' | 'line' | 'column' | 'length' | 'source'>
/** From and to, offsets in the text. */
export type TextRange = [start: number, end: number]

/** Where a node stands. */
export const here = (node: { range?: readonly number[] | null | undefined } | null | undefined): TextRange =>
  node?.range ? [node.range[0]!, node.range[1]!] : [0, 1]

/** Where the part of the data at a path stands: its value, or its key. */
export function locate(
  root: Node,
  path: Path,
  part: 'key' | 'value',
  resolve: (alias: Alias) => Node | undefined,
): TextRange {
  let node: Node | null | undefined = root as Node | null | undefined
  let range = here(root)
  for (const [index, step] of path.entries()) {
    if (isAlias(node)) node = resolve(node)
    const last = index === path.length - 1
    if (isMap(node)) {
      const pair: Pair<Node, Node> | undefined = (node.items as Pair<Node, Node>[]).find(
        ({ key }) => isScalar(key) && String(key.value) === String(step),
      )
      if (!pair) return range
      range = last && part === 'key' ? here(pair.key) : pair.value?.range ? here(pair.value) : here(pair.key)
      node = pair.value
    } else if (isSeq(node)) {
      node = node.items[Number(step)] as Node | undefined
      if (!node) return range
      range = here(node)
    } else return range
  }
  return range
}

/** A range as a place for people. */
export function placeOf(file: string, text: string, lines: Lines, [start, upto]: TextRange): Place {
  const [line, col] = lines.placeOf(Math.min(start, text.length))
  const from = lines.offsetOf(line, 1)
  const end = lines.offsetOf(line + 1, 0)
  const source = text.slice(from, text[end - 1] === '\r' ? end - 1 : end).replace(/^\ufeff/, '')
  const shift = text.charCodeAt(from) === 0xfeff ? 1 : 0
  const column = Math.max(1, col - shift)
  return {
    file,
    line,
    column,
    length: Math.max(1, Math.min(upto - start, source.length - column + 1)),
    source,
  }
}

/** A range inside a block text (`|`), by row and column from 1; of other texts the whole. */
export function insideText(
  text: string,
  range: TextRange,
  row: number,
  column: number,
  length: number,
): TextRange {
  if (text[range[0]] !== '|') return range
  let start = text.indexOf('\n', range[0]) + 1
  const indent = /^[ \n\r]*?( *)[^ \n\r]/.exec(text.slice(start, range[1]))?.[1]?.length ?? 0
  for (let i = 1; i < row; i++) start = text.indexOf('\n', start) + 1
  const from = start + indent + column - 1
  return [from, from + Math.max(1, length)]
}
