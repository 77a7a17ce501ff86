import { ask } from './ask.ts'
import { CANDIDATES, describeBest, quickScores } from './candidates.ts'
import { FEATURES } from './feature-layout.ts'
import type { Model } from './model.ts'
import type { Lessons } from './ranker-training.ts'
import { sweep } from './scratch.ts'
import type { SessionColumns } from './sessions.ts'

/** A question out of a recorded session: the items so far, newest last, and the one that came next. */
export interface Quiz {
  items: Int32Array
  target: number
}

/** Iterative reveal: every event but the first is once the answer; at most `limit` questions, evenly chosen. */
export function quizzes(
  model: Model,
  columns: SessionColumns,
  sessions: ArrayLike<number>,
  limit: number,
): Quiz[] {
  const numbers = Int32Array.from(columns.ids, (id) => model.ids.find(id))
  const all: { session: number; at: number }[] = []
  for (let i = 0; i < sessions.length; i++)
    for (let at = columns.offsets[sessions[i]!]! + 1; at < columns.offsets[sessions[i]! + 1]!; at++)
      if (numbers[columns.items[at]!]! >= 0) all.push({ session: sessions[i]!, at })
  const stride = Math.max(1, all.length / limit)
  return Array.from({ length: Math.min(limit, all.length) }, (_, i) => {
    const { session, at } = all[Math.floor(i * stride)]!
    const from = Math.max(columns.offsets[session]!, at - 50)
    return {
      items: Int32Array.from(columns.items.subarray(from, at), (item) => numbers[item]!),
      target: numbers[columns.items[at]!]!,
    }
  })
}

/** Asks every quiz and keeps its candidates' features; `discovery` leaves out quizzes and candidates already seen. */
export function takeLessons(model: Model, list: readonly Quiz[], discovery: boolean): Lessons {
  const { scratch } = model
  const used = discovery ? list.filter(({ items, target }) => !items.includes(target)) : list
  const starts = new Uint32Array(used.length + 1)
  const targets = new Int32Array(used.length).fill(-1)
  const features = new Float32Array(used.length * CANDIDATES * FEATURES)
  used.forEach(({ items, target }, q) => {
    ask(model, items)
    quickScores(model)
    if (discovery) leaveOutSeen(model)
    const from = starts[q]!
    const count = describeBest(model, features, from * FEATURES)
    for (let c = 0; c < count; c++) if (scratch.itemOf[scratch.order[c]!] === target) targets[q] = c
    starts[q + 1] = from + count
    sweep(scratch)
  })
  return { starts, features, targets }
}

/** The question's items have the first slots: takes those out of the order. */
function leaveOutSeen({ scratch }: Model): void {
  const { order, asked, used } = scratch
  order.copyWithin(0, asked, used)
  scratch.ranking = used - asked
}
