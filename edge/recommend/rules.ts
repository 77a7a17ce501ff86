import type { Occurrences } from './occurrences.ts'
import type { Prepared } from './prepare.ts'
import { selectTop } from './select.ts'

export interface RuleOptions {
  /** Most rules kept for one item. */
  perItem: number
  /** How far apart in a session two items may be. */
  window: number
  /** A pair needs this many distinct visitors before it becomes a rule. */
  minVisitors: number
}

/**
 * Item → what goes with it: for rule `r` in `starts[item] .. starts[item + 1])` the target and three weights, each
 * the square root of a share of the item's heaviest rule, in 255ths: target after, before, and directly after.
 */
export interface Rules {
  starts: Uint32Array
  targets: Uint16Array | Uint32Array
  after: Uint8Array
  before: Uint8Array
  next: Uint8Array
}

/**
 * Sequential rules (Ludewig & Jannach 2018): a pair at distance d counts 1/d. A visitor counts once for a pair, at
 * their best, however often they repeat it (recommendation poisoning, Yang et al., NDSS 2017).
 */
export function buildRules(data: Prepared, index: Occurrences, options: RuleOptions): Rules {
  const size = data.ids.length
  const { offsets, items, visitors } = data
  const { window, minVisitors } = options
  const room = Math.min(options.perItem, size)
  const pair = {
    // Interleaved after, before, next: a pair touches one cache line.
    best: new Float32Array(size * 4),
    sum: new Float32Array(size * 4),
    total: new Float32Array(size),
    support: new Uint32Array(size),
    visitor: new Uint32Array(size),
  }
  const touched = new Uint32Array(size)
  const kept = new Growing(size, room)
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
        for (let j = Math.max(from, i - window), far = Math.min(to, i + window + 1); j < far; j++) {
          if (j === i) continue
          const target = items[j]!
          const at = target * 4
          if (pair.visitor[target] !== visitor) {
            if (pair.support[target] === 0) touched[count++] = target
            pair.visitor[target] = visitor
            pair.support[target] = pair.support[target]! + 1
            pair.best[at] = 0
            pair.best[at + 1] = 0
            pair.best[at + 2] = 0
          }
          if (j > i) raise(pair.best, pair.sum, at, 1 / (j - i))
          else raise(pair.best, pair.sum, at + 1, 1 / (i - j))
          if (j === i + 1) raise(pair.best, pair.sum, at + 2, 1)
        }
      }
    }
    let enough = 0
    for (let i = 0; i < count; i++) {
      const target = touched[i]!
      const at = target * 4
      if (pair.support[target]! >= minVisitors) {
        touched[enough++] = target
        pair.total[target] = pair.sum[at]! + 0.5 * pair.sum[at + 1]!
      } else pair.sum.fill(0, at, at + 3)
      pair.support[target] = 0
      pair.visitor[target] = 0
    }
    kept.add(item, touched, selectTop(touched, pair.total, enough, room), pair.sum)
    for (let i = 0; i < enough; i++) pair.sum.fill(0, touched[i]! * 4, touched[i]! * 4 + 3)
  }
  return kept.rules()
}

function raise(best: Float32Array, sum: Float32Array, at: number, value: number): void {
  if (value <= best[at]!) return
  sum[at] = sum[at]! + value - best[at]!
  best[at] = value
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

/** Rules in the making: arrays that double when full. */
class Growing {
  private readonly starts: Uint32Array
  private targets: Uint16Array | Uint32Array
  private weights: [Uint8Array, Uint8Array, Uint8Array]
  private end = 0

  constructor(size: number, room: number) {
    this.starts = new Uint32Array(size + 1)
    const length = size * Math.min(room, 8) + room
    this.targets = size <= 0x10000 ? new Uint16Array(length) : new Uint32Array(length)
    this.weights = [new Uint8Array(length), new Uint8Array(length), new Uint8Array(length)]
  }

  add(item: number, list: Uint32Array, count: number, sums: Float32Array): void {
    while (this.end + count > this.targets.length) {
      this.targets = doubled(this.targets)
      this.weights = [doubled(this.weights[0]), doubled(this.weights[1]), doubled(this.weights[2])]
    }
    let heaviest = 0
    for (let i = 0; i < count; i++)
      for (let w = 0; w < 3; w++) heaviest = Math.max(heaviest, sums[list[i]! * 4 + w]!)
    for (let i = 0; i < count; i++) {
      const target = list[i]!
      this.targets[this.end] = target
      for (let w = 0; w < 3; w++)
        this.weights[w]![this.end] = Math.round(255 * Math.sqrt(sums[target * 4 + w]! / heaviest))
      this.end++
    }
    this.starts[item + 1] = this.end
  }

  rules(): Rules {
    const [after, before, next] = this.weights
    const { starts, end } = this
    const trim = <T extends { slice(from: number, to: number): T }>(column: T) => column.slice(0, end)
    const targets = this.targets instanceof Uint16Array ? trim(this.targets) : trim(this.targets)
    return { starts, targets, after: trim(after), before: trim(before), next: trim(next) }
  }
}

function doubled<T extends Uint8Array | Uint16Array | Uint32Array>(old: T): T {
  const larger = new (old.constructor as new (length: number) => T)(old.length * 2)
  larger.set(old)
  return larger
}
