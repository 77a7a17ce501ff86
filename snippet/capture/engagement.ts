/** A reader counts as active for so long after each sign of life, ms. */
const ATTENTION = 15e3

/** How long and how far the page is read. */
export interface Engagement {
  /** Active seconds and deepest scroll (percent) since the last call. */
  _take(): { value: number; percent_scrolled: number }
}

/** Watches signs of life (scroll, pointer, key); time in a hidden tab and with no sign for 15 s does not count. */
export function watchEngagement(now: () => number): Engagement {
  let last = now()
  let active = 0
  let deepest = 0
  const tick = () => {
    const at = now()
    if (!document.hidden) active += Math.min(at - last, ATTENTION)
    last = at
  }
  const reach = () => {
    deepest = Math.max(deepest, scrollY + innerHeight)
  }
  for (const sign of ['scroll', 'pointerdown', 'pointermove', 'keydown'])
    addEventListener(sign, tick, { passive: true, capture: true })
  addEventListener('scroll', reach, { passive: true })
  // The tab was hidden until now: that time is not the reader's.
  addEventListener('visibilitychange', () => {
    if (!document.hidden) last = now()
  })
  return {
    _take() {
      tick()
      reach()
      const taken = {
        value: Math.round(active / 1e3),
        percent_scrolled: Math.min(100, Math.round((deepest / document.documentElement.scrollHeight) * 100)),
      }
      active = deepest = 0
      return taken
    },
  }
}
