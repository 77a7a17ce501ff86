import type { Model } from './model.ts'
import { FREQUENT } from './pairs.ts'
import { PART, PARTS } from './parts.ts'
import { slot } from './scratch.ts'

/** Items of the question whose rules count, how much less each older one counts, and how many rules a second step follows. */
const ITEMS = 5
const FADE = 0.6
const SECOND_STEP = 20

/** (q / 255)²: undoes the square root that rules are stored with. */
const UNPACKED = Float32Array.from({ length: 256 }, (_, q) => (q / 255) ** 2)

/** Rules from the question's last items, one step and two: the second step finds what no session joined directly. */
export function voteOfRules(model: Model): void {
  const { scratch, rules } = model
  const { parts } = scratch
  const { starts, targets, after, before, next } = rules
  let fade = 1
  for (let q = 0; q < Math.min(ITEMS, scratch.asked); q++, fade *= FADE) {
    const item = scratch.question[q]!
    for (let r = starts[item]!, end = starts[item + 1]!, n = 0; r < end; r++, n++) {
      const target = targets[r]!
      const s = slot(scratch, target)
      if (s < 0) continue
      const at = s * PARTS
      const forward = UNPACKED[after[r]!]!
      const backward = UNPACKED[before[r]!]!
      if (q === 0) {
        parts[at + PART.rulesAfter] = forward
        parts[at + PART.rulesNext] = UNPACKED[next[r]!]!
      }
      parts[at + PART.rulesBoth] = parts[at + PART.rulesBoth]! + fade * (forward + backward)
      if (n < SECOND_STEP && q < 4) secondStep(model, target, fade * (forward + 0.5 * backward))
    }
  }
}

function secondStep({ scratch, rules }: Model, item: number, weight: number): void {
  const { parts } = scratch
  const { starts, targets, after, before } = rules
  const from = starts[item]!
  for (let r = from, end = Math.min(starts[item + 1]!, from + SECOND_STEP); r < end; r++) {
    const s = slot(scratch, targets[r]!)
    if (s < 0) continue
    const at = s * PARTS + PART.rulesTwice
    parts[at] = parts[at]! + weight * (UNPACKED[after[r]!]! + 0.5 * UNPACKED[before[r]!]!)
  }
}

/** What followed the last two items in a row. */
export function voteOfPairs({ scratch, pairs }: Model): void {
  const { question, stepsAgo, asked, parts } = scratch
  if (asked < 2 || stepsAgo[0] !== 0 || question[0]! >= FREQUENT || question[1]! >= FREQUENT) return
  const key = question[1]! * FREQUENT + question[0]!
  let low = 0
  let high = pairs.keys.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (pairs.keys[middle]! < key) low = middle + 1
    else high = middle
  }
  if (pairs.keys[low] !== key) return
  for (let r = pairs.starts[low]!; r < pairs.starts[low + 1]!; r++) {
    const s = slot(scratch, pairs.targets[r]!)
    if (s >= 0) parts[s * PARTS + PART.pairs] = UNPACKED[pairs.shares[r]!]!
  }
}
