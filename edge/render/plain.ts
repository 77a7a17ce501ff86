/** Validators remembered, and how long their keys may be, UTF-16 units: an address made up to fill memory is not kept. */
const MOST = 2000
const LONGEST = 1000

/**
 * Remembers which versions of which pages have no slot in them, by the validator that the origin
 * gave: such a page keeps its headers, its 304s and its place in caches from then on.
 */
export function plainPages() {
  const known = new Set<string>()
  const keyOf = (url: string, headers: Headers): string | undefined => {
    const validator = headers.get('etag') ?? headers.get('last-modified')
    const key = `${url} ${validator}`
    return validator === null || key.length > LONGEST ? undefined : key
  }
  return {
    has(url: string, { headers }: Response): boolean {
      return known.has(keyOf(url, headers) ?? '')
    },
    add(url: string, { headers }: Response): void {
      const key = keyOf(url, headers)
      if (key === undefined) return
      if (known.size >= MOST) known.delete(known.values().next().value as string)
      known.add(key)
    },
  }
}
