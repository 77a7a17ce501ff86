import type { Consent, Event } from '../../snippet/wire.ts'

/** When all examples happen, epoch ms. */
export const NOW = 1_795_305_600_000
/** An id as the edge signs it; this one is nobody's. */
export const VISITOR = 'sZ0aXkTqQ2m1vRrB7cYd3Ae5.q8NcV1kLzRb0TgYw3HdUe7'
export const BATCH = 'bQ9fLw2n5JtGxP0hUe4i7k'

export const AGREED: Consent = {
  analytics: 'granted',
  personalization: 'granted',
  marketing: 'denied',
  at: NOW - 5000,
  source: 'api',
}

export const HERO: { view: Event } = {
  view: {
    name: 'view_item',
    created_at: NOW - 1000,
    items: [{ item_id: 'tarn-racer', item_category: 'shoes', price: 138 }],
    currency: 'USD',
  },
}

export const ORDER = {
  name: 'purchase',
  transaction_id: '1042',
  currency: 'USD',
  value: 138,
  items: [{ item_id: 'tarn-racer', price: 138, quantity: 1 }],
}

export const DECISION = {
  block: 'shoes-hero',
  html: '<section class="hero"><h2>Still thinking about shoes?</h2></section>',
}
