import { empty, type Profile } from './profile.ts'
import type { Dict } from './record.ts'

/** A profile from the text that `encode` made. */
export const decodeProfile = (text: string): Profile => profileOf(JSON.parse(text) as Partial<Profile>)

/**
 * A profile from JSON that was parsed and belongs to nobody else: its maps lose their prototype in
 * place, so that a key a client chose can never reach one.
 */
export function profileOf(read: Partial<Profile>): Profile {
  const profile = { ...empty(), ...read }
  bareTables(profile.facts.rows)
  bareTables(profile.facts.older)
  bare(profile.orders)
  bare(profile.traits)
  bare(profile.variants)
  return profile
}

/** A map without its prototype, in place. */
export const bare = (map: Dict<unknown>): Dict<unknown> => Object.setPrototypeOf(map, null)

/** The same of a map of maps. */
export function bareTables(tables: Dict<Dict<unknown>>): void {
  bare(tables)
  for (const name in tables) bare(tables[name] as Dict<unknown>)
}
