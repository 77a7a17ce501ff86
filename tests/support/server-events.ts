import { createHmac } from 'node:crypto'
import { NOW } from './arbitrary.ts'
import type { TestEdge } from './edge.ts'

export const EVENTS_TOKEN = 'events-token-of-the-shop-for-tests'
export const SIGNING = ['the-old-signing-secret-of-the-shop', 'the-new-signing-secret-of-the-shop']
/** SITE_SECRETS of a shop whose server sends events. */
export const EVENT_SECRETS = {
  shop: { server: [{ token: EVENTS_TOKEN, scopes: ['events'] }], signing: SIGNING },
}

/** What a server of the shop puts in Acquaint-Signature; `now` is epoch ms. */
export function signatureOf(body: string | Uint8Array, now = NOW, secret = SIGNING[0]!): string {
  const t = Math.floor(now / 1000)
  return `t=${t},v1=${createHmac('sha256', secret).update(`${t}.`).update(body).digest('hex')}`
}

/** Sends server events as the shop's server does; headers can be changed. */
export async function sendEvents(
  edge: TestEdge,
  events: unknown[],
  { batch = 'b1', site = 'shop', headers = {} as Record<string, string> } = {},
) {
  const body = JSON.stringify({ batch, events })
  const response = await edge.post(`/v1/server/events?site=${site}`, body, {
    authorization: `Bearer ${EVENTS_TOKEN}`,
    'acquaint-signature': signatureOf(body, edge.clock.now),
    ...headers,
  })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}
