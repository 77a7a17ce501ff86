import { type Condition, FACTS } from '../bundle.ts'
import { nearest, suggest } from '../diagnostics.ts'
import type { Path } from '../parse.ts'
import type { RawFields } from '../schema.ts'
import { factKind, GROUPS, hyphened, type Kind, type Scope, underscored } from './scope.ts'
import { readValue, type Test } from './values.ts'

/** Compiles the fields of a group; all must match. */
export function compileFields(
  group: 'page' | 'arrived' | 'visit' | 'visitor',
  fields: RawFields,
  path: Path,
  scope: Scope,
): Condition[] {
  return Object.entries(fields).flatMap(([field, value]): Condition[] => {
    const target = fieldOf(group, field, scope)
    if (!target) {
      unknownField(group, field, [...path, field], scope)
      return []
    }
    return readValue(value, target.kind, [...path, field], scope).map((test) => asCondition(target, test))
  })
}

type Target = { op: 'trait' | 'fact' | 'context'; name: string; kind: Kind }
/** What a field of a group stands for. */
export function fieldOf(
  group: 'page' | 'arrived' | 'visit' | 'visitor',
  field: string,
  scope: Pick<Scope, 'names'>,
): Target | undefined {
  const name = underscored(field)
  if (group !== 'visitor') {
    const found = Object.hasOwn(GROUPS[group], name) ? GROUPS[group][name] : undefined
    return found && { op: 'context', ...found }
  }
  const fact = factKind(name)
  if (fact) return { op: 'fact', name, kind: fact }
  const trait = scope.names.traits.get(name)
  return trait && { op: 'trait', name, kind: trait }
}

const asCondition = ({ op, name }: Target, { match, not }: Test): Condition =>
  not ? { op: 'not', of: { op, name, match } } : { op, name, match }

function unknownField(group: string, field: string, path: Path, scope: Scope): void {
  const own = [
    ...(group === 'visitor' ? visitorFields(scope) : Object.keys(GROUPS[group as keyof typeof GROUPS])),
  ]
  const other = (['page', 'arrived', 'visit', 'visitor'] as const).find(
    (each) => each !== group && fieldOf(each, field, scope),
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
