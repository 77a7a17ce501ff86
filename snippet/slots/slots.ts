import type { DecideResponse, Decision, Event } from '../wire.ts'
import { watchExposure } from './exposure.ts'
import { toNodes } from './markup.ts'
import { swap } from './swap.ts'

export interface SlotParts {
  /** Asks the edge what these slots show; `undefined` when there is no answer. */
  ask(slots: string[]): Promise<DecideResponse | undefined>
  record(event: Partial<Event>): void
  /** How long after asking a block in view may still be swapped, ms. */
  deadline: number
  now(): number
}

const SLOT = '[data-acquaint]'

/** Finds the slots of the page, asks once for all that are new, shows the answers and reports what was seen. */
export function createSlots({ ask, record, deadline, now }: SlotParts) {
  const found = new Set<HTMLElement>()
  const shown = new WeakMap<Element, Decision>()
  const waiting = new Map<HTMLElement, Decision>()
  const defaults = new WeakMap<Element, Node[]>()
  const reported = new Set<string>()
  let round = 0

  const facts = (slot: HTMLElement): Partial<Event> => {
    const { block, list_id, variant } = shown.get(slot)!
    return {
      slot: slot.dataset.acquaint!,
      block: block!,
      ...(list_id && { list_id }),
      ...(variant && { variant }),
    }
  }

  const show = (slot: HTMLElement, decision: Decision, late: boolean) => {
    const { block, html, list_id } = decision
    waiting.delete(slot)
    const old = shown.get(slot)
    if (block === (old ? old.block : null) && html === old?.html) return
    if (!defaults.has(slot)) defaults.set(slot, [...slot.childNodes])
    if (!swap(slot, block ? toNodes(html || '') : defaults.get(slot)!, late)) {
      waiting.set(slot, decision)
      return
    }
    shown.set(slot, decision)
    slot.toggleAttribute('data-acquaint-block', !!block)
    slot.toggleAttribute('data-acquaint-list', !!list_id)
    if (block) slot.dataset.acquaintBlock = block
    if (list_id) slot.dataset.acquaintList = list_id
    watch(slot)
  }

  const watch = watchExposure(
    (slot) => {
      if (!slot.dataset.acquaintBlock) return
      const event = facts(slot)
      const key = [event.slot, event.block, event.list_id].join()
      if (!reported.has(key)) {
        reported.add(key)
        record({ name: 'block_view', ...event })
      }
    },
    (slot) => waiting.has(slot) && show(slot, waiting.get(slot)!, true),
  )

  const askFor = async (slots: HTMLElement[]) => {
    const asked = now()
    const mine = ++round
    const answer = await ask([...new Set(slots.map((slot) => slot.dataset.acquaint!))].slice(0, 16))
    if (answer && (mine === round || slots.length < found.size))
      for (const slot of slots) {
        const decision = answer.decisions[slot.dataset.acquaint!]
        if (decision) show(slot, decision, now() - asked > deadline)
      }
  }

  return {
    /** Asks for the slots that appeared since. */
    _scan(): void {
      const fresh = [...document.querySelectorAll<HTMLElement>(SLOT)].filter((slot) => !found.has(slot))
      for (const slot of fresh) {
        found.add(slot)
        watch(slot)
      }
      if (fresh.length) askFor(fresh)
    },
    /** Asks anew for every slot still in the page: another route, another consent. */
    _renew(): void {
      for (const slot of found) if (!slot.isConnected) found.delete(slot)
      if (found.size) askFor([...found])
      this._scan()
    },
    /** A click inside a block, as `block_click` with item and position; `undefined` for a click anywhere else. */
    _clicked(element: Element): Partial<Event> | undefined {
      const slot = element.closest<HTMLElement>('[data-acquaint-block]')
      if (!slot || !shown.has(slot)) return
      const item = element.closest<HTMLElement>('[data-acquaint-item]')
      const event: Partial<Event> = { name: 'block_click', ...facts(slot) }
      if (item && slot.contains(item)) {
        event.position = [...slot.querySelectorAll('[data-acquaint-item]')].indexOf(item) + 1
        event.items = [{ item_id: item.dataset.acquaintItem! }]
      }
      return event
    },
  }
}
