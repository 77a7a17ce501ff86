/** How long half of a block must be seen before it counts (MRC viewability, one continuous second), ms. */
const SEEN_AFTER = 1e3

/** Watches slots: `seen` after half of one was in view for a second, `moved` whenever one enters or leaves the view. */
export function watchExposure(seen: (slot: HTMLElement) => void, moved: (slot: HTMLElement) => void) {
  const timers = new Map<Element, number>()
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, intersectionRatio, intersectionRect } of entries) {
        const slot = target as HTMLElement
        clearTimeout(timers.get(slot))
        // A block taller than two screens can never show its half: then half of the screen is enough.
        if (intersectionRatio >= 0.5 || intersectionRect.height >= innerHeight / 2)
          timers.set(slot, setTimeout(() => document.hidden || seen(slot), SEEN_AFTER) as unknown as number)
        moved(slot)
      }
    },
    { threshold: [0, 0.25, 0.5] },
  )
  /** Starts the watch, or its second anew after a swap. */
  return (slot: Element): void => {
    observer.unobserve(slot)
    observer.observe(slot)
  }
}
