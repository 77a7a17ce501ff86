import { listen } from '../listen.ts'
import { rarely } from '../rarely.ts'

/** A reader counts as active for so long after each sign of life, ms. */
const ATTENTION = 15e3

/** Watches for signs of life (not every move of the pointer: that would be work all the time); the returned function gives active seconds and deepest scroll (percent) since its last call. Who is `going` (1) waits for the next page, and reads no more until the next sign of life. */
export function watchEngagement(now: () => number) {
  let last = now()
  let active = 0
  let deepest = 0
  let reading = true
  const tick = rarely(({ type }: { type?: string }) => {
    if (reading) active += Math.min(now() - last, ATTENTION)
    last = now()
    reading = !document.hidden
    // Only here is the layout clean, so that reading the position forces none.
    if (type === 'scroll') deepest = Math.max(deepest, scrollY)
  })
  for (const sign of ['scroll', 'pointerdown', 'keydown', 'visibilitychange']) listen(sign, tick)
  return rarely((going?: unknown) => {
    tick({})
    if (going === 1) reading = false
    const value = Math.round(active / 1e3)
    const percent_scrolled = Math.round(
      Math.min(1, (deepest + innerHeight) / document.documentElement.scrollHeight) * 100,
    )
    active = deepest = 0
    return { value, percent_scrolled }
  })
}
