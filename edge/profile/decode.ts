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
  for (const table of [profile.facts.rows, profile.facts.older]) {
    bare(table)
    for (const event in table) bare(table[event] as Dict<unknown>)
  }
  bare(profile.orders)
  bare(profile.traits)
  bare(profile.variants)
  return profile
}

const bare = (map: Dict<unknown>): Dict<unknown> => Object.setPrototypeOf(map, null)
