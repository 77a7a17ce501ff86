import type { DecideResponse, Decision, Event } from '../wire.ts'
import { watchExposure } from './exposure.ts'
import { toNodes } from './markup.ts'
import { ours } from './names.ts'
import { swap } from './swap.ts'

const BLOCK = 'data-acquaint-block'
const ITEM = '[data-acquaint-item]'

/**
 * Finds the slots of the page, asks once for all that are new, shows the answers and reports what was seen.
 * `ask` resolves to nothing when there is no answer; a block in view is swapped only within `deadline` ms of asking.
 */
export function createSlots(
  ask: (slots: string[]) => Promise<DecideResponse | false | undefined>,
  record: (event: Partial<Event>) => void,
  deadline: number,
) {
  /** The slots found, with what each held at first, what was decided for it last, and what it shows. */
  const found = new Map<HTMLElement, Node[]>()
  const decided = new Map<Element, Decision | undefined>()
  const shown = new Map<Element, Decision>()
  const reported = new Set<string>()
  let round = 0

  const describe = (slot: HTMLElement, name: Event['name']): Partial<Event> => {
    const { block, list_id, variant } = shown.get(slot)!
    return { name, slot: ours(slot, ''), block, list_id, variant } as Partial<Event>
  }

  const show = (slot: HTMLElement, late: boolean) => {
    const decision = decided.get(slot)
    const old = shown.get(slot)
    if (!decision || decision === old) return
    const { block, html, list_id = '' } = decision
    if (html === old?.html || swap(slot, html ? toNodes(html) : found.get(slot)!, late)) {
      shown.set(slot, decision)
      slot.setAttribute('data-acquaint-list', list_id)
      if (block) slot.setAttribute(BLOCK, block)
      else slot.removeAttribute(BLOCK)
      watch(slot)
    }
  }

  const watch = watchExposure(
    (slot) => {
      if (ours(slot, '-block')) {
        const event = describe(slot, 'block_view')
        const key = JSON.stringify(event)
        if (!reported.has(key)) record(event)
        reported.add(key)
      }
    },
    (slot) => show(slot, true),
  )

  return {
    /** Asks for the slots that appeared since; `anew` for all of them: another route, another consent. */
    async _scan(anew = 0): Promise<void> {
      round += anew
      const mine = round
      const asked = performance.now()
      const slots = [...document.querySelectorAll<HTMLElement>('[data-acquaint]')].filter(
        (slot) => anew || !found.has(slot),
      )
      for (const slot of slots)
        if (!found.has(slot)) {
          found.set(slot, [...slot.childNodes])
          watch(slot)
        }
      const answer = slots[0] && (await ask([...new Set(slots.map((slot) => ours(slot, '')!))].slice(0, 16)))
      // A newer question, under another consent or on another route, makes this answer void.
      if (answer && mine === round)
        for (const slot of slots) {
          decided.set(slot, answer.decisions?.[ours(slot, '')!])
          show(slot, performance.now() - asked > deadline)
        }
    },
    /** A click inside a block, as `block_click` with item and position; nothing for a click anywhere else. */
    _clicked(element: Element): Partial<Event> | null {
      const slot = element.closest<HTMLElement>(`[${BLOCK}]`)
      const item = element.closest<HTMLElement>(`[${BLOCK}] ${ITEM}`)
      return (
        slot && {
          ...describe(slot, 'block_click'),
          ...(item && {
            position: [...slot.querySelectorAll(ITEM)].indexOf(item) + 1,
            items: [{ item_id: ours(item, '-item')! }],
          }),
        }
      )
    },
  }
}
