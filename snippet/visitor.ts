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
const LIFETIME = 3.4e10

/** 128 random bits, base64url, 22 characters. */
export const mintId = (): string =>
  btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .slice(0, 22)

/** Opens what is remembered under `key`; storage that is full, blocked or spoilt reads as nothing and never throws. */
export function remember(storage: () => Storage, key: string, now: number) {
  return {
    // localStorage, because it can be read before the first paint and written while the page goes away.
    _read(): Known {
      try {
        const known: Known = JSON.parse(storage().getItem(key) || '{}')
        if (now - (known.consent?.at || 0) < LIFETIME) return known
      } catch {}
      return {}
    },
    /** Writes; nothing to know erases the key. */
    _write(known: Known): void {
      try {
        if (known.id) storage().setItem(key, JSON.stringify(known))
        else storage().removeItem(key)
      } catch {}
    },
  }
}
