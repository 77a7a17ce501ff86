/** Whether a change inside this slot can be noticed: the page was painted, and the slot is not below what is in view. */
const noticed = (slot: HTMLElement): boolean =>
  !document.hidden &&
  performance.getEntriesByName('first-contentful-paint').length > 0 &&
  slot.getBoundingClientRect().top < innerHeight

/**
 * Puts new content into a slot without flicker, layout shift or stolen focus; `false` when that can't be done now.
 * The height of the old content stays reserved; where a visible slot would grow, the old content comes back.
 */
export function swap(slot: HTMLElement, nodes: Node[], late: boolean): boolean {
  const visible = noticed(slot)
  if ((visible && late) || slot.contains(document.activeElement)) return false
  const before = [...slot.childNodes]
  const height = slot.offsetHeight
  const live = slot.ariaLive
  // A live region would read the new block out over whatever is being read.
  if (live) slot.ariaLive = 'off'
  slot.style.minHeight = `${height}px`
  slot.replaceChildren(...nodes)
  const fits = !visible || slot.offsetHeight <= height + 1
  if (!fits) slot.replaceChildren(...before)
  if (live) setTimeout(() => (slot.ariaLive = live))
  return fits
}
