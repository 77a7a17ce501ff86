/**
 * vanilla-cookieconsent sets its labels and icons by `innerHTML`, which this
 * shop's policy refuses. The default policy lets through text that cannot
 * become an element, and the banner's own line icons; everything else stays refused.
 */
interface Policies {
  createPolicy(name: string, rules: { createHTML(text: string): string | null }): unknown
}

const ICON = /^<svg viewBox="0 0 24 24" stroke-width="[\d.]+"><path d="[\w\s.,-]+"\/><\/svg>$/

/** Whether `text` may be set as markup. */
export const harmless = (text: string): boolean => !/[<&]/.test(text) || ICON.test(text)

export function admitTexts(): void {
  const { trustedTypes } = window as unknown as { trustedTypes?: Policies }
  trustedTypes?.createPolicy('default', { createHTML: (text) => (harmless(text) ? text : null) })
}
