/** What profiles keep as a code, by fact, and what Intl calls such a code. */
const TYPES: Record<string, Intl.DisplayNamesType> = { country: 'region', language: 'language' }

/** The name of a country (ISO 3166) or a language (BCP 47) in the page's own; the code itself where nothing is called so. */
export function codeName(fact: string, code: string, language: string): string | undefined {
  const type = TYPES[fact]
  if (!type) return undefined
  try {
    return new Intl.DisplayNames(language, { type }).of(type === 'region' ? code.toUpperCase() : code)
  } catch {
    // Cloudflare's T1 (Tor) is no country, and a browser may name any language.
    return code
  }
}
