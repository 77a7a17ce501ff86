import fc from 'fast-check'
import type { AcceptedEvent, AcceptedItem, JournalEntry } from '../../edge/profile/event.ts'
import { DAY } from '../../edge/profile/time.ts'
import { EVENT_NAMES } from '../../snippet/wire.ts'

/** A moment from which generated histories count back, epoch ms. */
export const NOW = Date.UTC(2026, 10, 22, 12)

const item: fc.Arbitrary<AcceptedItem> = fc.record(
  {
    item_id: fc.constantFrom('a', 'b', 'c', '__proto__', 'constructor'),
    item_category: fc.constantFrom('shoes', 'shoes/trail', 'hats'),
    item_brand: fc.constantFrom('Alder', 'Brook'),
    price: fc.integer({ min: 0, max: 900 }).map((cents) => cents / 100),
    quantity: fc.integer({ min: 1, max: 3 }),
  },
  { requiredKeys: ['item_id'] },
)

/** Days back from NOW; mostly recent, some beyond every horizon; ties are likely. */
const time = fc
  .tuple(
    fc.oneof(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 1200 })),
    fc.oneof(fc.constant(0), fc.integer({ min: 0, max: DAY })),
  )
  .map(([days, ms]) => NOW - days * DAY - ms)

/** Any event that intake could accept. */
export const acceptedEvent: fc.Arbitrary<AcceptedEvent> = fc.record(
  {
    name: fc.constantFrom(...EVENT_NAMES),
    time,
    page: fc.record(
      { path: fc.constantFrom('/', '/p/a/', '/c/shoes/'), referrer: fc.constant('https://search.example/') },
      { requiredKeys: ['path'] },
    ),
    items: fc.array(item, { maxLength: 3 }),
    currency: fc.constantFrom('USD', 'JPY'),
    value: fc.integer({ min: 0, max: 9999 }).map((cents) => cents / 100),
    transaction_id: fc.constantFrom('t1', 't2', '__proto__'),
    search_term: fc.constantFrom('trail', 'Trail'),
    fields: fc.dictionary(fc.constantFrom('size', '__proto__'), fc.constantFrom('', '42'), { maxKeys: 2 }),
    trusted: fc.constant(true as const),
  },
  { requiredKeys: ['name', 'time'] },
)

const state = fc.constantFrom('unknown' as const, 'denied' as const, 'granted' as const)

/** Any journal row. */
export const journalEntry: fc.Arbitrary<JournalEntry> = fc.record({
  batch: fc.uuid(),
  received_at: time,
  consent: fc.record(
    { analytics: state, personalization: state, marketing: state, at: time },
    { requiredKeys: ['analytics', 'personalization', 'marketing'] },
  ),
  client: fc.record(
    { country: fc.constantFrom('hk', 'de'), device: fc.constantFrom('phone', 'desktop') },
    { requiredKeys: [] },
  ),
  events: fc.array(acceptedEvent, { maxLength: 6 }),
})
