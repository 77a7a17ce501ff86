import type { Condition } from '../bundle.ts'
import { impliedBy, implies, keysOf } from './logic.ts'

/** The choices above one, found by what they need: of thousands only those that could stand in its way are compared. */
export class Above {
  private readonly needs: readonly Condition[][]
  private readonly byKey = new Map<string, number[]>()
  private always: number | undefined

  /** `needs`: by choice, what must all hold for it to be taken. */
  constructor(needs: readonly Condition[][]) {
    this.needs = needs
  }

  /** Puts a choice above all that are asked about from now on. */
  add(index: number): void {
    const keys = this.needs[index]!.map(keysOf)
    if (keys.length === 0) this.always ??= index
    // Of all that must be implied, the need by which the fewest are found.
    const rarest = keys.sort((a, b) => this.found(a) - this.found(b))[0]
    for (const key of rarest ?? []) {
      const list = this.byKey.get(key)
      if (list) list.push(index)
      else this.byKey.set(key, [index])
    }
  }

  private found(keys: readonly string[]): number {
    return keys.reduce((sum, key) => sum + (this.byKey.get(key)?.length ?? 0), 0)
  }

  /** The first choice that is taken whenever these conditions hold. */
  first(atoms: readonly Condition[]): number | undefined {
    const candidates = new Set(atoms.flatMap(impliedBy).flatMap((key) => this.byKey.get(key) ?? []))
    let first = this.always
    for (const index of candidates)
      if (
        (first === undefined || index < first) &&
        this.needs[index]!.every((need) => atoms.some((have) => implies(have, need)))
      )
        first = index
    return first
  }
}
