import type { Column } from './container.ts'

/** The item-id strings of a model and the way back from a string to its index. */
export interface ItemIds {
  readonly size: number
  /** Index of an id, or -1. */
  find(id: string): number
  /** The id at an index; decoded once, then kept. */
  name(index: number): string
}

const NONE = 0xffffffff

/** Sections for the ids: UTF-8 bytes, their offsets, and an open-addressing hash table at most half full. */
export function packIds(ids: readonly string[]): Record<string, Column> {
  const encoder = new TextEncoder()
  const parts = ids.map((id) => encoder.encode(id))
  const offsets = new Uint32Array(ids.length + 1)
  parts.forEach((part, i) => {
    offsets[i + 1] = offsets[i]! + part.length
  })
  const text = new Uint8Array(offsets[ids.length]!)
  parts.forEach((part, i) => {
    text.set(part, offsets[i]!)
  })
  let slots = 4
  while (slots < ids.length * 2) slots *= 2
  const table = new Uint32Array(slots).fill(NONE)
  ids.forEach((id, i) => {
    let slot = hash(id) & (slots - 1)
    while (table[slot] !== NONE) slot = (slot + 1) & (slots - 1)
    table[slot] = i
  })
  return { idof: offsets, idby: text, idht: table }
}

/** Reads ids straight from the model's bytes: a Map of 100,000 strings would cost more memory than the index. */
export function openIds(offsets: Uint32Array, text: Uint8Array, table: Uint32Array): ItemIds {
  const size = offsets.length - 1
  const mask = table.length - 1
  const names: (string | undefined)[] = new Array(size)
  const decoder = new TextDecoder()
  const name = (index: number): string => {
    const known = names[index]
    if (known !== undefined) return known
    const decoded = decoder.decode(text.subarray(offsets[index]!, offsets[index + 1]!))
    names[index] = decoded
    return decoded
  }
  const find = (id: string): number => {
    let slot = hash(id) & mask
    // A table without a free slot, which none of ours is, must not hold the search for ever.
    for (let tries = 0; tries <= mask; tries++) {
      const index = table[slot]!
      if (index === NONE) return -1
      if (name(index) === id) return index
      slot = (slot + 1) & mask
    }
    return -1
  }
  return { size, find, name }
}

/** FNV-1a over UTF-16 code units. */
function hash(id: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < id.length; i++) h = Math.imul(h ^ id.charCodeAt(i), 0x01000193)
  return (h ^ (h >>> 15)) >>> 0
}
