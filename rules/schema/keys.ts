import type * as z from 'zod'
import type { Path } from '../parse.ts'
import { ruleFile } from '../schema.ts'

/** Words that people use for a key of ours. */
export const SYNONYMS: Readonly<Record<string, string>> = {
  and: 'all',
  or: 'any',
  event: 'did',
  segment: 'in',
  if: 'when',
  page: 'path',
  url: 'path',
  search: 'term',
  query: 'term',
  product: 'item',
  sku: 'item',
  times: 'count',
  limit: 'size',
  exclude: 'never',
  fallback: 'otherwise',
  start: 'from',
  end: 'until',
  variants: 'split',
  weight: 'weight',
  content: 'template',
  html: 'template',
  starts: 'starts-with',
  min: 'at-least',
  max: 'at-most',
  equals: 'is',
  'distinct-items': 'items',
  value: 'sum',
  consent: 'needs',
  cap: 'at-most',
  device: 'visit',
  country: 'visit',
}

/** The keys that the schema knows at a path. */
export function keysAt(path: Path): string[] {
  let at: unknown[] = [ruleFile]
  for (const step of path) at = at.flatMap((schema) => inside(schema, step))
  return [
    ...new Set(
      at
        .flatMap((schema) => expand(schema))
        .flatMap((s) => (s._zod.def.type === 'object' ? Object.keys((s as z.ZodObject).shape) : [])),
    ),
  ]
}

type Schema = z.core.$ZodType
function expand(schema: unknown): Schema[] {
  const def = (schema as Schema)._zod.def as {
    type: string
    innerType?: unknown
    getter?: () => unknown
    options?: unknown[]
  }
  if (def.type === 'optional') return expand(def.innerType)
  if (def.type === 'lazy') return expand(def.getter!())
  if (def.type === 'union') return def.options!.flatMap(expand)
  return [schema as Schema]
}

function inside(schema: unknown, step: string | number): unknown[] {
  return expand(schema).flatMap((each): unknown[] => {
    const def = each._zod.def as {
      type: string
      element?: unknown
      valueType?: unknown
      shape?: Record<string, unknown>
    }
    if (def.type === 'array') return [def.element]
    if (def.type === 'record') return [def.valueType]
    return def.type === 'object' && def.shape?.[step] ? [def.shape[step]] : []
  })
}
