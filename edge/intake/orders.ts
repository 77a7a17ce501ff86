import type { AcceptedEvent } from '../profile/event.ts'
import type { Orders } from '../profile/orders.ts'

/** Whether an event tells of an order that has an id. */
export const tellsOrder = ({ name, transaction_id }: AcceptedEvent): boolean =>
  name === 'purchase' && transaction_id !== undefined

/**
 * Marks orders that are known already: the page and the shop's server tell of the same one, and a
 * page that is loaded again tells of it anew. It counts once, in the words that are trusted.
 */
export const markKnown = (events: AcceptedEvent[], known: Orders): AcceptedEvent[] =>
  events.map((event) =>
    tellsOrder(event) && known[event.transaction_id as string] ? { ...event, again: true as const } : event,
  )
