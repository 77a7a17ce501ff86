import { empty, type Profile } from './profile.ts'
import { dictOf } from './record.ts'

/**
 * A profile from the text that `encode` made. Its maps get back their missing prototype,
 * so that a key a client chose can never reach one.
 */
export function decodeProfile(text: string): Profile {
  const read = JSON.parse(text) as Partial<Profile>
  const profile = { ...empty(), ...read }
  const nested = (tables: Profile['facts']['rows']) =>
    dictOf(
      Object.fromEntries(
        Object.entries(tables).map(([event, rows]) => [event, dictOf(rows)]),
      ) as Profile['facts']['rows'],
    )
  return {
    ...profile,
    facts: { rows: nested(profile.facts.rows), older: nested(profile.facts.older) },
    orders: dictOf(profile.orders),
    traits: dictOf(profile.traits),
    variants: dictOf(profile.variants),
  }
}
