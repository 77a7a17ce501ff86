/** The rules of a `_headers` file, as Cloudflare's static assets read it: a path, then its headers indented. */
export interface HeaderRules {
  version: 2
  rules: Record<string, { set: Record<string, string> }>
}

/** Reads a `_headers` file. */
export function parseHeaders(text: string): HeaderRules {
  const rules: HeaderRules['rules'] = {}
  let open: Record<string, string> | undefined
  for (const line of text.split('\n')) {
    if (line.trim() === '' || line.startsWith('#')) continue
    if (/^\S/.test(line)) {
      open = {}
      rules[line.trim()] = { set: open }
      continue
    }
    const [name, ...value] = line.split(':')
    if (open && name && value.length) open[name.trim().toLowerCase()] = value.join(':').trim()
  }
  return { version: 2, rules }
}
