import { mask } from './mask.ts'

const INTERACTIVE = 'a,button,input,select,textarea,label,summary,[role],[onclick],[data-acquaint-name]'

/** The nearest ancestor that matches, through open shadow roots. */
export const nearest = (from: Element, selector: string): HTMLElement | null => {
  const found = from.closest<HTMLElement>(selector)
  const host = !found && (from.getRootNode() as ShadowRoot).host
  return host ? nearest(host, selector) : found
}

/** Stable, readable, and free of what was typed: `button "Add to cart" form#buy`. */
export function describe(element: Element): string {
  const { dataset } = element as HTMLElement
  const name =
    dataset.acquaintName ||
    element.getAttribute('aria-label') ||
    element.getAttribute('name') ||
    (element.matches('input,textarea,select') || element.closest('[contenteditable]')
      ? ''
      : element.textContent) ||
    element.querySelector('[alt]')?.getAttribute('alt') ||
    ''
  const anchor = element.closest('[id]')
  const words = mask(name.trim().replace(/\s+/g, ' ').slice(0, 64))
  return `${element.getAttribute('role') || element.localName} "${words}"${anchor ? ` ${anchor.localName}#${anchor.id}` : ''}`
}

/** What was clicked: the interactive element around it, else the element itself. */
export const clicked = (element: Element): HTMLElement =>
  nearest(element, INTERACTIVE) || (element as HTMLElement)
