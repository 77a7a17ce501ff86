import * as z from 'zod'
import { cleanItem, cleanText } from '../intake/clean.ts'
import type { AcceptedEvent, JournalEntry } from '../profile/event.ts'
import { ok, type Result, refuse } from '../result.ts'
import { legalPerson } from './person.ts'
import { readTraits } from './stated.ts'

const time = z.union([z.number().int().min(0).max(8.64e15), z.iso.datetime({ offset: true }), z.iso.date()])
const amount = z.number().min(-1e9).max(1e9)
const text = z.string().max(4096)
const order = z.object({
  transaction_id: text.min(1),
  /** Epoch ms, or ISO 8601. */
  time,
  value: amount.exactOptional(),
  currency: z.string().regex(/^[A-Za-z]{3}$/),
  items: z
    .array(
      z.object({
        item_id: text.min(1),
        item_name: text.exactOptional(),
        item_category: text.exactOptional(),
        item_brand: text.exactOptional(),
        price: amount.exactOptional(),
        quantity: z.number().min(0).max(1e6).exactOptional(),
      }),
    )
    .max(100)
    .default([]),
})
/** A line about a person, as the shop's server writes it. */
export const personRow = z.object({
  person: z.string(),
  /** When this was true, for traits; absent means now. */
  updated_at: time.exactOptional(),
  traits: z.unknown().exactOptional(),
  orders: z.array(order).max(200).default([]),
  visitors: z.array(z.string().max(64)).max(200).default([]),
})

/** What a shop's server says of one person. */
export interface PersonRow {
  person: string
  /** For the person's own journal; its batch id is still to be given. */
  entry: Omit<JournalEntry, 'batch'>
  /** Wire ids to link. */
  visitors: string[]
}

/** One line of JSON about a person: traits, orders (trusted: the shop's own word) and visitors. `now` is epoch ms. */
export function readPerson(line: string, now: number): Result<PersonRow> {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return refuse('bad_json', 'The line is not JSON.')
  }
  const parsed = personRow.safeParse(value)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    return refuse('bad_request', `\`${issue?.path.join('.').slice(0, 100)}\`: ${issue?.message}.`)
  }
  const person = legalPerson(parsed.data.person)
  if (!person.ok) return person
  const traits = readTraits(parsed.data.traits)
  if (!traits.ok) return traits
  const at = parsed.data.updated_at === undefined ? now : Math.min(now, msOf(parsed.data.updated_at))
  return ok({
    person: person.value,
    visitors: parsed.data.visitors,
    entry: {
      received_at: now,
      consent: { analytics: 'unknown', personalization: 'unknown', marketing: 'unknown', source: 'server' },
      client: {},
      events: parsed.data.orders.map((each) => purchaseOf(each, now)),
      stated: { source: 'server', time: at, traits: traits.value },
    },
  })
}

function purchaseOf(
  { time, currency, transaction_id, value, items }: z.infer<typeof order>,
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
