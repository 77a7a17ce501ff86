/**
 * Cloudflare's prices for Workers Paid, US dollars, as published in 2025 and written down from memory:
 * look them up (developers.cloudflare.com/workers/platform/pricing, …/d1/platform/pricing) before you count on them.
 */
export const PRICES = {
  /** A month, with what is `included`. */
  plan: 5,
  /** A million requests. */
  requests: { price: 0.3, included: 10 },
  /** A million CPU milliseconds. */
  cpu: { price: 0.02, included: 30 },
  /** A million rows. */
  rowsRead: { price: 0.001, included: 25_000 },
  rowsWritten: { price: 1, included: 50 },
  /** A GB kept for a month. */
  storage: { price: 0.75, included: 5 },
} as const

/** Limits of one D1 database: bytes it may hold, and transactions a second that its one thread can do (1 ms each, a tenth kept free). */
export const D1_LIMITS = { bytes: 10e9, batches: 900 } as const
