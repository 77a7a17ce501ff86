import type { Event } from '../wire.ts'
import { describeBlock } from './describe.ts'
import { ours } from './names.ts'

/** How long half of a block must be seen before it counts: one continuous second, as MRC's viewability has it, ms. */
const SEEN_AFTER = 1e3

/** Watches slots: records a block once half of it was in view for a second, and calls `moved` whenever a slot enters or leaves the view. */
export function watchExposure(record: (event: Partial<Event>) => void, moved: (slot: HTMLElement) => void) {
  const reported = new Set<string>()
  const timers = new Map<Element, number>()
  const seen = (slot: Element) => {
    const event = describeBlock(slot, 'block_view')
    const key = JSON.stringify(event)
    if (!document.hidden && ours(slot, '-block') && !reported.has(key)) {
      reported.add(key)
      record(event)
    }
  }
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, intersectionRatio } of entries) {
        clearTimeout(timers.get(target))
        if (intersectionRatio >= 0.5) timers.set(target, +setTimeout(() => seen(target), SEEN_AFTER))
        moved(target as HTMLElement)
      }
    },
    { threshold: [0, 0.5] },
  )
  /** Starts the watch, or its second anew after a swap. */
  return (slot: Element): void => {
    observer.unobserve(slot)
    observer.observe(slot)
  }
}
