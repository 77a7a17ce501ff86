import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { given } from '../../../rules/given/shape.ts'
import { readTold } from '../../../rules/given/told.ts'
import { suggest } from '../../../rules/suggest.ts'

/** What the rule files' own schema says of a description, once a place, in the words of a preview. */
function byRules(value: unknown): string[] {
  const issues = given.safeParse(value).error?.issues ?? []
  const first = new Map(issues.map((issue) => [issue.path.join('.'), issue] as const).reverse())
  return issues
    .filter((issue) => first.get(issue.path.join('.')) === issue)
    .map((issue) =>
      issue.code === 'unrecognized_keys'
        ? `given: '${issue.keys.join("', '")}' means nothing here. Fix: ${suggest(issue.keys[0]!, Object.keys(given.shape), 'key')}`
        : `${['given', ...issue.path].join('.')}: this must be ${issue.message}.`,
    )
}

const word = fc.oneof(fc.constantFrom('shoes', '2 days', ''), fc.integer(), fc.boolean())
const junk = fc.oneof(
  word,
  fc.constant(null),
  fc.constant([]),
  fc.constant({}),
  fc.array(word),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
)
const fields = fc.dictionary(fc.constantFrom('path', 'city', 'item'), fc.oneof(word, junk))
const event = fc.oneof(
  { weight: 4, arbitrary: fc.record({ view_item: fields }) },
  fc.record({ view_item: fields, times: junk, ago: junk }, { requiredKeys: [] }),
  junk,
)
const described = fc.record(
  {
    consent: fc.oneof(fc.constant('analytics'), fc.array(word), junk),
    now: fc.oneof(fc.constant('2026-12-31 18:00'), junk),
    id: fc.oneof(fc.constant('anna'), junk),
    events: fc.oneof(fc.array(event), junk),
    visitor: fc.oneof(fields, junk),
    page: fc.oneof(fields, junk),
    visit: fields,
    evnets: junk,
  },
  { requiredKeys: [] },
)

describe('a description that comes as JSON', () => {
  it('[R94] is read as the rule files’ own schema reads it, fault by fault', () => {
    fc.assert(
      fc.property(fc.oneof({ weight: 9, arbitrary: described }, junk), (value) => {
        const read = readTold(value)
        expect(read.ok ? [] : read.faults).toEqual(byRules(value))
        if (read.ok) expect(read.value).toEqual(value)
      }),
      { numRuns: 500 },
    )
  })
})
