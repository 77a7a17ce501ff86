import type { Consent } from './wire.ts'

/** What is kept of a consenting visitor between pages. */
export interface Known {
  /** The anonymous id as the edge signed it; until its first answer 128 bits made up here, from which it derives one. */
  id?: string | undefined
  /** Instead of an id here: the edge keeps it in a cookie that no script can read. */
  cookie?: true | undefined
  /** Names the present grant of analytics: a random number, new after each withdrawal, that never leaves the browser. */
  grant?: number
  /** How often another visitor has come to this device under the grant; none yet at first. */
  era?: number | undefined
  consent?: Consent
  /** How often this has been written: of two versions the later counts. Where storage is full, only memory has it. */
  n?: number
  /** The edge is to be spoken to of who this is: there is no id yet, consent changed, somebody left. */
  due?: 1 | undefined
  /** The consent that the edge has heard, as `saidOf` writes it. */
  told?: string | undefined
  /** The id that was left by `reset` and is not logged out yet; `true` for one that only the edge knows. */
  left?: string | true | undefined
  /** The id before this one, which the edge no longer takes. */
  was?: string | undefined
  /** The visitor's sealed profile, as the edge last gave it, and how new that is. */
  capsule?: string | undefined
  seq?: number | undefined
}

/** Thirteen months in ms: the longest that CNIL's guidelines let a choice stand without asking again. */
const LIFETIME = 34e9

/** An id for a batch, or for a visitor until the edge has answered: 128 random bits, 22 characters of base64url. */
export const mintId = (): string =>
  btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .slice(0, 22)

/** Reads what is remembered under `key`: of a consent that lapsed only that it is to be forgotten; what is spoilt reads as nothing, and blocked storage as what is `known` anyway. */
export function recall(key: string, now: number, known: Known = {}): Known {
  // localStorage, because it can be read before the first paint and written while the page goes away.
  try {
    const text = localStorage[key]
    // From here on it is the text that is at fault.
    known = {}
    // Nothing there is no error: to throw one costs a first visit as much as a request.
    if (text) {
      const stored: Known = JSON.parse(text)
      return stored.consent!.at! > now - LIFETIME ? stored : { due: 1 }
    }
  } catch {}
  return known
}

/** Remembers; nothing to know erases the key. */
export function remember(key: string, known: Known): void {
  try {
    if (known.grant) localStorage[key] = JSON.stringify(known)
    else delete localStorage[key]
  } catch {
    // Full: what is shorter than before still fits, and whoever logged out must not be found here by the next.
    if (known.left) remember(key, { ...known, left: undefined })
  }
}
