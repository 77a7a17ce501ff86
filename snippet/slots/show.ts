import type { DecideResponse, Decision, Event } from '../wire.ts'
import { watchExposure } from './exposure.ts'
import { toNodes } from './markup.ts'
import { ours } from './names.ts'
import { swap } from './swap.ts'

/** A slot: what it held at first, what was decided for it last, and what it shows. */
interface Slot {
  _own: Node[]
  _decided?: Decision | undefined
  _shown?: Decision
}

const known = new Map<Element, Slot>()
let observe: ((slot: Element) => void) | undefined

const put = (element: HTMLElement, late: boolean, box = element.getBoundingClientRect()) => {
  const slot = known.get(element)!
  const { _decided: decision, _shown: old } = slot
  if (!decision || decision === old) return
  const { html, block, variant, list_id } = decision
  const shown = () => {
    slot._shown = decision
    for (const [name, value] of Object.entries({ block, variant, list: list_id }))
      element[value ? 'setAttribute' : 'removeAttribute'](`data-acquaint-${name}`, value!)
    observe!(element)
  }
  if (html === old?.html) shown()
  else swap(element, html ? toNodes(html) : slot._own, late, box, shown)
}

/** Takes note of slots and what is in them, and reports what is seen there to `record`, the same for all calls. */
export function watch(slots: HTMLElement[], record: (event: Partial<Event>) => void): void {
  observe ||= watchExposure(record, (slot) => put(slot, true))
  for (const slot of slots) {
    if (!known.has(slot)) known.set(slot, { _own: [...slot.childNodes] })
    observe(slot)
  }
}

/** Shows what was decided for slots that are watched; a `late` answer only where nobody notices, else once its slot is out of view. */
export function show(slots: HTMLElement[], { decisions }: DecideResponse, late: boolean): void {
  // All boxes before the first change: else each would cost a layout.
  const boxes = slots.map((slot) => slot.getBoundingClientRect())
  slots.forEach((slot, n) => {
    known.get(slot)!._decided = decisions?.[ours(slot, '')!]
    put(slot, late, boxes[n])
  })
}
