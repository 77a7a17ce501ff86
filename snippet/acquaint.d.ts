import type { Batch, Consent, ConsentState, DecideResponse, Event, Purpose } from './wire.ts'

type Details = Omit<Partial<Event>, 'name' | 'created_at'>

/** What `acquaint('why')` answers: the consent that is acted on, and the last decisions with what decided them. */
export interface Why {
  consent: Consent
  decision?: DecideResponse
  /** The edge's receipt of the latest consent that it was told. */
  receipt?: object
  /** The newest ten batches that the edge refused for good. */
  refused?: { status: number; code?: string; batch: Batch }[]
}

/** The page's one function. It never throws; calls before the script is there are kept by the stub. */
export interface Acquaint {
  /** What the visitor said, for all purposes or by purpose. */
  (command: 'consent', said: 'granted' | 'denied' | Partial<Record<Purpose, ConsentState>>): void
  /** Records an event by name. */
  (command: 'track', name: Event['name'], details?: Details): void
  /** Links this visitor to a known person; the token is signed by the shop's server. */
  (command: 'identify', token: string): void
  /** The person left (logout): another anonymous visitor from here on, under an id that the edge gives. */
  (command: 'reset'): void
  /** Hears decisions and consent, the latest at once. */
  (command: 'on', kind: 'decision', listener: (answer: DecideResponse) => void): void
  (command: 'on', kind: 'consent', listener: (consent: Consent) => void): void
  (command: 'on', kind: 'receipt', listener: (receipt: object) => void): void
  (command: 'why'): Why
  /** An event by its GA4 name. */
  (name: Event['name'], details?: Details): void
  /** Calls made before the script was there. */
  q?: unknown[]
}

declare global {
  interface Window {
    acquaint: Acquaint
  }
  const acquaint: Acquaint
}
