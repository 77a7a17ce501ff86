import type { AcceptedEvent } from '../profile/event.ts'
import { tellsOrder } from '../profile/facts.ts'
import type { Orders } from '../profile/orders.ts'

/**
 * Marks orders that are known already: the page and the shop's server tell of the same one, and a
 * page that is loaded again tells of it anew. A profile counts it once by its id; this is for who learns from rows.
 */
export const markKnown = (events: AcceptedEvent[], known: Orders): AcceptedEvent[] =>
  events.map((event) =>
    tellsOrder(event) && known[event.transaction_id as string] ? { ...event, again: true as const } : event,
  )
