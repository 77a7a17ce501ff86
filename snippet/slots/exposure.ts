/** How long half of a block must be seen before it counts: one continuous second, as MRC's viewability has it, ms. */
const SEEN_AFTER = 1e3

/** Watches slots: `seen` after half of one was in view for a second, `moved` whenever one enters or leaves the view. */
export function watchExposure(seen: (slot: HTMLElement) => void, moved: (slot: HTMLElement) => void) {
  const timers = new Map<Element, number>()
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, intersectionRatio } of entries) {
        clearTimeout(timers.get(target))
        if (intersectionRatio >= 0.5)
          timers.set(target, +setTimeout(() => document.hidden || seen(target as HTMLElement), SEEN_AFTER))
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
