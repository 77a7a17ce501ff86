import type { Scalar } from '../../rules/visitor.ts'
import type { AcceptedEvent, Client, Stated, TraitSource, TraitValue } from './event.ts'
import { boundDict, canonical, type Dict, dict, mergeDicts } from './record.ts'

export type { TraitSource } from './event.ts'

/** A signed source beats an unsigned one, whatever its time. */
const SIGNED: Record<TraitSource, boolean> = { inferred: false, form: false, server: true, identify: true }

/** A trait with the time of its statement (epoch ms); `null` unsets it, an empty string does not. */
export interface Trait {
  value: TraitValue
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
export function traitsOfForm({ fields, time }: AcceptedEvent): Traits {
  const traits = dict<Trait>()
  for (const [name, value] of Object.entries(fields ?? {})) traits[name] = { value, time, source: 'form' }
  return traits
}

/**
 * What a signed identify or the shop's server states. A list is a set of tags, each kept as a
 * trait of its own (`tags/vip`), so that the tags of two devices come together as a union.
 */
export function traitsOfStated({ source, time, traits: stated }: Stated): Traits {
  const traits = dict<Trait>()
  for (const [name, value] of Object.entries(stated)) {
    if (Array.isArray(value))
      for (const tag of value) traits[`${name}/${tag}`] = { value: true, time, source }
    else traits[name] = { value, time, source }
  }
  return traits
}

/** A trait as it is read: its value, the tags under its name, or `undefined` when not known or unset. */
export function traitOf(traits: Traits, name: string): Scalar | Scalar[] | undefined {
  if (Object.hasOwn(traits, name)) return traits[name]?.value ?? undefined
  const under = `${name}/`
  const tags = Object.keys(traits).filter((key) => key.startsWith(under) && traits[key]?.value === true)
  return tags.length ? tags.map((key) => key.slice(under.length)).sort() : undefined
}

/** The traits of both; for each name the signed, then the newest, then the larger text. */
export function addTraits(a: Traits, b: Traits): Traits {
  return boundDict(
    mergeDicts(a, b, (x, y) => (outranks(x, y) ? x : y)),
    MAX_TRAITS,
  )
}

function outranks(a: Trait, b: Trait): boolean {
  if (SIGNED[a.source] !== SIGNED[b.source]) return SIGNED[a.source]
  if (a.time !== b.time) return a.time > b.time
  return canonical(a) >= canonical(b)
}
