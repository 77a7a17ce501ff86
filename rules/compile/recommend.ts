import type { Range, Recommend, Where } from '../bundle.ts'
import { fold } from '../match.ts'
import type { Path } from '../parse.ts'
import { money, readRange } from '../quantities.ts'
import type { RawRecommend } from '../schema.ts'
import { suggest } from '../suggest.ts'
import type { Scope } from './scope.ts'
import { compileWhere } from './where.ts'

const FROM = ['session', 'similar', 'bestsellers'] as const
const NEVER = ['purchased', 'out-of-stock', 'in-cart', 'current'] as const
const OTHERWISE = ['bestsellers', 'nothing'] as const
const DIVERSIFY = ['category', 'brand'] as const

/** Compiles a list of products. */
export function compileRecommend(raw: RawRecommend, path: Path, scope: Scope): Recommend {
  const one = <T extends string>(key: 'from' | 'otherwise' | 'diversify', all: readonly T[], unless: T): T =>
    word(raw[key] ?? unless, all, [...path, key], scope) ?? unless
  const category = named(raw.category, 'category', scope.names.categories, [...path, 'category'], scope)
  const brand = named(raw.brand, 'brand', scope.names.brands, [...path, 'brand'], scope)
  const pin = named(raw.pin, 'item', scope.names.items, [...path, 'pin'], scope, (id) => id)
  const price = raw.price === undefined ? undefined : readPrice(raw.price, [...path, 'price'], scope)
  const boosts = raw.boost === undefined ? [] : Array.isArray(raw.boost) ? raw.boost : [raw.boost]
  return {
    from: one('from', FROM, 'session'),
    size: raw.size ?? 4,
    never: list(raw.never).flatMap(
      (name, i) =>
        word(name, NEVER, Array.isArray(raw.never) ? [...path, 'never', i] : [...path, 'never'], scope) ?? [],
    ),
    ...(category && { category }),
    ...(brand && { brand }),
    ...(price && { price }),
    ...(boosts.length > 0 && {
      boost: boosts.map((boost, i) =>
        compileBoost(boost, Array.isArray(raw.boost) ? [...path, 'boost', i] : [...path, 'boost'], scope),
      ),
    }),
    ...(pin && { pin }),
    ...(raw.diversify !== undefined && { diversify: one('diversify', DIVERSIFY, 'category') }),
    otherwise: one('otherwise', OTHERWISE, 'bestsellers'),
  }
}

function compileBoost(
  { by, ...raw }: Exclude<RawRecommend['boost'], unknown[] | undefined>,
  path: Path,
  scope: Scope,
): { where: Where; by: number } {
  if (Object.keys(raw).length === 0)
    scope.report(
      'empty',
      path,
      'This boosts every product alike, which changes nothing.',
      'say which: `{brand: acme, by: 1.3}`.',
    )
  return { where: compileWhere(raw, 'view_item', path, scope), by }
}

const list = <T>(value: T | T[] | undefined): T[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value]

function named(
  value: string | string[] | undefined,
  noun: 'category' | 'brand' | 'item',
  known: ReadonlyMap<string, string> | undefined,
  path: Path,
  scope: Scope,
  name = fold as (word: string) => string,
): string[] | undefined {
  if (value === undefined) return undefined
  return list(value).map((word, i) => {
    if (known && !known.has(fold(word)))
      scope.report(
        `unknown-${noun}`,
        Array.isArray(value) ? [...path, i] : path,
        `'${word}' is no ${noun} of the catalogue.`,
        suggest(word, known.values(), noun),
      )
    return name(word)
  })
}

function readPrice(text: string | number, path: Path, scope: Scope): Range | undefined {
  const read = readRange(text, money(scope.names.digits), 'exact')
  if (read.ok) return read.value
  scope.report('bad-quantity', path, `${read.why}.`, read.fix)
  return undefined
}

function word<T extends string>(name: string, all: readonly T[], path: Path, scope: Scope): T | undefined {
  const found = all.find((each) => each === fold(name))
  if (found === undefined)
    scope.report(
      'unknown-value',
      path,
      `'${name}' is none of what can stand here.`,
      suggest(name, all, 'value'),
    )
  return found
}
