/**
 * Puts new content into a slot without flicker, layout shift or stolen focus; `false` when that can't be done now.
 * Before the first paint and below what is in view all is free. Elsewhere the old height stays reserved, and where
 * the slot would grow or the answer is `late`, the old content stays.
 */
export function swap(slot: HTMLElement, nodes: Node[], late: boolean): boolean {
  const { offsetHeight, ariaLive } = slot
  const before = [...slot.childNodes]
  const noticed =
    !document.hidden &&
    performance.getEntriesByType('paint')[0] &&
    slot.getBoundingClientRect().top < innerHeight
  if ((noticed && late) || slot.contains(document.activeElement)) return false
  // A live region would read the new block out over whatever is being read.
  slot.ariaLive = 'off'
  slot.style.minHeight = `${offsetHeight}px`
  slot.replaceChildren(...nodes)
  const grows = noticed && slot.offsetHeight > offsetHeight + 1
  if (grows) slot.replaceChildren(...before)
  setTimeout(() => {
    slot.ariaLive = ariaLive
  })
  return !grows
}
