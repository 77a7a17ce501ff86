import type { SavedBatch } from './store.ts'
import type { CollectResponse } from './wire.ts'

/** How a request ended: its status (0: none came back), what a success said, seconds to wait if it named any. */
type Outcome<T> = [status: number, answer?: T | false, retryAfter?: string | null]

/** Posts JSON as plain text, so that no preflight is needed; `keepalive` outlives the page. Never rejects. */
export async function post<T>(url: string, body: object, keepalive?: true): Promise<Outcome<T>> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      body: JSON.stringify(body),
      keepalive: keepalive as true,
    })
    return [response.status, response.ok && (await response.json()), response.headers.get('retry-after')]
  } catch {
    return [0]
  }
}

/** Sends one batch once; resolves to 0 when it is settled for good, else to the least wait before the next try, ms. */
export const createTransport =
  (
    url: string,
    /** What each try says besides the batch: site, consent, the clock now. */
    context: () => object,
    /** Hears the answer once the edge has the batch, and whose batch it was. */
    acknowledged: (answer: CollectResponse, visitor: string) => void,
  ) =>
  async (saved: SavedBatch): Promise<number> => {
    // With its size and age: the edge passes over what it does not know, and naming the rest takes more bytes here.
    const [status, answer, wait] = await post<CollectResponse>(url, { ...context(), ...saved }, true)
    if (answer && answer.ack === saved.batch) {
      acknowledged(answer, saved.visitor)
      return 0
    }
    // Refusals that no later try can change; 408, 429 and anything else may pass.
    return /^4(?!08|29)/.test(`${status}`) ? 0 : +wait! * 1e3 || 1
  }
