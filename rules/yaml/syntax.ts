import type { Code } from '../codes.ts'
import type { TextRange } from './locate.ts'

/** The YAML reader's own faults in the house grammar. */
export function syntaxFault(
  code: string,
  [start, end]: TextRange,
  message: string,
  text: string,
): [Code, TextRange, string, string?] {
  const range: TextRange = [start, Math.max(end, start + 1)]
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
      if (message.startsWith('Flow'))
        return [
          'unclosed',
          range,
          'A brace or bracket that was opened above is not closed before this line.',
          'close it with `}` or `]`.',
        ]
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
