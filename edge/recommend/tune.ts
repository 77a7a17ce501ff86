import { tuneBasket } from './basket-tuning.ts'
import { FEATURES } from './feature-layout.ts'
import { type Quiz, quizzes, takeLessons } from './lessons.ts'
import { openModel } from './model.ts'
import { searchNeighbourhood } from './neighbourhood-search.ts'
import { occurrences } from './occurrences.ts'
import { decayedPopularity } from './popularity.ts'
import { prepare } from './prepare.ts'
import { plainRanker, score } from './ranker.ts'
import { type Lessons, learnRanker, standardise, unstandardised } from './ranker-training.ts'
import { pickSessions, type SessionColumns } from './sessions.ts'
import { LIMITS, type TrainOptions, train } from './train.ts'
import { type Tuning, UNTUNED } from './tuning.ts'
import { heard } from './voices.ts'

export interface TuneOptions {
  /** The newest sessions are asked about, the rest answers: as many as give enough questions, within these shares. */
  shares: [least: number, most: number]
  /** Most questions, for the search of the neighbourhood and for the ranker. */
  searchQuestions: number
  rankerQuestions: number
  /** Fewer questions than this teach nothing: the plain blend stays. */
  fewest: number
  random: () => number
  train?: TrainOptions
  /** Told after every step what is being done and how much of it is done, 0 to 1. */
  progress?: (step: string, done: number) => void
}

const DEFAULTS = {
  shares: [0.05, 0.15] as [number, number],
  searchQuestions: 1000,
  rankerQuestions: 8000,
  fewest: 300,
}

/** Chooses a shop's weights on its own newest sessions, which the models under test have not seen. */
export function tune(
  given: SessionColumns,
  options: Partial<TuneOptions> & { random: () => number },
): Tuning {
  const { shares, searchQuestions, rankerQuestions, fewest, random, progress } = { ...DEFAULTS, ...options }
  const columns = pickSessions(given, heard(given))
  const order = Uint32Array.from(columns.ends, (_, s) => s).sort(
    (a, b) => columns.ends[a]! - columns.ends[b]! || a - b,
  )
  const cut = firstAsked(columns, order, shares, rankerQuestions)
  const past = pickSessions(columns, order.subarray(0, cut))
  const newest = order.subarray(cut)
  const opened = openModel(train(past, options.train))
  if (!opened.ok) throw new Error(opened.reason)
  let { model } = opened
  const search = quizzes(model, columns, newest, searchQuestions)
  progress?.('baskets', 0)
  const halfLife = bestHalfLife(past, search)
  const basket = tuneBasket(columns, halfLife)
  if (search.length < fewest) return { ...UNTUNED, halfLife, basket }
  const neighbourhood = searchNeighbourhood(model, search, progress)
  const tuning: Tuning = { neighbourhood, halfLife, basket }
  const again = openModel(train(past, { ...options.train, tuning }))
  if (!again.ok) throw new Error(again.reason)
  model = again.model
  const list = quizzes(model, columns, newest, rankerQuestions)
  progress?.('ranker', 0)
  const all = bestRanker(takeLessons(model, list, false), random)
  progress?.('ranker', 0.5)
  const discovery = bestRanker(takeLessons(model, list, true), random)
  progress?.('ranker', 1)
  return { ...tuning, rankers: { all, discovery } }
}

/** The half-life whose twenty most popular items held what came next most often. */
function bestHalfLife(past: SessionColumns, list: readonly Quiz[]): number {
  const data = prepare(past, LIMITS)
  const span = (data.ends.at(-1) ?? 0) - (data.ends[0] ?? 0) || 1
  const choices = [1 / 4, 1 / 8, 1 / 16, 1 / 32, 1 / 64, 1]
  const all = decayedPopularity(
    data,
    occurrences(data),
    choices.map((share) => span * share),
  )
  const hits = all.map((popularity) => {
    const top = new Set(
      Array.from(popularity, (_, item) => item)
        .sort((a, b) => popularity[b]! - popularity[a]!)
        .slice(0, 20),
    )
    return list.filter(({ target }) => top.has(target)).length
  })
  return choices[hits.indexOf(Math.max(...hits))]!
}

function firstAsked(
  { offsets }: SessionColumns,
  order: Uint32Array,
  [least, most]: [number, number],
  wanted: number,
) {
  const at = (share: number) => Math.floor(order.length * (1 - share))
  let questions = 0
  for (let i = order.length - 1; i > at(most); i--) {
    questions += Math.max(0, offsets[order[i]! + 1]! - offsets[order[i]!]! - 1)
    if (i < at(least) && questions >= wanted) return i
  }
  return at(most)
}

/** Learns on the first three quarters; the plain blend stays where it does better on the rest. */
function bestRanker(raw: Lessons, random: () => number): Float32Array {
  const lessons = standardise(raw)
  const count = lessons.targets.length
  const learn: number[] = []
  const check: number[] = []
  for (let q = 0; q < count; q++) (q < count * 0.75 ? learn : check).push(q)
  const trial = rankerQuality(lessons, check, learnRanker(lessons, learn, random))
  const plain = rankerQuality(lessons, check, unstandardised(plainRanker(), lessons, true))
  if (trial <= plain) return plainRanker()
  return unstandardised(learnRanker(lessons, [...learn, ...check], random), lessons)
}

function rankerQuality(
  { starts, features, targets }: Lessons,
  use: readonly number[],
  weights: Float32Array,
): number {
  let sum = 0
  for (const q of use) {
    if (targets[q]! < 0) continue
    const own = score(weights, features, (starts[q]! + targets[q]!) * FEATURES)
    let rank = 1
    for (let c = starts[q]!; c < starts[q + 1]!; c++) if (score(weights, features, c * FEATURES) > own) rank++
    if (rank <= 20) sum += 1 + 1 / rank
  }
  return sum
}
