import { rarely } from '../rarely.ts'
import type { DecideResponse, Event } from '../wire.ts'
import { every, ours } from './names.ts'

/** What only pages with slots need, and comes while the question is under way. */
type Tools = typeof import('./index.ts')

/**
 * Finds the slots of the page, asks once for all that are new, has the answers shown and what was seen reported. A
 * slot that the edge filled before the page came is only reported.
 * `ask` resolves to nothing when there is no answer, `tell` hears of one that still holds; a block in view is swapped only within `deadline` ms of asking.
 */
export function createSlots(
  fetchTools: () => Promise<Tools | undefined>,
  ask: (slots: string[]) => Promise<DecideResponse | false | undefined>,
  tell: (kind: string, answer: DecideResponse) => void,
  record: (event: Partial<Event>) => void,
  deadline: number,
) {
  const found = new Set<HTMLElement>()
  let round = 0
  let tools: Tools | undefined

  return {
    /** Asks for the slots that appeared since; `anew` for all of them: another route, another consent. */
    async _scan(anew = 0): Promise<void> {
      round += anew
      const mine = round
      const asked = performance.now()
      const slots = every<HTMLElement>('[data-acquaint]').filter((slot) => anew || !found.has(slot))
      const open = slots.filter((slot) => anew || !ours(slot, '-block'))
      const asking = open[0] && ask([...new Set(open.map((slot) => ours(slot, '')!))].slice(0, 16))
      for (const slot of slots) found.add(slot)
      if (!slots[0]) return
      tools ||= await fetchTools()
      if (!tools) return
      tools.watch(slots, record)
      const answer = await asking
      // A newer question, under another consent or on another route, makes this answer void.
      if (answer && mine === round) {
        tell('decision', answer)
        tools.show(open, answer, performance.now() - asked > deadline)
      }
    },
    /** A click inside a block; nothing for a click anywhere else. */
    _clicked: rarely((element: Element) => tools?.describeClick(element)),
  }
}
