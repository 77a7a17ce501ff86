import { type ConsentState, PURPOSES } from '../../../snippet/wire.ts'
import type { Reader, Writer } from '../bytes.ts'
import type { Statement, Statements } from '../consent.ts'
import type { Profile } from '../profile.ts'
import { dict } from '../record.ts'
import type { Trait, Traits } from '../traits.ts'

type Said = Pick<Profile, 'consent' | 'traits'>

/** What a visitor said and what is known of them: consent by purpose, then traits. */
export function packSaid(writer: Writer, { consent, traits }: Said, at: number): void {
  for (const purpose of PURPOSES) {
    const said = consent[purpose]
    writer.text(said?.state ?? '')
    if (!said) continue
    writer.number(at - said.time)
    writer.count(said.source === undefined ? 0 : 1)
    if (said.source !== undefined) writer.text(said.source)
  }
  const names = Object.keys(traits)
  writer.count(names.length)
  for (const name of names) {
    const { value, time, source } = traits[name] as Trait
    writer.text(name)
    writer.text(JSON.stringify(value))
    writer.number(at - time)
    writer.text(source)
  }
}

/** What `packSaid` wrote. */
export function unpackSaid(reader: Reader, at: number): Said {
  const consent: Statements = {}
  for (const purpose of PURPOSES) {
    const state = reader.text()
    if (state === '') continue
    const said: Statement = { state: state as ConsentState, time: at - reader.number() }
    if (reader.count() === 1) said.source = reader.text()
    consent[purpose] = said
  }
  const traits: Traits = dict()
  for (let left = reader.count(); left > 0; left--)
    traits[reader.text()] = {
      value: JSON.parse(reader.text()) as Trait['value'],
      time: at - reader.number(),
      source: reader.text() as Trait['source'],
    }
  return { consent, traits }
}
