import type { Prepared } from './prepare.ts'

/** Item → the sessions that hold it, oldest first, each once: `sessions[starts[item] .. starts[item + 1])`. */
export interface Occurrences {
  starts: Uint32Array
  sessions: Uint32Array
}

/** Inverts the sessions by counting sort: two passes, no comparison. */
export function occurrences({ ids, offsets, items }: Prepared): Occurrences {
  const size = ids.length
  const last = new Int32Array(size).fill(-1)
  const starts = new Uint32Array(size + 1)
  const count = offsets.length - 1
  for (let s = 0; s < count; s++)
    for (let i = offsets[s]!, to = offsets[s + 1]!; i < to; i++) {
      const item = items[i]!
      if (last[item] === s) continue
      last[item] = s
      starts[item + 1] = starts[item + 1]! + 1
    }
  for (let item = 0; item < size; item++) starts[item + 1] = starts[item + 1]! + starts[item]!
  const at = starts.slice()
  const sessions = new Uint32Array(starts[size]!)
  last.fill(-1)
  for (let s = 0; s < count; s++)
    for (let i = offsets[s]!, to = offsets[s + 1]!; i < to; i++) {
      const item = items[i]!
      if (last[item] === s) continue
      last[item] = s
      sessions[at[item]!] = s
      at[item] = at[item]! + 1
    }
  return { starts, sessions }
}
