import type { Event } from '../wire.ts'
import { ours } from './names.ts'

/** What a slot shows, by the attributes that rendering sets, here or at the edge. */
export const describeBlock = (slot: Element, name: Event['name']): Partial<Event> =>
  ({
    name,
    slot: ours(slot, ''),
    block: ours(slot, '-block'),
    list_id: ours(slot, '-list'),
    variant: ours(slot, '-variant'),
  }) as Partial<Event>
