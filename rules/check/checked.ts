import type { Bundle } from '../bundle.ts'
import type { Scope } from '../compile/scope.ts'
import type { Path } from '../parse.ts'

/** A compiled bundle and where each of its definitions stands (`slots home-hero`). */
export interface Checked {
  bundle: Bundle
  definitions: ReadonlyMap<string, { scope: Scope; path: Path; raw: unknown }>
  /** Blocks that print what only consent allows, with what they print. */
  personal: ReadonlyMap<string, readonly string[]>
  /** Epoch ms; absent: nothing is over yet. */
  now: number | undefined
}
