/** Where the focus is elsewhere than in a slot it is mostly on the body, and merely to name that costs a page 6 KB. */
const hasFocus = (slot: Element): boolean =>
  slot.matches(':focus-within') ||
  // The selector knows nothing of a frame that has the focus, nor of a window in the background.
  ((window.length > 0 || !document.hasFocus()) && slot.contains(document.activeElement))

/**
 * Puts new content into a slot of the given box without flicker, layout shift or stolen focus, and calls `shown`; or
 * leaves it when that can't be done now.
 * Before the first paint and below what is in view all is free. Elsewhere the old height stays reserved, and where
 * the slot would grow or the answer is `late`, the old content stays.
 */
export function swap(
  slot: HTMLElement,
  nodes: Node[],
  late: boolean,
  { top, height }: DOMRect,
  shown: () => void,
): void {
  const noticed = !document.hidden && performance.getEntriesByType('paint')[0] && top < innerHeight
  if ((noticed && late) || hasFocus(slot)) return
  const { ariaLive } = slot
  const before = [...slot.childNodes]
  // A live region would read the new block out over whatever is being read.
  slot.ariaLive = 'off'
  slot.style.minHeight = `${height}px`
  slot.replaceChildren(...nodes)
  const done = () => {
    slot.ariaLive = ariaLive
    if (noticed && slot.offsetHeight > height + 1) slot.replaceChildren(...before)
    else shown()
  }
  // Observed sizes come after layout and before the paint: what is undone there nobody saw, and no layout is forced.
  if (noticed)
    new ResizeObserver((_, observer) => {
      observer.disconnect()
      done()
    }).observe(slot)
  else setTimeout(done)
}
