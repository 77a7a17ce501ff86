import { FactsApart } from './apart.ts'
import { Reader, Writer } from './bytes.ts'
import { bare, bareTables } from './decode.ts'
import { packOrders, packRecent, packVisits, unpackOrders, unpackRecent, unpackVisits } from './pack/lists.ts'
import { packRows, unpackRows } from './pack/rows.ts'
import { packSaid, unpackSaid } from './pack/said.ts'
import type { Profile } from './profile.ts'
import { dict } from './record.ts'

/** What else is little and rare: as JSON, absent where there is none of it. */
type Rest = Partial<Pick<Profile, 'touches' | 'variants'>> & { older?: Profile['facts']['older'] }

/** A profile in few bytes, for where it travels with every decision; `at` (epoch ms) is near the newest event. */
export function pack(profile: Profile, at: number): Uint8Array<ArrayBuffer> {
  const writer = new Writer()
  const { facts, activity, recent, orders, touches, variants, since } = profile
  writer.number(since)
  packRecent(writer, recent, at)
  packRows(writer, facts.rows, at)
  packVisits(writer, activity, at)
  packOrders(writer, orders, at)
  packSaid(writer, profile, at)
  const { seen, ...arrivals } = touches
  writer.count(seen ? 1 : 0)
  if (seen) {
    writer.number(at - seen[1])
    writer.number(seen[1] - seen[0])
  }
  const rest: Rest = {
    ...(Object.keys(arrivals).length && { touches: arrivals }),
    ...(Object.keys(variants).length && { variants }),
    ...(Object.keys(facts.older).length && { older: facts.older }),
  }
  writer.text(Object.keys(rest).length ? JSON.stringify(rest) : '')
  return writer.done()
}

/** A profile from what `pack` made with the same `at`; throws where the bytes are none. */
export function unpack(bytes: Uint8Array, at: number): Profile {
  const reader = new Reader(bytes)
  const since = reader.number()
  const recent = unpackRecent(reader, at)
  const apart = unpackRows(reader, at)
  const activity = unpackVisits(reader, at)
  const orders = unpackOrders(reader, at)
  const said = unpackSaid(reader, at)
  const seen = reader.count() ? readSeen(reader, at) : undefined
  const { touches, variants = dict(), older = dict() } = restOf(reader.text())
  return {
    ...said,
    since,
    recent,
    activity,
    orders,
    facts: new FactsApart(apart, older),
    touches: seen ? { seen, ...touches } : { ...touches },
    variants,
  }
}

function restOf(text: string): Rest {
  if (text === '') return {}
  const rest = JSON.parse(text) as Rest
  if (rest.variants) bare(rest.variants)
  if (rest.older) bareTables(rest.older)
  return rest
}

function readSeen(reader: Reader, at: number): [number, number] {
  const last = at - reader.number()
  return [last - reader.number(), last]
}
