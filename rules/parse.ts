import {
  type Alias,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseAllDocuments,
} from 'yaml'
import type { Diagnostic } from './diagnostics.ts'

export type Path = readonly (string | number)[]
/** Plain data of a rule file: null-prototype maps, lists, scalars. */
export type Plain = string | number | boolean | null | Plain[] | { [name: string]: Plain }

/** One rule file: its data, and where in its text each part of the data stands. */
export interface Source {
  file: string
  text: string
  value: { [name: string]: Plain }
  /** A diagnostic at a part of the data: at its value, or at its key. */
  at(path: Path, part: 'key' | 'value'): Place
  /** A place inside a block text (`|`), by its row and column from 1; other texts: the whole of it. */
  inside(path: Path, row: number, column: number, length: number): Place
  /** The scalar's characters as written (`0012`, not 12). */
  written(path: Path): string
}
export type Place = Pick<Diagnostic, 'file' | 'line' | 'column' | 'length' | 'source'>

/** Largest rule file, UTF-16 code units. */
export const MAX_FILE = 4_000_000
/** Deepest nesting. */
export const MAX_DEPTH = 40
/** Most values a file may hold once its aliases are written out. */
const MAX_VALUES = 1_000_000

// Characters that make text read otherwise than it is compiled (CVE-2021-42574).
const BIDI = /[\u202a-\u202e\u2066-\u2069]/gu

type Range = [start: number, end: number]
const here = (node: { range?: readonly number[] | null | undefined } | null | undefined): Range =>
  node?.range ? [node.range[0]!, node.range[1]!] : [0, 1]

/** Reads one YAML text; every fault of it becomes a diagnostic, what can be read is read. */
export function parse(file: string, text: string): { source: Source; diagnostics: Diagnostic[] } {
  const lines = new LineCounter()
  const diagnostics: Diagnostic[] = []
  const place = (range: Range): Place => placeOf(file, text, lines, range)
  const report = (code: string, range: Range, message: string, fix?: string) =>
    diagnostics.push({ code, severity: 'error', ...place(range), message, ...(fix && { fix }) })

  if (text.length > MAX_FILE) {
    lines.addNewLine(0)
    report(
      'file-too-large',
      [0, 1],
      `The file has ${text.length} characters; at most ${MAX_FILE} are read.`,
      'split it: all files of the folder are merged.',
    )
    return { source: empty(file, text, place), diagnostics }
  }
  const documents = parseAllDocuments(text, {
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: false,
    logLevel: 'silent',
    merge: false,
  })
  const [document, second] = Array.isArray(documents) ? documents : []
  for (const bidi of text.matchAll(BIDI))
    report(
      'bidi-character',
      [bidi.index, bidi.index + 1],
      'An invisible character here changes the direction of the text, so it does not read as it is understood.',
      'delete it; right-to-left scripts need no such character.',
    )
  for (const fault of [...(document?.errors ?? []), ...(document?.warnings ?? [])])
    report(...syntaxFault(fault.code, fault.pos, fault.message, text))
  if (second)
    report(
      'several-documents',
      here(second.contents as Node),
      'A rule file holds one document; a line of `---` starts another.',
      'put it in a file of its own.',
    )

  const root = document?.contents ?? null
  const value = root === null ? {} : new Reader(document!, report).read(root as Node, 0)
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    if (diagnostics.length === 0)
      report(
        'not-a-map',
        here(root as Node),
        'A rule file is a map with keys such as `segments`, `blocks` and `slots`.',
        'start with `slots:` on a line of its own.',
      )
    return { source: empty(file, text, place), diagnostics }
  }
  const find = (path: Path, part: 'key' | 'value'): Range =>
    locate(root as Node, path, part, (alias) => alias.resolve(document!) as Node | undefined)
  return {
    source: {
      file,
      text,
      value,
      at: (path, part) => place(find(path, part)),
      inside: (path, row, column, length) =>
        place(insideText(text, find(path, 'value'), row, column, length)),
      written: (path) => text.slice(...find(path, 'value')),
    },
    diagnostics,
  }
}

const empty = (file: string, text: string, place: (range: Range) => Place): Source => ({
  file,
  text,
  value: Object.create(null),
  at: () => place([0, 1]),
  inside: () => place([0, 1]),
  written: () => '',
})

type Report = (code: string, range: Range, message: string, fix?: string) => void

/** Turns YAML nodes into plain data within bounds; `__proto__` never becomes a key. */
class Reader {
  #values = 0
  #document: { get?: unknown }
  #report: Report
  #stopped = false

  constructor(document: object, report: Report) {
    this.#document = document
    this.#report = report
  }

  read(node: Node | null, depth: number): Plain {
    if (node === null || this.#stopped) return null
    if (depth > MAX_DEPTH)
      return this.#stop(
        'too-deep',
        node,
        `This is nested more than ${MAX_DEPTH} levels deep.`,
        'name an inner condition as a segment and use `in:`.',
      )
    if (++this.#values > MAX_VALUES)
      return this.#stop(
        'too-many-values',
        node,
        `The file holds more than ${MAX_VALUES} values once its aliases are written out.`,
        'use segments instead of YAML aliases.',
      )
    if (isAlias(node)) {
      const target = node.resolve(this.#document as never)
      if (!target) return null // reported by the YAML reader
      return this.read(target as Node, depth + 1)
    }
    if (isMap(node)) return this.#map(node.items as Pair<Node, Node>[], depth)
    if (isSeq(node)) return node.items.map((item) => this.read(item as Node, depth + 1))
    if (!isScalar(node)) return null
    return typeof node.value === 'bigint' ? Number(node.value) : (node.value as Plain)
  }

  #map(pairs: Pair<Node, Node>[], depth: number): Plain {
    const map = Object.create(null) as { [name: string]: Plain }
    for (const { key, value } of pairs) {
      if (!isScalar(key) || key.value === null || typeof key.value === 'object') {
        this.#report('bad-name', here(key ?? value), 'A name here must be a single word or text.')
        continue
      }
      const name = String(key.value)
      if (name === '__proto__' || name === 'constructor' || name === 'prototype') {
        this.#report('bad-name', here(key), `'${name}' cannot be a name.`, 'choose another word.')
        continue
      }
      if (name in map) {
        this.#report(
          'duplicate-key',
          here(key),
          `'${name}' stands here a second time; only one would count.`,
          'delete one of the two, or give it another name.',
        )
        continue
      }
      map[name] = this.read(value, depth + 1)
    }
    return map
  }

  #stop(code: string, node: Node, message: string, fix: string): null {
    this.#stopped = true
    this.#report(code, here(node), message, fix)
    return null
  }
}

function locate(
  root: Node,
  path: Path,
  part: 'key' | 'value',
  resolve: (alias: Alias) => Node | undefined,
): Range {
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

function placeOf(file: string, text: string, lines: LineCounter, [start, end]: Range): Place {
  const { line, col } = lines.lineStarts.length
    ? lines.linePos(Math.min(start, text.length))
    : { line: 1, col: 1 }
  const from = lines.lineStarts[line - 1] ?? 0
  const source = text.slice(from, lineEnd(text, from)).replace(/^\ufeff/, '')
  const shift = text.charCodeAt(from) === 0xfeff ? 1 : 0
  const column = Math.max(1, col - shift)
  return {
    file,
    line,
    column,
    length: Math.max(1, Math.min(end - start, source.length - column + 1)),
    source,
  }
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from)
  const stop = end < 0 ? text.length : end
  return text[stop - 1] === '\r' ? stop - 1 : stop
}

function insideText(text: string, range: Range, row: number, column: number, length: number): Range {
  if (text[range[0]] !== '|') return range
  let start = text.indexOf('\n', range[0]) + 1
  const indent = /^[ \n\r]*?( *)[^ \n\r]/.exec(text.slice(start, range[1]))?.[1]?.length ?? 0
  for (let i = 1; i < row; i++) start = text.indexOf('\n', start) + 1
  const from = start + indent + column - 1
  return [from, from + Math.max(1, length)]
}

/** The YAML reader's own faults in the house grammar. */
function syntaxFault(
  code: string,
  [start, end]: Range,
  message: string,
  text: string,
): [string, Range, string, string?] {
  const range: Range = [start, Math.max(end, start + 1)]
  const seen = JSON.stringify(text.slice(start, start + 12))
  switch (code) {
    case 'TAB_AS_INDENT':
      return [
        'tab-indent',
        range,
        'This line is indented with a tab; YAML knows only blanks.',
        'replace each tab by two blanks.',
      ]
    case 'BAD_INDENT':
      return [
        'bad-indent',
        range,
        'This line is not indented like its neighbours, so it is unclear what it belongs to.',
        'align it with the line above that it belongs to.',
      ]
    case 'BAD_ALIAS':
      return [
        'unknown-alias',
        range,
        'This alias (`*name`) has no anchor (`&name`) before it.',
        'use a segment and `in:` instead.',
      ]
    case 'RESOURCE_EXHAUSTION':
      return [
        'too-deep',
        range,
        'This is nested too deep to read.',
        'name an inner condition as a segment and use `in:`.',
      ]
    case 'TAG_RESOLVE_FAILED':
      return [
        'unknown-tag',
        range,
        'A tag (`!name`) means nothing in a rule file.',
        'delete it, or put the text in quotes.',
      ]
    case 'MISSING_CHAR':
    case 'BLOCK_IN_FLOW':
      return [
        'unclosed',
        range,
        `Something that was opened is not closed here: ${firstSentence(message)}.`,
        'close the quote, the bracket or the brace.',
      ]
    case 'BAD_SCALAR_START':
      return [
        'needs-quotes',
        range,
        `A plain text cannot start with ${JSON.stringify(text[start] ?? '')}.`,
        'put the text in quotes.',
      ]
    default:
      return [
        'yaml-syntax',
        range,
        `This is not valid YAML: ${firstSentence(message)} (at ${seen}).`,
        'check the colon, the dash and the indentation of this line and the one above.',
      ]
  }
}

const firstSentence = (message: string) =>
  message
    .split('\n')[0]!
    .replace(/ at line \d+.*$/, '')
    .replace(/[.:]$/, '')
