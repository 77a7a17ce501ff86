import { LIST_KINDS, type ListKind, type Range, type Recommend, type Where } from '../bundle.ts'
import { fold } from '../match.ts'
import type { Path } from '../parse.ts'
import { money, readRange, readShare } from '../quantities.ts'
import type { RawRecommend } from '../schema.ts'
import { suggest } from '../suggest.ts'
import type { Scope } from './scope.ts'
import { compileWhere } from './where.ts'

const FROM = Object.keys(LIST_KINDS) as ListKind[]
const NEVER = ['purchased', 'out-of-stock', 'in-cart', 'current'] as const
const OTHERWISE = ['bestsellers', 'nothing'] as const
const DIVERSIFY = ['category', 'brand'] as const

/** Compiles a list of products. */
export function compileRecommend(raw: RawRecommend, path: Path, scope: Scope): Recommend {
  const one = <T extends string>(key: 'otherwise' | 'diversify', all: readonly T[], unless: T): T =>
    word(raw[key] ?? unless, all, [...path, key], scope) ?? unless
  const category = named(raw.category, 'category', scope.names.categories, [...path, 'category'], scope)
  const brand = named(raw.brand, 'brand', scope.names.brands, [...path, 'brand'], scope)
  const strategies = list(raw.from ?? 'session').flatMap((kind, i) => {
    const at = Array.isArray(raw.from) ? [...path, 'from', i] : [...path, 'from']
    return word(kind, FROM, at, scope) ?? []
  })
  const from = strategies[0] ?? 'session'
  const pin = raw.pin === undefined ? undefined : pins(raw.pin, [...path, 'pin'], scope)
  const share = (key: 'margin' | 'variety' | 'fresh') => {
    const text = raw[key]
    if (text === undefined) return {}
    const read = readShare(text)
    if (read.ok) return { [key]: read.value }
    scope.report('bad-quantity', [...path, key], `${read.why}.`, read.fix)
    return {}
  }
  const price = raw.price === undefined ? undefined : readPrice(raw.price, [...path, 'price'], scope)
  const boosts = raw.boost === undefined ? [] : Array.isArray(raw.boost) ? raw.boost : [raw.boost]
  const never = list(raw.never).flatMap(
    (name, i) =>
      word(name, NEVER, Array.isArray(raw.never) ? [...path, 'never', i] : [...path, 'never'], scope) ?? [],
  )
  if (strategies.includes('replenish') && never.includes('purchased'))
    scope.report(
      'never-holds',
      [...path, 'never'],
      "What is due again was purchased, so 'replenish' has nothing to show.",
      "take 'purchased' out of `never`.",
      { part: 'key' },
    )
  const freeShipping = raw['free-shipping']
  if (freeShipping !== undefined && !strategies.includes('companion'))
    scope.report(
      'misplaced-key',
      [...path, 'free-shipping'],
      "Only 'companion' fills the gap to free shipping.",
      'write `from: companion`, or delete the line.',
      { part: 'key' },
    )
  const threshold =
    freeShipping === undefined ? undefined : readPrice(freeShipping, [...path, 'free-shipping'], scope)?.min
  return {
    from,
    ...(strategies.length > 1 && { strategies: [...new Set(strategies)] }),
    size: raw.size ?? 4,
    never,
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
    ...share('margin'),
    ...(raw['per-brand'] !== undefined && { per_brand: raw['per-brand'] }),
    ...share('variety'),
    ...share('fresh'),
    ...(threshold !== undefined && { free_shipping: threshold }),
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

/** Item ids in order; from a map of places, with `null` where nothing is pinned. */
function pins(raw: NonNullable<RawRecommend['pin']>, path: Path, scope: Scope): (string | null)[] {
  const { items } = scope.names
  if (typeof raw === 'string' || Array.isArray(raw))
    return named(raw, 'item', items, path, scope, (id) => id) ?? []
  const pinned: (string | null)[] = []
  for (const [place, id] of Object.entries(raw)) {
    const at = Number(place)
    if (!Number.isInteger(at) || at < 1 || at > 48) {
      scope.report('wrong-shape', [...path, place], `'${place}' is no place of a list.`, 'count from 1.', {
        part: 'key',
      })
      continue
    }
    while (pinned.length < at) pinned.push(null)
    pinned[at - 1] = named(id, 'item', items, [...path, place], scope, (each) => each)?.[0] ?? null
  }
  // Without a gap a map says what a list says; one that must keep its places ends with a gap.
  return pinned.includes(null) ? pinned : [...pinned, null]
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
