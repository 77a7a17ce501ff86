import type { Dimension, Where } from '../bundle.ts'
import { carries, EVENTS } from '../events.ts'
import type { Kind } from '../fields.ts'
import type { Path } from '../parse.ts'
import type { RawWhere } from '../schema.ts'
import type { Scope } from './scope.ts'
import { readValue } from './values.ts'

const KINDS: Readonly<Record<Dimension, Kind>> = {
  item: 'item',
  category: 'category',
  brand: 'brand',
  price: 'money',
  path: 'path',
  term: 'text',
  slot: 'slot',
  block: 'block',
  form: 'text',
}

/** Compiles what narrows an event; each dimension is asked one thing. */
export function compileWhere(raw: RawWhere, event: string, path: Path, scope: Scope): Where {
  const where: Where = {}
  for (const [name, value] of Object.entries(raw) as [Dimension, NonNullable<RawWhere[Dimension]>][]) {
    const at = [...path, name]
    if (EVENTS.includes(event) && !carries(event).includes(name))
      scope.report(
        'never-holds',
        at,
        `A ${event} event has no ${name}, so this can never hold.`,
        `it can be narrowed by: ${carries(event).join(', ') || 'nothing'}.`,
        { part: 'key' },
      )
    const tests = readValue(value, KINDS[name], at, scope)
    const [test, ...more] = tests
    if (!test) continue
    if (
      more.length > 0 ||
      test.not ||
      'date' in test.match ||
      'age' in test.match ||
      'anniversary' in test.match
    ) {
      scope.report(
        'too-much-asked',
        at,
        `Here '${name}' can be asked one thing, and nothing negative.`,
        'write a second condition under `all:`, or put this one under `not:`.',
      )
      continue
    }
    where[name] = test.match as NonNullable<Where[Dimension]>
  }
  return where
}
