import type { Consent } from './wire.ts'

/** What is kept of a consenting visitor between pages. */
export interface Known {
  /** The anonymous id: 128 random bits, base64url, 22 characters. */
  id?: string
  consent?: Consent
  /** The visitor's sealed profile, as the edge last gave it. */
  capsule?: string
}

/** Thirteen months in ms: the longest that CNIL's guidelines let a choice stand without asking again. */
const LIFETIME = 34e9

/** 127 random bits, 22 characters of base64url: of its 64 one is never used and one twice as often. */
export const mintId = (): string =>
  btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))))
    .replace(/\W/g, '_')
    .slice(0, 22)

/** Reads what is remembered under `key`; storage that is full, blocked or spoilt reads as nothing. */
export function recall(key: string, now: number): Known {
  // localStorage, because it can be read before the first paint and written while the page goes away.
  try {
    const known: Known = JSON.parse(localStorage[key])
    if (known.consent!.at! > now - LIFETIME) return known
  } catch {}
  return {}
}

/** Remembers; nothing to know erases the key. */
export function remember(key: string, known: Known): void {
  try {
    if (known.id) localStorage[key] = JSON.stringify(known)
    else delete localStorage[key]
  } catch {}
}
