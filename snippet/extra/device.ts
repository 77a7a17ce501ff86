import type { Hear } from '../consent/consent.ts'
import type { Say } from '../transport.ts'
import type { Known } from '../visitor.ts'
import type { Purpose } from '../wire.ts'

/** What the main file lends to what is loaded later; in plain names, because each file mangles for itself. */
export interface Device {
  /** Where the visitor is remembered in localStorage. */
  key: string
  /** What is known of the visitor, as far as this tab knows. */
  known: Known
  may(purpose: Purpose): boolean
  /** Remembers more of the visitor. */
  learn(more: Known): void
  /** Forgets them, and ends what is under way for them. */
  forget(): void
  say: Say
  /** Another id, or another capsule: sends what waited for it and asks for blocks anew. */
  joined(): void
  /** Sends what was recorded so far, and waits for the answers. */
  flush(): unknown
  hear: Hear
  /** Lets the page's listeners and `why` hear of something. */
  tell(kind: string, value: unknown): void
}
