const NAMED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' }

/**
 * Text with its character references read. Of the named ones only those that an escaping program writes: any other
 * becomes a colon, the one sign that decides about an address, so that no `javascript&colon;` is taken for a path.
 */
export const decodeReferences = (text: string): string =>
  text.replace(/&(?:#(x[\da-f]+|\d+);?|([a-z][a-z\d]*);?)/gi, (whole, number?: string, name?: string) => {
    if (number === undefined) return NAMED[name ?? ''] ?? (whole.endsWith(';') ? ':' : whole)
    const code = /^x/i.test(number) ? Number.parseInt(number.slice(1), 16) : Number(number)
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd'
  })
