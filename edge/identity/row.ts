import * as v from 'valibot'
import { parseJson } from '../intake/body.ts'
import { cleanItem, cleanText } from '../intake/clean.ts'
import type { AcceptedEvent, JournalEntry } from '../profile/event.ts'
import { ok, type Result } from '../result.ts'
import * as shape from '../shape.ts'
import { legalPerson } from './person.ts'
import { readTraits } from './stated.ts'

const time = v.union(
  [shape.time, shape.moment, shape.date],
  'expected epoch ms, a date, or ISO 8601 with an offset',
)
const amount = shape.number(-1e9, 1e9)
const text = shape.text(4096)
const id = shape.text(4096, 1)
const order = v.object({
  transaction_id: id,
  /** Epoch ms, or ISO 8601. */
  time,
  value: v.exactOptional(amount),
  currency: shape.currency,
  items: v.optional(
    shape.list(
      v.object({
        item_id: id,
        item_name: v.exactOptional(text),
        item_category: v.exactOptional(text),
        item_brand: v.exactOptional(text),
        price: v.exactOptional(amount),
        quantity: v.exactOptional(shape.number(0, 1e6)),
      }),
      100,
    ),
    () => [],
  ),
})
/** A line about a person, as the shop's server writes it. */
export const personRow = v.object({
  person: v.string(),
  /** When this was true, for traits; absent means now. */
  updated_at: v.exactOptional(time),
  traits: v.exactOptional(v.unknown()),
  orders: v.optional(shape.list(order, 200), () => []),
  visitors: v.optional(shape.list(shape.text(64), 200), () => []),
})

/** What a shop's server says of one person. */
export interface PersonRow {
  person: string
  /** For the person's own journal; its batch id is still to be given. */
  entry: Omit<JournalEntry, 'batch'>
  /** Wire ids to link. */
  visitors: string[]
}

/** Keys of a line: 200 orders of 100 items of six fields each, and room for what stands around them. */
const MOST_KEYS = 128_000

/** One line of JSON about a person: traits, orders (trusted: the shop's own word) and visitors. `now` is epoch ms. */
export function readPerson(line: Uint8Array, now: number): Result<PersonRow> {
  const json = parseJson(line, MOST_KEYS)
  if (!json.ok) return json
  const parsed = shape.parse(personRow, json.value, 'The line')
  if (!parsed.ok) return parsed
  const person = legalPerson(parsed.value.person)
  if (!person.ok) return person
  const traits = readTraits(parsed.value.traits)
  if (!traits.ok) return traits
  const at = parsed.value.updated_at === undefined ? now : Math.min(now, msOf(parsed.value.updated_at))
  return ok({
    person: person.value,
    visitors: parsed.value.visitors,
    entry: {
      received_at: now,
      consent: { analytics: 'unknown', personalization: 'unknown', marketing: 'unknown', source: 'server' },
      client: {},
      events: parsed.value.orders.map((each) => purchaseOf(each, now)),
      stated: { source: 'server', time: at, traits: traits.value },
    },
  })
}

function purchaseOf(
  { time, currency, transaction_id, value, items }: v.InferOutput<typeof order>,
  now: number,
): AcceptedEvent {
  return {
    name: 'purchase',
    time: Math.min(now, msOf(time)),
    transaction_id: cleanText(transaction_id),
    currency: currency.toUpperCase(),
    ...(value !== undefined && { value }),
    items: items.map(cleanItem),
    trusted: true,
  }
}

const msOf = (time: string | number): number => (typeof time === 'number' ? time : Date.parse(time))
