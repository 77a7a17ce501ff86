import type { Occurrences } from './occurrences.ts'
import type { Prepared } from './prepare.ts'

/**
 * The CSR index of VMIS-kNN (Kersbergen et al. 2022) as bytes. Sessions, oldest first: the item numbers of session
 * `s` as varints at `items[starts[s] .. starts[s + 1])`, each item once, where it was last, in order. Postings:
 * for an item the newest session number, then the steps back to older ones, as varints.
 */
export interface SessionIndex {
  starts: Uint32Array
  items: Uint8Array
  /** How old each session is at the end of the data, in 255ths of the whole span. */
  ages: Uint8Array
  /** Whose voice each session is in eight bits, to tell two voters from one; empty where one is enough. */
  voices: Uint8Array
  postingStarts: Uint32Array
  postings: Uint8Array
}

/** Keeps the newest `perItem` sessions of an item, at most one a voice, and only sessions that some item refers to. */
export function buildSessionIndex(
  data: Prepared,
  index: Occurrences,
  { perItem, minVoices }: { perItem: number; minVoices: number },
): SessionIndex {
  const referred = postingsOf(data, index, perItem)
  const { numbers, count } = renumber(referred.sessions, data.ends.length)
  const postings = new Bytes(referred.sessions.length * 2)
  const postingStarts = new Uint32Array(data.ids.length + 1)
  for (let item = 0; item < data.ids.length; item++) {
    let newer = -1
    for (let p = referred.starts[item]!; p < referred.starts[item + 1]!; p++) {
      const number = numbers[referred.sessions[p]!]!
      postings.varint(newer < 0 ? number : newer - number)
      newer = number
    }
    postingStarts[item + 1] = postings.length
  }
  return { ...sessionsOf(data, numbers, count, minVoices > 1), postingStarts, postings: postings.done() }
}

function postingsOf({ ids, voices, ends }: Prepared, index: Occurrences, perItem: number) {
  const lastItem = new Int32Array(ends.length).fill(-1)
  const sessions = new Uint32Array(index.sessions.length)
  const starts = new Uint32Array(ids.length + 1)
  let end = 0
  for (let item = 0; item < ids.length; item++) {
    const from = end
    for (let o = index.starts[item + 1]! - 1; o >= index.starts[item]! && end - from < perItem; o--) {
      const session = index.sessions[o]!
      const voice = voices[session]!
      if (lastItem[voice] === item) continue
      lastItem[voice] = item
      sessions[end++] = session
    }
    starts[item + 1] = end
  }
  return { starts, sessions: sessions.subarray(0, end) }
}

function renumber(sessions: Uint32Array, total: number) {
  const used = new Uint8Array(total)
  for (let i = 0; i < sessions.length; i++) used[sessions[i]!] = 1
  const numbers = new Int32Array(total).fill(-1)
  let count = 0
  for (let s = 0; s < total; s++) if (used[s]) numbers[s] = count++
  return { numbers, count }
}

function sessionsOf(data: Prepared, numbers: Int32Array, count: number, counted: boolean) {
  const { items, offsets, ends, ids } = data
  const bytes = new Bytes(items.length * 2)
  const starts = new Uint32Array(count + 1)
  const ages = new Uint8Array(count)
  const voices = new Uint8Array(counted ? count : 0)
  const last = new Uint32Array(ids.length)
  const end = ends.at(-1) ?? 0
  const span = end - (ends[0] ?? 0) || 1
  for (let s = 0; s < ends.length; s++) {
    const number = numbers[s]!
    if (number < 0) continue
    for (let i = offsets[s]!; i < offsets[s + 1]!; i++) last[items[i]!] = i
    for (let i = offsets[s]!; i < offsets[s + 1]!; i++) if (last[items[i]!] === i) bytes.varint(items[i]!)
    starts[number + 1] = bytes.length
    if (counted) voices[number] = data.voices[s]! & 255
    ages[number] = Math.round(((end - ends[s]!) / span) * 255)
  }
  return { starts, items: bytes.done(), ages, voices }
}

/** Bytes in the making: doubles when full. */
class Bytes {
  private bytes: Uint8Array
  length = 0

  constructor(room: number) {
    this.bytes = new Uint8Array(room + 8)
  }

  /** Seven bits a byte, low bits first, the high bit set on all but the last. */
  varint(value: number): void {
    if (this.length + 5 > this.bytes.length) {
      const larger = new Uint8Array(this.bytes.length * 2)
      larger.set(this.bytes)
      this.bytes = larger
    }
    let rest = value
    while (rest > 127) {
      this.bytes[this.length++] = (rest & 127) | 128
      rest >>>= 7
    }
    this.bytes[this.length++] = rest
  }

  done(): Uint8Array {
    return this.bytes.slice(0, this.length)
  }
}
