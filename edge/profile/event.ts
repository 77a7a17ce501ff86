import type { Scalar } from '../../rules/visitor.ts'
import type { Consent, Event } from '../../snippet/wire.ts'

/**
 * An event as the journal keeps it: the wire's names and units, the clock corrected,
 * strings cut and cleaned, categories as one lower-case path.
 */
export interface AcceptedEvent extends Omit<Event, 'created_at' | 'items'> {
  /** Corrected by the edge, epoch ms. */
  time: number
  items?: AcceptedItem[]
  /** The shop's own server said it; a browser's word never counts as revenue. */
  trusted?: true
  /** An order that was told before: nothing more is learned from it. */
  again?: true
  /** The page's clock could not be believed and was clamped. */
  skewed?: true
}

export interface AcceptedItem {
  item_id: string
  item_name?: string
  item_brand?: string
  /** Path from the root, `shoes/trail`. */
  item_category?: string
  /** Major units, per piece. */
  price?: number
  quantity?: number
}

/** What the request itself tells of a visitor; never an address or a full user agent. */
export interface Client {
  country?: string
  region?: string
  city?: string
  device?: string
  language?: string
  /** Named by isbot or by the browser itself (`navigator.webdriver`). */
  bot?: true
  /** The class of the network, 0 to 4095 (edge/intake/network.ts): all of one class speak to the recommender with one voice. */
  network?: number
}

/** One journal row: a batch as it was accepted. */
export interface JournalEntry {
  batch: string
  /** Edge's clock, epoch ms. */
  received_at: number
  consent: Consent
  client: Client
  events: AcceptedEvent[]
  /** How many events the device gave up before this batch. */
  lost?: number
  /** What a signed identify or the shop's server says of a person. */
  stated?: Stated
}

/** Where a trait came from. */
export type TraitSource = 'inferred' | 'form' | 'server' | 'identify'
/** What a trait may be; `null` unsets it, an empty string does not. */
export type TraitValue = Scalar | Scalar[] | null

/** What one source says of a person at one time (epoch ms). */
export interface Stated {
  source: TraitSource
  time: number
  traits: Readonly<Record<string, TraitValue>>
}
