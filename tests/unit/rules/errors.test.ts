import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { CODES } from '../../../rules/codes.ts'
import { compile, type Files } from '../../../rules/compile.ts'
import { type Diagnostic, formatDiagnostic } from '../../../rules/diagnostics.ts'
import { runTests } from '../../../rules/testing.ts'
import { catalogue } from './catalogue.ts'
import { NOW, visitorOf } from './visitor.ts'

const PATH = fileURLToPath(new URL('../../../rules/ERRORS.md', import.meta.url))

interface Section {
  code: string
  severity: string
  examples: string[]
  text: string | undefined
}

const blocks = (section: string, language: string) =>
  [...section.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'gms'))].map((match) => match[1]!)

const sections = readFileSync(PATH, 'utf8')
  .split(/^## /m)
  .slice(1)
  .map(
    (section): Section => ({
      code: /^`([^`]+)`/.exec(section)?.[1] ?? '',
      severity: /^(Error|Warning)\./m.exec(section)?.[1]?.toLowerCase() ?? '',
      examples: blocks(section, 'yaml'),
      text: blocks(section, 'text')[0],
    }),
  )

function diagnose(examples: readonly string[]): Diagnostic[] {
  const files: Files = Object.fromEntries(
    examples.map((text, i) => [i === 0 ? 'example.yaml' : 'second.yaml', text]),
  )
  const compiled = compile(files, { catalogue, now: NOW })
  const tests = compiled.ok ? runTests(compiled, (described) => visitorOf({ now: described.now }), NOW) : []
  return [...compiled.diagnostics, ...tests.flatMap((result) => result.diagnostics)]
}

const printed = (diagnostics: readonly Diagnostic[]) => `${diagnostics.map(formatDiagnostic).join('\n\n')}\n`

// UPDATE_ERRORS=1 writes what is printed into ERRORS.md: read the difference before keeping it.
if (process.env.UPDATE_ERRORS) {
  let text = readFileSync(PATH, 'utf8')
  for (const { code, examples } of sections)
    if (examples.length > 0)
      text = text.replace(
        new RegExp(`(## \`${code}\`.*?^\`\`\`text\n).*?(^\`\`\`$)`, 'ms'),
        (_, before, after) => `${before}${printed(diagnose(examples))}${after}`,
      )
  writeFileSync(PATH, text)
}

describe('ERRORS.md', () => {
  it('[R20] explains every code once', () => {
    expect(sections.map(({ code }) => code).sort()).toEqual([...CODES].sort())
  })

  it.each(sections.filter(({ examples }) => examples.length > 0))(
    '[R20] $code: the example brings exactly what is printed',
    ({ code, severity, examples, text }) => {
      const diagnostics = diagnose(examples)
      expect(diagnostics.find((d) => d.code === code)?.severity).toBe(severity)
      expect(printed(diagnostics)).toBe(text)
    },
  )

  it.each(sections.filter(({ examples }) => examples.length > 0))(
    '[R21] $code: points at a place that is there, and suggests a fix',
    ({ code, examples }) => {
      for (const d of diagnose(examples)) {
        const lines = examples[d.file === 'example.yaml' ? 0 : 1]!.split('\n')
        expect(lines[d.line - 1]).toBe(d.source)
        expect(d.column).toBeLessThanOrEqual(d.source.length + 1)
        if (code !== 'test-failed') expect(d.fix).toMatch(/\S/)
      }
    },
  )
})
