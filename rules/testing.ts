import type { Bundle } from './bundle.ts'
import { chooseBlock } from './choose.ts'
import type { Scope } from './compile/scope.ts'
import type { Compiled, LocatedTest } from './compile.ts'
import type { Diagnostic } from './diagnostics.ts'
import { ask, judge } from './evaluate.ts'
import { explain, explainSlot } from './explain.ts'
import { explanationText, tree } from './explanation.ts'
import { type MakeVisitor, readGiven } from './given/read.ts'
import { heeding } from './given/visitor.ts'
import { suggest } from './suggest.ts'
import type { Visitor } from './visitor.ts'

export interface TestResult {
  name: string
  file: string
  passed: boolean
  /** What went otherwise, and mistakes in the test itself. */
  diagnostics: Diagnostic[]
  /** For each expectation that failed, why things are as they are. */
  because: string[]
}

/** Runs the tests of rule files; `now` is the clock of tests that name none, epoch ms. */
export function runTests(
  { bundle, tests, names }: Pick<Compiled, 'bundle' | 'tests' | 'names'>,
  makeVisitor: MakeVisitor,
  now: number,
): TestResult[] {
  return tests.map((located) => runTest(located, bundle, names, makeVisitor, now))
}

function runTest(
  { test, source, path }: LocatedTest,
  bundle: Bundle,
  names: Scope['names'],
  makeVisitor: MakeVisitor,
  now: number,
): TestResult {
  const diagnostics: Diagnostic[] = []
  const because: string[] = []
  const scope: Scope = {
    names,
    source,
    report: (code, at, message, fix, { part = 'value', severity = 'error' } = {}) =>
      diagnostics.push({ code, severity, ...source.at(at, part), message, ...(fix && { fix }) }),
  }
  const described = heeding(readGiven(test.given, [...path, 'given'], scope, now))
  const visitor: Visitor = makeVisitor(described, bundle.settings)
  const subject = described.id
  const options = {
    granted: described.granted,
    question: ask(visitor, bundle, subject),
    ...(subject !== undefined && { subject }),
  }
  for (const [name, expected] of Object.entries(test.expect)) {
    const at = [...path, 'expect', name]
    if (name === 'in' || name === 'not-in') {
      for (const segment of [expected].flat()) {
        const condition = bundle.segments[segment]
        if (!condition)
          scope.report(
            'unknown-segment',
            at,
            `There is no segment '${segment}'.`,
            suggest(segment, names.segments, 'segment'),
          )
        else if ((judge({ op: 'in', segment }, options.question) === true) !== (name === 'in')) {
          scope.report('test-failed', at, `The visitor is ${name === 'in' ? 'not ' : ''}in ${segment}.`)
          because.push(tree(explain({ op: 'in', segment }, visitor, bundle, subject), '  ').join('\n'))
        }
      }
    } else if (!names.slots.has(name)) {
      scope.report(
        'unknown-slot',
        at,
        `There is no slot '${name}'.`,
        suggest(name, [...names.slots, 'in', 'not-in'], 'slot'),
        { part: 'key' },
      )
    } else {
      const wanted = [expected].flat()
      const strange = wanted.find((block) => block !== 'nothing' && !Object.hasOwn(bundle.blocks, block))
      const shown = chooseBlock(name, visitor, bundle, options).block ?? 'nothing'
      if (strange !== undefined)
        scope.report(
          'unknown-block',
          at,
          `There is no block '${strange}'.`,
          suggest(strange, [...Object.keys(bundle.blocks), 'nothing'], 'block'),
        )
      else if (!wanted.includes(shown)) {
        scope.report('test-failed', at, `'${name}' shows ${shown}, and ${wanted.join(' or ')} was expected.`)
        because.push(explanationText(explainSlot(name, visitor, bundle, options)))
      }
    }
  }
  return { name: test.name, file: source.file, passed: diagnostics.length === 0, diagnostics, because }
}
