import type { Order } from '../order.ts'

/** What the shop's own server side is started with: its secrets at the edge, its goods, its order book. */
export interface BackendOptions {
  /** The shop's site id at the edge. */
  site: string
  /** Speaks to the edge as the shop's server. */
  edge: (path: string, init: RequestInit) => Promise<Response>
  /** The edge's server token of this shop. */
  serverToken: string
  /** Signs what the shop's server tells the edge. */
  signingSecret: string
  /** The key that identify tokens are signed with, and its name at the edge. */
  identity: { kid: string; key: Uint8Array }
  /** Signs the shop's own session cookie. */
  sessionKey: Uint8Array
  catalogue: Feed
  orders: OrderBook
  /** Another house's login, by OpenID Connect. */
  social?: SocialLogin
  /** Lets a marketer see why; a shop that is open to everybody has none. */
  previewToken?: string
  now: () => number
  log: (message: string) => void
}

/** The shop's own catalogue feed: what a thing costs is what stands here, whatever a page says. */
export interface Feed {
  currency: string
  items: {
    item_id: string
    item_name: string
    item_brand?: string
    item_category: string
    price: number
    availability: string
  }[]
}

/** Where orders are kept. */
export interface OrderBook {
  add(order: Order, customer: string | undefined): Promise<void>
  /** Newest first. */
  of(customer: string): Promise<Order[]>
}

/** Another house's login: an OpenID Connect issuer that knows this shop as a client. */
export interface SocialLogin {
  /** Stands before the issuer's subjects, here and in the site's configuration at the edge. */
  name: string
  issuer: string
  client_id: string
  client_secret: string
}
