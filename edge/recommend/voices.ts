import type { Occurrences } from './occurrences.ts'
import type { Prepared } from './prepare.ts'
import type { SessionColumns } from './sessions.ts'

/**
 * How many distinct voices must speak of an item before it is listed, by how many a shop has: nobody proves who they
 * are before they look around, so what few say must not be enough wherever there are many.
 */
export const leastVoices = (voices: number): number => Math.max(2, Math.min(6, Math.floor(voices / 200)))

/**
 * How many must speak for what goes with an item, by how many speak of that: two, or a twentieth, up to six. A fixed
 * six hides what goes with all that is rare (edge/recommend/README.md has figures).
 */
export const leastTogether = (voices: number): number => Math.max(2, Math.min(6, Math.floor(voices / 20)))

/** Things done by one that are never too many, and how many times what three in four stay under. */
const PLENTY = 300
const TIMES = 20

/**
 * The sessions of those who are not too loud to be customers, first of visitors and then of voices: whoever forges
 * visits by the thousand is not heard at all. Few cannot move what three in four stay under.
 */
export function heard({ ends, offsets, visitors, voices }: SessionColumns): Uint32Array {
  const all = Uint32Array.from(ends, (_, s) => s)
  return quiet(quiet(all, offsets, visitors), offsets, voices)
}

function quiet(sessions: Uint32Array, offsets: Uint32Array, owners: Uint32Array | undefined): Uint32Array {
  if (!owners) return sessions
  const loudness = new Map<number, number>()
  for (const s of sessions)
    loudness.set(owners[s]!, (loudness.get(owners[s]!) ?? 0) + offsets[s + 1]! - offsets[s]!)
  const sorted = Uint32Array.from(loudness.values()).sort()
  const most = Math.max(PLENTY, TIMES * (sorted[Math.floor(sorted.length * 0.75)] ?? 0))
  return sessions.filter((s) => loudness.get(owners[s]!)! <= most)
}

/** How many times as many items as three in four voices speak of, one may speak of with a full voice. */
const SPREAD = 2

/**
 * What each voice counts for an item it speaks of, 1 at the most: who speaks of more than others do divides what they
 * have, so that nobody, whatever they do, weighs more in all than about two customers.
 */
export function sharesOfVoices(data: Prepared, index: Occurrences): Float64Array {
  const counts = new Uint32Array(data.voices.length)
  let known = 0
  eachVoice(data, index, (_, voice) => {
    if (counts[voice]!++ === 0) known++
  })
  const sorted = counts.slice(0, known).sort()
  const most = SPREAD * (sorted[Math.floor(known * 0.75)] ?? 0)
  return Float64Array.from(counts.subarray(0, known), (count) => Math.min(1, most / count))
}

/** How many voices speak of each item. */
export function voicesPerItem(data: Prepared, index: Occurrences): Uint32Array {
  const counts = new Uint32Array(data.ids.length)
  eachVoice(data, index, (item) => {
    counts[item] = counts[item]! + 1
  })
  return counts
}

/** Tells of each item each voice that speaks of it, once. */
function eachVoice(
  { ids, voices }: Prepared,
  { starts, sessions }: Occurrences,
  tell: (item: number, voice: number) => void,
): void {
  const lastItem = new Int32Array(voices.length).fill(-1)
  for (let item = 0; item < ids.length; item++)
    for (let o = starts[item]!; o < starts[item + 1]!; o++) {
      const voice = voices[sessions[o]!]!
      if (lastItem[voice] === item) continue
      lastItem[voice] = item
      tell(item, voice)
    }
}
