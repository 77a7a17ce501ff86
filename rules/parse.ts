import { type Node, parseAllDocuments } from 'yaml'
import type { Code } from './codes.ts'
import type { Diagnostic } from './diagnostics.ts'
import { linesOf } from './yaml/lines.ts'
import { here, insideText, locate, type Path, type Place, placeOf, type TextRange } from './yaml/locate.ts'
import { type Plain, Reader } from './yaml/reader.ts'
import { syntaxFault } from './yaml/syntax.ts'

export type { Path, Place, Plain }

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

/** Largest rule file, UTF-16 code units. */
export const MAX_FILE = 4_000_000
// Characters that make text read otherwise than it is compiled (CVE-2021-42574).
const BIDI = /[\u202a-\u202e\u2066-\u2069]/gu

/** Reads one YAML text; every fault of it becomes a diagnostic, what can be read is read. */
export function parse(file: string, text: string): { source: Source; diagnostics: Diagnostic[] } {
  const lines = linesOf(text)
  const diagnostics: Diagnostic[] = []
  const place = (range: TextRange): Place => placeOf(file, text, lines, range)
  const report = (code: Code, range: TextRange, message: string, fix?: string) =>
    diagnostics.push({ code, severity: 'error', ...place(range), message, ...(fix && { fix }) })

  if (text.length > MAX_FILE) {
    report(
      'file-too-large',
      [0, 1],
      `The file has ${text.length} characters; at most ${MAX_FILE} are read.`,
      'split it: all files of the folder are merged.',
    )
    return { source: empty(file, text, place), diagnostics }
  }
  let documents: ReturnType<typeof parseAllDocuments>
  try {
    documents = parseAllDocuments(text, {
      prettyErrors: false,
      uniqueKeys: false,
      logLevel: 'silent',
      merge: false,
    })
  } catch (error) {
    // The parser goes down by calling itself (`a: a: a: …`): what it has no stack for, nobody meant to write.
    if (!(error instanceof RangeError)) throw error
    report(
      'too-deep',
      [0, 1],
      'Somewhere in this file one thing is nested in another too deeply to be read.',
      'name an inner condition as a segment and use `in:`.',
    )
    return { source: empty(file, text, place), diagnostics }
  }
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
  const find = (path: Path, part: 'key' | 'value'): TextRange =>
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

const empty = (file: string, text: string, place: (range: TextRange) => Place): Source => ({
  file,
  text,
  value: Object.create(null),
  at: () => place([0, 1]),
  inside: () => place([0, 1]),
  written: () => '',
})
