/**
 * One ArrayBuffer of named typed arrays: 24-byte header, directory, sections on 8-byte boundaries, little-endian.
 * Header: magic, version, total bytes, checksum of everything behind the header, number of sections, 0.
 */
const MAGIC = 0x4d514341 // 'ACQM'
export const MODEL_VERSION = 2
const HEADER = 24
const ENTRY = 16

const TYPES = [Uint8Array, Uint16Array, Uint32Array, Float32Array, Float64Array] as const
export type Column = Uint8Array | Uint16Array | Uint32Array | Float32Array | Float64Array

export type Refusal =
  | 'too-short'
  | 'not-a-model'
  | 'other-version'
  | 'truncated'
  | 'checksum-differs'
  | 'sections-missing'
  | 'sections-disagree'

/** Lays sections out behind one checked header; a name has exactly four ASCII characters. */
export function pack(sections: Record<string, Column>): Uint8Array {
  const entries = Object.entries(sections)
  let end = HEADER + ENTRY * entries.length
  const starts = entries.map(([, column]) => {
    const start = (end + 7) & ~7
    end = start + column.byteLength
    return start
  })
  const bytes = new Uint8Array((end + 7) & ~7)
  const words = new Uint32Array(bytes.buffer)
  entries.forEach(([name, column], i) => {
    const type = TYPES.findIndex((known) => column instanceof known)
    words.set([tag(name), type, starts[i]!, column.byteLength], (HEADER + ENTRY * i) / 4)
    bytes.set(new Uint8Array(column.buffer, column.byteOffset, column.byteLength), starts[i]!)
  })
  words.set([MAGIC, MODEL_VERSION, bytes.length, checksum(words, HEADER / 4), entries.length, 0])
  return bytes
}

/** Opens views on the sections without copying (unless the bytes lie off an 8-byte boundary), or says what is wrong. */
export function unpack(
  given: Uint8Array,
): { ok: true; sections: Map<string, Column> } | { ok: false; reason: Refusal } {
  if (given.byteLength < HEADER) return { ok: false, reason: 'too-short' }
  const bytes = given.byteOffset % 8 === 0 ? given : given.slice()
  const { buffer, byteOffset } = bytes
  const words = new Uint32Array(buffer, byteOffset, bytes.byteLength >> 2)
  if (words[0] !== MAGIC) return { ok: false, reason: 'not-a-model' }
  if (words[1] !== MODEL_VERSION) return { ok: false, reason: 'other-version' }
  if (words[2] !== bytes.byteLength) return { ok: false, reason: 'truncated' }
  if (words[3] !== checksum(words, HEADER / 4)) return { ok: false, reason: 'checksum-differs' }
  if (HEADER + ENTRY * words[4]! > bytes.byteLength) return { ok: false, reason: 'sections-disagree' }
  const sections = new Map<string, Column>()
  for (let i = 0; i < words[4]!; i++) {
    const at = (HEADER + ENTRY * i) / 4
    const Type = TYPES[words[at + 1]!]
    const start = words[at + 2]!
    const length = words[at + 3]!
    if (!Type || start % 8 || start + length > bytes.byteLength || length % Type.BYTES_PER_ELEMENT)
      return { ok: false, reason: 'sections-disagree' }
    const count = length / Type.BYTES_PER_ELEMENT
    sections.set(untag(words[at]!), new Type(buffer as ArrayBuffer, byteOffset + start, count))
  }
  return { ok: true, sections }
}

const tag = (name: string) =>
  (name.charCodeAt(0) |
    (name.charCodeAt(1) << 8) |
    (name.charCodeAt(2) << 16) |
    (name.charCodeAt(3) << 24)) >>>
  0
const untag = (word: number) =>
  String.fromCharCode(word & 255, (word >> 8) & 255, (word >> 16) & 255, word >>> 24)

/** Words that one call of `mix` takes: a function called often is compiled soon, one long loop in workerd hardly ever. */
const CHUNK = 1 << 14
const PRIME = 0x9e3779b1

/** Of the words from `from` on, as the header keeps it. FNV-1a over 32-bit words in four independent lanes: against accidents, not forgers. Every single change shows, for a step is a bijection. */
export function checksum({ buffer, byteOffset, length }: Uint32Array, from: number): number {
  // Signed words are small integers to the engine, unsigned ones may not be.
  const words = new Int32Array(buffer, byteOffset, length)
  const lanes = Int32Array.of(0x165667b1, 0x1b873593, 0x05ebca77, 0x42b2ae3d)
  const end = from + ((length - from) & ~3)
  for (let i = from; i < end; i += CHUNK) mix(words, lanes, i, Math.min(end, i + CHUNK))
  let sum = length
  for (let i = end; i < length; i++) sum = Math.imul(sum ^ words[i]!, PRIME)
  // Each lane is scrambled before it is joined, so that high bits count in the next one too.
  for (const lane of lanes) sum = Math.imul(sum ^ lane ^ (lane >>> 15), PRIME) ^ (sum >>> 13)
  return sum >>> 0
}

function mix(words: Int32Array, lanes: Int32Array, from: number, to: number): void {
  let [a, b, c, d] = lanes as unknown as [number, number, number, number]
  for (let i = from; i < to; i += 4) {
    a = Math.imul(a ^ words[i]!, PRIME)
    b = Math.imul(b ^ words[i + 1]!, PRIME)
    c = Math.imul(c ^ words[i + 2]!, PRIME)
    d = Math.imul(d ^ words[i + 3]!, PRIME)
  }
  lanes.set([a, b, c, d])
}
