import type { DecideResponse, Decision, Event } from '../wire.ts'
import type { describeClick } from './describe.ts'
import type { watchExposure } from './exposure.ts'
import type { toNodes } from './markup.ts'
import { ours } from './names.ts'
import type { swap } from './swap.ts'

/** A slot: what it held at first, what was decided for it last, and what it shows. */
interface Slot {
  _own: Node[]
  _decided?: Decision | undefined
  _shown?: Decision
}

/** What only pages with slots need, and comes while the question is under way. */
interface Tools {
  describeClick: typeof describeClick
  toNodes: typeof toNodes
  swap: typeof swap
  watchExposure: typeof watchExposure
}

/**
 * Finds the slots of the page, asks once for all that are new, shows the answers and reports what was seen. A slot
 * that the edge filled before the page came is only reported.
 * `ask` resolves to nothing when there is no answer, `tell` hears of one that still holds; a block in view is swapped only within `deadline` ms of asking.
 */
export function createSlots(
  fetchTools: () => Promise<Tools | undefined>,
  ask: (slots: string[]) => Promise<DecideResponse | false | undefined>,
  tell: (kind: string, answer: DecideResponse) => void,
  record: (event: Partial<Event>) => void,
  deadline: number,
) {
  const found = new Map<HTMLElement, Slot>()
  let round = 0
  let tools: Tools | undefined
  let watch: ((slot: Element) => void) | undefined

  const show = (element: HTMLElement, late: boolean, box = element.getBoundingClientRect()) => {
    const slot = found.get(element)!
    const { _decided: decision, _shown: old } = slot
    if (!decision || decision === old) return
    const { html, block, variant, list_id } = decision
    const shown = () => {
      slot._shown = decision
      for (const [name, value] of Object.entries({ block, variant, list: list_id }))
        element[value ? 'setAttribute' : 'removeAttribute'](`data-acquaint-${name}`, value!)
      watch!(element)
    }
    if (html === old?.html) shown()
    else tools!.swap(element, html ? tools!.toNodes(html) : slot._own, late, box, shown)
  }

  return {
    /** Asks for the slots that appeared since; `anew` for all of them: another route, another consent. */
    async _scan(anew = 0): Promise<void> {
      round += anew
      const mine = round
      const asked = performance.now()
      const slots = [...document.querySelectorAll<HTMLElement>('[data-acquaint]')].filter(
        (slot) => anew || !found.has(slot),
      )
      const open = slots.filter((slot) => anew || !ours(slot, '-block'))
      const asking = open[0] && ask([...new Set(open.map((slot) => ours(slot, '')!))].slice(0, 16))
      for (const slot of slots) if (!found.has(slot)) found.set(slot, { _own: [...slot.childNodes] })
      if (!slots[0]) return
      tools ||= await fetchTools()
      if (!tools) return
      watch ||= tools.watchExposure(record, (slot) => show(slot, true))
      slots.forEach(watch)
      const answer = await asking
      // A newer question, under another consent or on another route, makes this answer void.
      if (answer && mine === round) {
        tell('decision', answer)
        // All boxes before the first change: else each would cost a layout.
        const boxes = open.map((slot) => slot.getBoundingClientRect())
        open.forEach((slot, n) => {
          found.get(slot)!._decided = answer.decisions?.[ours(slot, '')!]
          show(slot, performance.now() - asked > deadline, boxes[n])
        })
      }
    },
    /** A click inside a block; nothing for a click anywhere else. */
    _clicked: (element: Element) => tools?.describeClick(element),
  }
}
