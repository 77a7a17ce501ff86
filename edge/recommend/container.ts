/**
 * One ArrayBuffer of named typed arrays: 24-byte header, directory, sections on 8-byte boundaries, little-endian.
 * Header: magic, version, total bytes, checksum of everything behind the header, number of sections, 0.
 */
const MAGIC = 0x4d514341 // 'ACQM'
export const MODEL_VERSION = 1
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

/** Four independent multiply-rotate lanes over 32-bit words (the shape of xxHash32): against accidents, not forgers. */
function checksum(words: Uint32Array, from: number): number {
  let a = 0x165667b1
  let b = 0x9e3779b1
  let c = 0x85ebca77
  let d = 0xc2b2ae3d
  const lanes = from + ((words.length - from) & ~3)
  let i = from
  for (; i < lanes; i += 4) {
    a = turn(a, words[i]!)
    b = turn(b, words[i + 1]!)
    c = turn(c, words[i + 2]!)
    d = turn(d, words[i + 3]!)
  }
  for (; i < words.length; i++) a = turn(a, words[i]!)
  let sum = words.length
  for (const lane of [a, b, c, d]) sum = turn(sum, lane)
  sum ^= sum >>> 15
  return Math.imul(sum, 0x85ebca77) >>> 0
}

function turn(lane: number, word: number): number {
  const mixed = (lane + Math.imul(word, 0x85ebca77)) | 0
  return Math.imul((mixed << 13) | (mixed >>> 19), 0x9e3779b1)
}
