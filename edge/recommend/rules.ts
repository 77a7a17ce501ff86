import type { Occurrences } from './occurrences.ts'
import type { Prepared } from './prepare.ts'
import { selectTop } from './select.ts'

export interface RuleOptions {
  /** Most rules kept for one item. */
  perItem: number
  /** How far apart in a session two items may be. */
  window: number
  /** What a pair counts when its order is reversed: 0 gives sequential rules, 1 symmetric co-occurrence. */
  backward: number
  /** A pair needs this many distinct visitors before it becomes a rule. */
  minVisitors: number
}

/** Item → what follows it: `targets` and `weights` at `starts[item] .. starts[item + 1])`, heaviest first. */
export interface Rules {
  starts: Uint32Array
  targets: Uint32Array
  weights: Float32Array
}

/**
 * Sequential rules (Ludewig & Jannach 2018): a pair at distance d counts 1/d, an item's weights are divided by its
 * heaviest. A visitor counts once for a pair, at their best distance, however often they repeat it.
 */
export function buildRules(data: Prepared, index: Occurrences, options: RuleOptions): Rules {
  const size = data.ids.length
  const { offsets, items, visitors } = data
  const score = new Float32Array(size)
  const support = new Uint32Array(size)
  const best = new Float32Array(size)
  const lastVisitor = new Int32Array(size)
  const touched = new Uint32Array(size)
  const starts = new Uint32Array(size + 1)
  const room = Math.min(options.perItem, size)
  let targets = new Uint32Array(size * Math.min(room, 8) + room)
  let weights = new Float32Array(targets.length)
  let end = 0
  const order = visitorOrder(index, visitors)
  for (let item = 0; item < size; item++) {
    let count = 0
    for (let o = index.starts[item]!, stop = index.starts[item + 1]!; o < stop; o++) {
      const s = order[o]!
      const visitor = visitors[s]! + 1
      const from = offsets[s]!
      const to = offsets[s + 1]!
      for (let i = from; i < to; i++) {
        if (items[i] !== item) continue
        const first = options.backward > 0 ? Math.max(from, i - options.window) : i + 1
        for (let j = first, far = Math.min(to, i + options.window + 1); j < far; j++) {
          if (j === i) continue
          const value = j > i ? 1 / (j - i) : options.backward / (i - j)
          const target = items[j]!
          if (lastVisitor[target] !== visitor) {
            if (support[target] === 0) touched[count++] = target
            lastVisitor[target] = visitor
            support[target] = support[target]! + 1
            best[target] = 0
          }
          if (value <= best[target]!) continue
          score[target] = score[target]! + value - best[target]!
          best[target] = value
        }
      }
    }
    let kept = 0
    for (let i = 0; i < count; i++) {
      const target = touched[i]!
      if (support[target]! >= options.minVisitors) touched[kept++] = target
      else score[target] = 0
      support[target] = 0
      lastVisitor[target] = 0
    }
    const top = selectTop(touched, score, kept, room)
    if (end + top > targets.length) {
      targets = grow(targets, new Uint32Array(targets.length * 2 + top))
      weights = grow(weights, new Float32Array(targets.length))
    }
    const heaviest = top > 0 ? score[touched[0]!]! : 1
    for (let i = 0; i < top; i++) {
      targets[end] = touched[i]!
      weights[end++] = score[touched[i]!]! / heaviest
    }
    for (let i = 0; i < kept; i++) score[touched[i]!] = 0
    starts[item + 1] = end
  }
  return { starts, targets: targets.slice(0, end), weights: weights.slice(0, end) }
}

/** Each item's sessions with those of one visitor side by side, so that one visitor can be counted once. */
function visitorOrder(index: Occurrences, visitors: Uint32Array): Uint32Array {
  let anonymous = true
  for (let s = 0; s < visitors.length && anonymous; s++) anonymous = visitors[s] === s
  if (anonymous) return index.sessions
  const order = index.sessions.slice()
  for (let item = 0; item + 1 < index.starts.length; item++)
    order
      .subarray(index.starts[item], index.starts[item + 1])
      .sort((a, b) => visitors[a]! - visitors[b]! || a - b)
  return order
}

function grow<T extends Uint32Array | Float32Array>(old: T, larger: T): T {
  larger.set(old)
  return larger
}
