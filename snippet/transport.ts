import type { SavedBatch } from './store.ts'
import type { CollectRequest, CollectResponse, Consent } from './wire.ts'

/** Refusals that no later try can change; everything else is tried again. */
const FINAL = [400, 413, 415, 422]

export interface TransportParts {
  edge: string
  site: string
  consent(): Consent
  now(): number
  /** Called with the answer once the edge has the batch. */
  acknowledged(answer: CollectResponse): void
}

/** `fetch` as a request without a preflight that outlives its page; answers `undefined` when the network fails. */
export const post = async (
  url: string,
  body: unknown,
  keepalive?: boolean,
): Promise<Response | undefined> => {
  try {
    return await fetch(url, { method: 'POST', body: JSON.stringify(body), keepalive: !!keepalive })
  } catch {}
}

/** Sends one batch once; resolves to 0 when the edge has settled it, else to the least wait before the next try, ms. */
export const createTransport =
  ({ edge, site, consent, now, acknowledged }: TransportParts) =>
  async ({ batch, events, visitor }: SavedBatch): Promise<number> => {
    const request: CollectRequest = {
      v: 1,
      site,
      visitor,
      batch,
      sent_at: now(),
      consent: consent(),
      events,
      automated: navigator.webdriver,
    }
    const response = await post(`${edge}/v1/collect`, request, true)
    if (!response) return 1
    if (!response.ok)
      return FINAL.includes(response.status) ? 0 : +(response.headers.get('retry-after') || 0) * 1e3 || 1
    try {
      const answer: CollectResponse = await response.json()
      if (answer.ack === batch) {
        acknowledged(answer)
        return 0
      }
    } catch {}
    return 1
  }
