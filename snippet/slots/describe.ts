import type { Event } from '../wire.ts'
import { ours } from './names.ts'

const BLOCK = 'data-acquaint-block'
const ITEM = '[data-acquaint-item]'

/** What a slot shows, by the attributes that rendering sets, here or at the edge. */
export const describeBlock = (slot: Element, name: Event['name']): Partial<Event> =>
  ({
    name,
    slot: ours(slot, ''),
    block: ours(slot, '-block'),
    list_id: ours(slot, '-list'),
    variant: ours(slot, '-variant'),
  }) as Partial<Event>

/** A click inside a block, as `block_click` with item and position; nothing for a click anywhere else. */
export function describeClick(element: Element): Partial<Event> | null {
  const slot = element.closest(`[${BLOCK}]`)
  const item = element.closest(`[${BLOCK}] ${ITEM}`)
  return (
    slot && {
      ...describeBlock(slot, 'block_click'),
      ...(item && {
        position: [...slot.querySelectorAll(ITEM)].indexOf(item) + 1,
        items: [{ item_id: ours(item, '-item')! }],
      }),
    }
  )
}
