/** Why `xml` is not well-formed, or the empty string: tags nest, attributes are quoted and used once, `&` and `<` are escaped. */
export function whyNotWellFormed(xml: string): string {
  const open: string[] = []
  const token = /<(\/?)([a-zA-Z]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/y
  while (token.lastIndex < xml.length) {
    const at = token.lastIndex
    const found = token.exec(xml)
    if (!found) return `unexpected ${JSON.stringify(xml.slice(at, at + 40))} at ${at}`
    const [, closing, name, attributes = '', empty, text] = found
    if (text !== undefined) {
      if (/&(?!(amp|lt|gt|quot|#\d+);)/.test(text)) return `unescaped & at ${at}`
      continue
    }
    const names = [...attributes.matchAll(/([\w:-]+)="/g)].map(([, attribute]) => attribute)
    if (new Set(names).size !== names.length) return `an attribute twice on <${name}> at ${at}`
    if (closing) {
      const last = open.pop()
      if (last !== name) return `</${name}> closes <${last}> at ${at}`
    } else if (!empty) open.push(name!)
  }
  return open.length ? `<${open.pop()}> is never closed` : ''
}
