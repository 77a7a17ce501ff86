import type { Prepared } from './prepare.ts'
import { selectTop } from './select.ts'

/** What is popular under a fact of the request: items of key `k` at `starts[k] .. starts[k + 1])`, weightiest first. */
export interface Contexts {
  keys: readonly string[]
  starts: Uint32Array
  targets: Uint32Array
  weights: Float32Array
}

/** A fact seen by fewer voices than this says nothing; facts and items a fact kept at the most. */
const FEWEST = 30
const MOST = 500
const PER_KEY = 60
/** Views of overall popularity that a fact's own counts are added to: few views change little. */
const PRIOR = 100

/** Popularity under each fact (`country:hk`, `referrer:search` …), shrunk towards popularity over all. */
export function buildContexts(
  data: Prepared,
  contexts: readonly (readonly string[])[] | undefined,
  popularity: Float32Array,
  minVoices: number,
): Contexts {
  const { voices } = data
  const sessions = new Map<string, number[]>()
  if (contexts)
    data.source.forEach((source, s) => {
      for (const key of new Set(contexts[source])) {
        const list = sessions.get(key)
        if (list) list.push(s)
        else sessions.set(key, [s])
      }
    })
  const keys = [...sessions]
    .filter(([, list]) => list.length >= FEWEST && new Set(list.map((s) => voices[s])).size >= FEWEST)
    .sort(([a, one], [b, other]) => other.length - one.length || (a < b ? -1 : 1))
    .slice(0, MOST)
  const total = popularity.reduce((a, b) => a + b, 0) || 1
  const starts = new Uint32Array(keys.length + 1)
  const targets: number[] = []
  const weights: number[] = []
  const list = new Uint32Array(data.ids.length)
  const support = new Uint32Array(data.ids.length)
  const lastVoice = new Uint32Array(data.ids.length)
  keys.forEach(([, mine], k) => {
    support.fill(0)
    lastVoice.fill(0)
    // A voice's sessions side by side: each speaks for an item once.
    for (const s of mine.sort((a, b) => voices[a]! - voices[b]!))
      for (let i = data.offsets[s]!; i < data.offsets[s + 1]!; i++) {
        const item = data.items[i]!
        if (lastVoice[item] === voices[s]! + 1) continue
        lastVoice[item] = voices[s]! + 1
        support[item] = support[item]! + 1
      }
    let views = 0
    const score = popularity.map((value, item) => {
      const enough = support[item]! >= minVoices ? support[item]! : 0
      views += enough
      return (PRIOR * value) / total + enough
    })
    let count = 0
    for (let i = 0; i < list.length; i++) if (score[i]! > 0) list[count++] = i
    const top = selectTop(list, score, count, PER_KEY)
    for (let i = 0; i < top; i++) {
      targets.push(list[i]!)
      weights.push(score[list[i]!]! / (views + PRIOR))
    }
    starts[k + 1] = targets.length
  })
  return {
    keys: keys.map(([key]) => key),
    starts,
    targets: Uint32Array.from(targets),
    weights: Float32Array.from(weights),
  }
}

/** Items popular under the given facts, best first; empty when none of them is known. */
export function popularUnder(
  contexts: Contexts,
  facts: readonly string[],
): { item: number; score: number }[] {
  const sums = new Map<number, number>()
  for (const fact of new Set(facts)) {
    const k = contexts.keys.indexOf(fact)
    if (k < 0) continue
    for (let r = contexts.starts[k]!; r < contexts.starts[k + 1]!; r++)
      sums.set(contexts.targets[r]!, (sums.get(contexts.targets[r]!) ?? 0) + contexts.weights[r]!)
  }
  return [...sums]
    .map(([item, score]) => ({ item, score }))
    .sort((a, b) => b.score - a.score || a.item - b.item)
}
