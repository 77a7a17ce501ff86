const encoder = new TextEncoder()

/** What breaks readers: brackets, escapes, numbers at the edge, keys of the prototype, bytes that are no UTF-8. */
const TOKENS: Uint8Array[] = [
  ...[
    '"',
    '\\',
    '{',
    '}',
    '[',
    ']',
    ':',
    ',',
    '\\u0000',
    '\\ud800',
    '\\u',
    '__proto__',
    'constructor',
    'null',
    'true',
    '-0',
    '1e999',
    '-1',
    '9007199254740993',
    '1e-400',
    '""',
    '{}',
    '[]',
    '\u0000',
    '\u2028',
    '\u202e',
    '\ufeff',
    '&a ',
    '*a',
    '!!js/function ',
    '<<: ',
    '|\n',
    '- ',
    '\t',
    '\n',
    '%',
    '.',
    '${',
    '{{',
    '{%',
  ].map((text) => encoder.encode(text)),
  ...[[0xff], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0]].map((bytes) =>
    Uint8Array.from(bytes),
  ),
]

/** One to eight changes to a seed's bytes; `other` is a seed to splice with. */
export function mutate(seed: Uint8Array, other: Uint8Array, random: () => number): Uint8Array {
  const int = (below: number) => Math.floor(random() * below)
  let bytes = seed
  for (let n = 1 + Math.floor(random() ** 3 * 8); n > 0; n--) {
    const at = int(bytes.length + 1)
    const length = Math.min(bytes.length - at, int(random() < 0.8 ? 8 : 200))
    const cut = (insert: Uint8Array, drop: number) => {
      const made = new Uint8Array(bytes.length - drop + insert.length)
      made.set(bytes.subarray(0, at))
      made.set(insert, at)
      made.set(bytes.subarray(at + drop), at + insert.length)
      return made
    }
    const kind = int(7)
    if (kind === 0) bytes = cut(TOKENS[int(TOKENS.length)]!, 0)
    else if (kind === 1) bytes = cut(TOKENS[int(TOKENS.length)]!, length)
    else if (kind === 2) bytes = cut(new Uint8Array(), length)
    else if (kind === 3) bytes = cut(bytes.slice(at, at + length), 0)
    else if (kind === 4) bytes = cut(Uint8Array.of(int(256)), Math.min(1, length))
    else if (kind === 5) bytes = cut(other.slice(int(other.length), int(other.length)), length)
    else if (bytes.length)
      bytes = bytes.with(int(bytes.length), (bytes[int(bytes.length)]! ^ (1 << int(8))) & 255)
  }
  return bytes
}

/** An input grown to `largest` bytes at most: a piece of it, or one of the tokens, over and over. */
export function swell(bytes: Uint8Array, largest: number, random: () => number): Uint8Array {
  const int = (below: number) => Math.floor(random() * below)
  const at = int(bytes.length)
  const piece = random() < 0.3 ? TOKENS[int(TOKENS.length)]! : bytes.subarray(at, at + 1 + int(40))
  const length = int(Math.max(0, largest - bytes.length))
  const times = Math.floor(length / Math.max(1, piece.length))
  const grown = new Uint8Array(bytes.length + times * piece.length)
  grown.set(bytes.subarray(0, at))
  for (let n = 0; n < times; n++) grown.set(piece, at + n * piece.length)
  grown.set(bytes.subarray(at), at + times * piece.length)
  return grown
}

/** Puts `value` somewhere into a JSON value, in place of what was there or as one more key. */
export function graft(into: unknown, value: unknown, random: () => number): unknown {
  if (into === null || typeof into !== 'object' || random() < 0.1) return value
  const copy = structuredClone(into) as Record<string, unknown>
  const keys = Object.keys(copy)
  // Mostly downwards: what holds the body together is soon said.
  const inner = keys.filter((name) => copy[name] !== null && typeof copy[name] === 'object')
  const among = inner.length && random() < 0.7 ? inner : keys
  const key = among[Math.floor(random() * among.length)]
  if (key === undefined || random() < 0.1) copy[`k${Math.floor(random() * 9)}`] = value
  else copy[key] = graft(copy[key], value, random)
  return copy
}
