/** Reads one of our attributes, of no element none: `''` is `data-acquaint`, `'-item'` is `data-acquaint-item`. */
export const ours = (
  element: Element | null,
  name: '' | '-item' | '-category' | '-block' | '-variant' | '-list' | '-name',
): string | undefined => element?.getAttribute(`data-acquaint${name}`) || undefined

/** What a page has of these; to ask for a list where there is nothing costs a kilobyte. */
export const every = <E extends Element>(selector: string): E[] =>
  document.querySelector(selector) ? [...document.querySelectorAll<E>(selector)] : []
