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

/** Rules in the making: arrays that double when full. */
export class RuleColumns {
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
