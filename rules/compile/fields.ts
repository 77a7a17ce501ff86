import type { Condition } from '../bundle.ts'
import { fieldOf, GROUPS, hyphened, type Target } from '../fields.ts'
import type { Path } from '../parse.ts'
import type { RawFields } from '../schema.ts'
import { nearest, suggest } from '../suggest.ts'
import { FACTS } from '../visitor.ts'
import type { Scope } from './scope.ts'
import { readValue, type Test } from './values.ts'

/** Compiles the fields of a group; all must match. */
export function compileFields(
  group: 'page' | 'arrived' | 'visit' | 'visitor',
  fields: RawFields,
  path: Path,
  scope: Scope,
): Condition[] {
  return Object.entries(fields).flatMap(([field, value]): Condition[] => {
    const target = fieldOf(group, field, scope.names.traits)
    if (!target) {
      unknownField(group, field, [...path, field], scope)
      return []
    }
    return readValue(value, target.kind, [...path, field], scope).map((test) => asCondition(target, test))
  })
}

const asCondition = ({ op, name }: Target, { match, not }: Test): Condition =>
  not ? { op: 'not', of: { op, name, match } } : { op, name, match }

function unknownField(group: string, field: string, path: Path, scope: Scope): void {
  const own = [
    ...(group === 'visitor' ? visitorFields(scope) : Object.keys(GROUPS[group as keyof typeof GROUPS])),
  ]
  const other = (['page', 'arrived', 'visit', 'visitor'] as const).find(
    (each) => each !== group && fieldOf(each, field, scope.names.traits),
  )
  const meant = nearest(hyphened(field), own)
  const fix = other
    ? `it is a field of \`${other}:\`.`
    : meant
      ? `did you mean '${meant}'?`
      : group === 'visitor'
        ? `declare it: \`traits: { ${field}: text }\`, or use one of: ${own.sort().slice(0, 8).join(', ')} …`
        : suggest(field, own, 'field')
  scope.report(
    'unknown-field',
    path,
    `'${field}' is nothing that is known of ${group === 'visitor' ? 'a visitor' : group === 'page' ? 'a page' : group === 'visit' ? 'a visit' : 'an arrival'}.`,
    fix,
    { part: 'key' },
  )
}

/** Every field of `visitor:`, as it is written. */
export const visitorFields = (scope: Pick<Scope, 'names'>): string[] =>
  [...FACT_NAMES, ...scope.names.traits.keys()].map(hyphened)
const FACT_NAMES = Object.keys(FACTS)
