/** Reads one of our attributes, of no element none: `''` is `data-acquaint`, `'-item'` is `data-acquaint-item`. */
export const ours = (
  element: Element | null,
  name: '' | '-item' | '-category' | '-block' | '-variant' | '-list' | '-name',
): string | undefined => element?.getAttribute(`data-acquaint${name}`) || undefined
