import type { Code } from './codes.ts'

/** What is wrong with a rule file, where, and what to do about it. */
export interface Diagnostic {
  /** Stable, one of ERRORS.md. */
  code: Code
  severity: 'error' | 'warning'
  file: string
  /** From 1; `column` counts UTF-16 code units. */
  line: number
  column: number
  /** Code units to underline on that line, at least 1. */
  length: number
  /** The source line. */
  source: string
  message: string
  fix?: string
}

// Characters that reorder or hide text: shown by their number, so that what is read is what is there.
const HIDDEN = /[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u
/** Longest part of a source line that is printed. */
const WINDOW = 140
/** Longest message that is printed; it may quote the file. */
const LONG = 600

/** One diagnostic as text: place and code, the source line with a caret, what is wrong, what to do. */
export function formatDiagnostic(d: Diagnostic): string {
  const from = d.column - 1 > WINDOW - 40 ? d.column - 41 : 0
  const line = d.source.slice(from, from + WINDOW)
  const gutter = String(d.line).padStart(4)
  const indent = pad(line.slice(0, d.column - 1 - from))
  const marked = line.slice(d.column - 1 - from, d.column - 1 - from + d.length)
  return [
    `${d.file}:${d.line}:${d.column} ${d.severity} ${d.code}`,
    `${gutter} │ ${from > 0 ? '…' : ''}${visible(line)}`,
    `${' '.repeat(gutter.length)} │ ${from > 0 ? ' ' : ''}${indent}${'^'.repeat(Math.max(1, width(marked)))}`,
    `  ${d.message.length > LONG ? `${d.message.slice(0, LONG)}…` : d.message}`,
    ...(d.fix ? [`  Fix: ${d.fix}`] : []),
  ].join('\n')
}

/** Every diagnostic in the order of the files and lines, and a last line that counts them. */
export function formatDiagnostics(diagnostics: readonly Diagnostic[]): string {
  const count = (severity: string) => diagnostics.filter((d) => d.severity === severity).length
  const total = `${plural(count('error'), 'error')}, ${plural(count('warning'), 'warning')}`
  return [...inOrder(diagnostics).map(formatDiagnostic), total].join('\n\n')
}

/** By file, line, column. */
export function inOrder(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return [...diagnostics].sort(
    (a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) || a.line - b.line || a.column - b.column,
  )
}

/** "1 error", "2 errors". */
export const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`

const visible = (text: string) =>
  text.replace(HIDDEN, (c) => `<U+${c.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}>`)

/** Columns that a terminal gives to text. */
const width = (text: string) => [...visible(text)].reduce((sum, c) => sum + (WIDE.test(c) ? 2 : 1), 0)

/** Blanks as wide as the text, tabs kept. */
const pad = (text: string) =>
  [...visible(text)].map((c) => (c === '\t' ? '\t' : WIDE.test(c) ? '  ' : ' ')).join('')
