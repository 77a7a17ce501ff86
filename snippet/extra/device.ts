import type { Hear } from '../consent/consent.ts'
import type { Say } from '../transport.ts'
import type { Known } from '../visitor.ts'
import type { Vitals } from '../watch/vitals.ts'
import type { Event, Purpose } from '../wire.ts'

/** What the main file lends to what is loaded later; in plain names, because each file mangles for itself. */
export interface Device {
  /** Where the visitor is remembered in localStorage. */
  key: string
  /** What is known of the visitor, as far as this tab knows. */
  known: Known
  may(purpose: Purpose): boolean
  /** Remembers more of the visitor. */
  learn(more: Known): void
  /**
   * Takes up what other tabs have learned and returns it: of two versions the later, for memory knows better where storage is
   * full. What `foreign` tabs tell of another grant, or of none, counts whatever its version.
   */
  reread(foreign?: unknown): Known
  /** Forgets them, and ends what is under way for them. */
  forget(): void
  say: Say
  /** Another id, or another capsule: sends what waited for it and asks for blocks anew. */
  joined(): void
  /** Tells how the page was read so far, sends what was recorded, and waits for the answers; `going` (1) to another page. There once the page's listeners are. */
  leave?: (going?: 1) => unknown
  hear: Hear
  /** Records an event; false when that is not wanted. */
  record(event: Partial<Event>): boolean
  /** How the page did so far; told when it is left. */
  vitals?: () => Vitals
  /** Opens the reasons of decisions to whoever writes the rules. */
  preview?: string
  /** Lets the page's listeners and `why` hear of something. */
  tell(kind: string, value: unknown): void
}

/** The visitor, while analytics is granted. */
export const knownTo = (device: Device): Known | undefined =>
  device.may('analytics') ? device.known : undefined
