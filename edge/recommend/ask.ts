import type { Model } from './model.ts'
import { voteOfNeighbours } from './neighbours.ts'
import { voteOfPairs, voteOfRules } from './rule-votes.ts'
import { QUESTION_ITEMS, slot, sweep } from './scratch.ts'

/** Popular items that are always candidates. */
const POPULAR = 20

/**
 * Puts the question's items (newest last) into the scratch and lets every part of the model vote; `scratch.used`
 * slots hold the candidates until the next question, or `sweep`.
 */
export function ask(model: Model, items: ArrayLike<number>): void {
  const { scratch, popular } = model
  const { question, stepsAgo } = scratch
  sweep(scratch)
  scratch.asked = 0
  const last = items.length - 1
  for (let i = last; i >= 0 && scratch.asked < QUESTION_ITEMS; i--) {
    const item = items[i]!
    let known = item < 0
    for (let q = 0; q < scratch.asked && !known; q++) known = question[q] === item
    if (known) continue
    question[scratch.asked] = item
    stepsAgo[scratch.asked++] = last - i
    slot(scratch, item)
  }
  scratch.logAsked = Math.log(scratch.asked + 1) / 2
  voteOfNeighbours(model)
  voteOfRules(model)
  voteOfPairs(model)
  for (let i = 0; i < Math.min(POPULAR, popular.length); i++) slot(scratch, popular[i]!)
}
