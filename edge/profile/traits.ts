import type { Scalar } from '../../rules/bundle.ts'
import type { Client } from './event.ts'
import { canonical, type Dict, dict, mergeDicts } from './record.ts'

/** Where a trait came from; a signed source beats an unsigned one, whatever its time. */
export type TraitSource = 'inferred' | 'form' | 'server' | 'identify'
const SIGNED: Record<TraitSource, boolean> = { inferred: false, form: false, server: true, identify: true }

/** A trait with the time of its statement (epoch ms); `null` unsets it, an empty string does not. */
export interface Trait {
  value: Scalar | Scalar[] | null
  time: number
  source: TraitSource
}
export type Traits = Dict<Trait>

/** Most traits kept, by name. */
export const MAX_TRAITS = 64

/** What a batch's request tells: country, region, city, device, language. */
export function traitsOfClient(client: Client, time: number): Traits {
  const traits = dict<Trait>()
  for (const name of ['country', 'region', 'city', 'device', 'language'] as const) {
    const value = client[name]
    if (value !== undefined) traits[name] = { value, time, source: 'inferred' }
  }
  return traits
}

/** What a form said; intake lets through only fields that the site lists. */
export function traitsOfForm(fields: Readonly<Record<string, string>>, time: number): Traits {
  const traits = dict<Trait>()
  for (const [name, value] of Object.entries(fields)) traits[name] = { value, time, source: 'form' }
  return traits
}

/** The traits of both; for each name the signed, then the newest, then the larger text. */
export function addTraits(a: Traits, b: Traits): Traits {
  const both = mergeDicts(a, b, (x, y) => (outranks(x, y) ? x : y))
  const names = Object.keys(both)
  if (names.length <= MAX_TRAITS) return both
  const kept = dict<Trait>()
  for (const name of names.sort().slice(0, MAX_TRAITS)) kept[name] = both[name] as Trait
  return kept
}

function outranks(a: Trait, b: Trait): boolean {
  if (SIGNED[a.source] !== SIGNED[b.source]) return SIGNED[a.source]
  if (a.time !== b.time) return a.time > b.time
  return canonical(a) >= canonical(b)
}
