import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { FACTS } from '../../../rules/bundle.ts'
import { compile } from '../../../rules/compile.ts'
import { visitorOf } from '../../../rules/given/visitor.ts'
import { runTests } from '../../../rules/testing.ts'
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

it('[R57] the page names every fact there is', () => {
  for (const name of Object.keys(FACTS))
    if (name !== 'visit_started_at') expect(text).toContain(`\`${name.replaceAll('_', '-')}\``)
})
