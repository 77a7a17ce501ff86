import { ask } from './ask.ts'
import type { Quiz } from './lessons.ts'
import { type Model, withNeighbourhood } from './model.ts'
import { PARTS } from './parts.ts'
import { sweep } from './scratch.ts'
import type { Neighbourhood } from './tuning.ts'

/** What is tried for each part of the neighbourhood, one at a time. */
const GRID: Record<Exclude<keyof Neighbourhood, 'recent'>, number[]> = {
  position: [0.4, 0.8, 1.5, 3],
  before: [0.1, 0.4, 0.7, 1],
  distance: [1.5, 4, 10],
  age: [0, 0.25, 1],
  idfShared: [0, 1, 2, 3],
  idfVoted: [0, 0.5, 1],
  length: [0, 0.3, 0.6],
  shared: [0, 0.2, 0.7],
  neighbours: [75, 150, 300],
}

/** Tries one value at a time and keeps what lists more of what came next. */
export function searchNeighbourhood(
  model: Model,
  list: readonly Quiz[],
  progress?: (step: string, done: number) => void,
): Neighbourhood {
  let best = model.meta.neighbourhood
  let highest = neighbourhoodQuality(model, list, best)
  const tries = Object.entries(GRID).flatMap(([name, values]) => values.map((value) => ({ name, value })))
  tries.forEach(({ name, value }, i) => {
    progress?.('neighbourhood', i / tries.length)
    if (best[name as keyof Neighbourhood] === value) return
    const tried = { ...best, [name]: value }
    const quality = neighbourhoodQuality(model, list, tried)
    if (quality <= highest) return
    highest = quality
    best = tried
  })
  return best
}

/** HR@20 + MRR@20 of the neighbours' votes alone. */
function neighbourhoodQuality(model: Model, list: readonly Quiz[], neighbourhood: Neighbourhood): number {
  const tried = withNeighbourhood(model, neighbourhood)
  const { scratch } = tried
  let sum = 0
  for (const { items, target } of list) {
    ask(tried, items)
    const wanted = scratch.slotOf[target]! - 1
    const votes = wanted < 0 ? 0 : scratch.parts[wanted * PARTS]!
    if (votes > 0) {
      let rank = 1
      for (let s = 0; s < scratch.used; s++) if (scratch.parts[s * PARTS]! > votes) rank++
      if (rank <= 20) sum += 1 + 1 / rank
    }
    sweep(scratch)
  }
  return sum / list.length
}
