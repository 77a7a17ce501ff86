import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { compile } from '../../../rules/compile.ts'
import { visitorOf } from '../../../rules/given/visitor.ts'
import { ruleFile } from '../../../rules/schema.ts'
import { runTests } from '../../../rules/testing.ts'
import { FACTS } from '../../../rules/visitor.ts'
import { catalogue } from './catalogue.ts'
import { NOW } from './visitor.ts'

const text = readFileSync(new URL('../../../rules/README.md', import.meta.url), 'utf8')
const examples = [...text.matchAll(/^```yaml\n(.*?)^```$/gms)].map((match) => match[1]!)

it('[R57] every example of the language’s page compiles, and its tests pass', () => {
  const compiled = compile(Object.fromEntries(examples.map((example, i) => [`${i}.yaml`, example])), {
    catalogue,
    now: NOW,
  })
  expect(compiled.diagnostics).toEqual([])
  const results = runTests(compiled, visitorOf, NOW)
  expect(results.map(({ name, diagnostics }) => [name, diagnostics])).toEqual(
    results.map(({ name }) => [name, []]),
  )
  expect(results.length).toBe(2)
})

const rows = [...text.matchAll(/^\| ([^|]+) \| `([^|]+)` \| `([^|]+)` \| `([^|]+)` \|$/gm)].map(
  ([, what, ...cells]) => [what!, ...cells] as [string, string, string, string],
)

it.each(rows)(
  '[R58] %s: `%s` holds for the first visitor and not for the second',
  (_, asked, first, second) => {
    const map = (cell: string) => (cell.startsWith('{') ? cell : `{ ${cell} }`)
    const tests = `
segments: { asked: { ${asked} } }
tests:
  - { name: first, given: ${map(first)}, expect: { in: asked } }
  - { name: second, given: ${map(second)}, expect: { not-in: asked } }
`
    const files = {
      ...Object.fromEntries(examples.map((example, i) => [`${i}.yaml`, example])),
      'row.yaml': tests,
    }
    const compiled = compile(files, { now: NOW })
    expect(compiled.diagnostics).toEqual([])
    const results = runTests(compiled, visitorOf, NOW).filter(({ file }) => file === 'row.yaml')
    expect(results.map(({ because }) => because.join('\n'))).toEqual(['', ''])
    expect(results.map(({ passed }) => passed)).toEqual([true, true])
  },
)

it('[R58] the page shows every key that a rule file can have', () => {
  expect(rows.length).toBeGreaterThan(50)
  const unshown = [...keysOf(ruleFile)].filter(
    (key) => !new RegExp(`(^|[^\\w-])${key}\\b['\`]?:|\`${key}\``, 'm').test(text),
  )
  expect(unshown).toEqual([])
})

/** Every key of every map of a schema. */
function keysOf(schema: unknown, seen = new Set<unknown>(), keys = new Set<string>()): Set<string> {
  const def = (schema as { _zod?: { def: Record<string, unknown> } })?._zod?.def
  if (!def || seen.has(schema)) return keys
  seen.add(schema)
  if (def.type === 'object') for (const key of Object.keys(def.shape as object)) keys.add(key)
  const inner = [
    ...Object.values((def.shape as object) ?? {}),
    ...((def.options as unknown[]) ?? []),
    def.innerType,
    def.element,
    def.valueType,
    def.type === 'lazy' ? (def.getter as () => unknown)() : undefined,
  ]
  for (const each of inner) keysOf(each, seen, keys)
  return keys
}

it('[R57] the page names every fact there is', () => {
  for (const name of Object.keys(FACTS))
    if (name !== 'visit_started_at') expect(text).toContain(`\`${name.replaceAll('_', '-')}\``)
})
