import { type Compiled, compile } from '../compile.ts'
import { formatDiagnostics, plural } from '../diagnostics.ts'
import { readCatalogue, readRules } from '../folder.ts'
import { visitorOf } from '../given/visitor.ts'
import { runTests, type TestResult } from '../testing.ts'

/** What every command works with: the folder, the catalogue, a clock, and where it writes. */
export interface Desk {
  dir: string
  catalogue: string
  now: () => number
  out: (text: string) => void
}

/** Compiles the folder; says so when names of the catalogue could not be checked. */
export function load(desk: Desk): Compiled {
  const catalogue = readCatalogue(desk.catalogue)
  if (!catalogue)
    desk.out(`No catalogue at ${desk.catalogue}: names of categories, brands and items are not checked.`)
  return compile(readRules(desk.dir), { now: desk.now(), ...(catalogue && { catalogue }) })
}

/** `check`: every diagnostic; true when no error is among them. */
export function check(desk: Desk, compiled = load(desk)): boolean {
  const { segments, slots, blocks, experiments } = compiled.bundle
  const count = (what: object | undefined) => Object.keys(what ?? {}).length
  if (compiled.diagnostics.length > 0) desk.out(formatDiagnostics(compiled.diagnostics))
  else
    desk.out(
      `All good: ${plural(count(segments), 'segment')}, ${plural(count(blocks), 'block')}, ${plural(count(slots), 'slot')}, ${plural(count(experiments), 'experiment')}.`,
    )
  return compiled.ok
}

/** `test`: the tests of the files; true when all passed. */
export function test(desk: Desk, compiled = load(desk)): boolean {
  if (!compiled.ok) return check(desk, compiled)
  const results = runTests(compiled, visitorOf, desk.now())
  for (const result of results) desk.out(resultText(result))
  const failed = results.filter((result) => !result.passed).length
  desk.out(`${results.length - failed} of ${plural(results.length, 'test')} passed.`)
  return failed === 0
}

function resultText({ name, passed, diagnostics, because }: TestResult): string {
  if (passed) return `✓ ${name}`
  return [
    `✗ ${name}`,
    formatDiagnostics(diagnostics).split('\n\n').slice(0, -1).join('\n\n'),
    ...because,
  ].join('\n')
}
