import { rarely } from './rarely.ts'
import type { SavedBatch } from './store.ts'
import type { CollectResponse } from './wire.ts'

/** How a request ended: its status (0: none came back), what a success said, seconds to wait if it named any, a refusal's code. */
export type Outcome<T> = [
  status: number,
  answer?: T | false | undefined,
  retryAfter?: string | null,
  code?: string | undefined,
]

/** Posts to a route of the edge what every request says, and more. Never rejects. */
export type Say = <T>(route: string, more: object, signal?: AbortSignal) => Promise<Outcome<T>>

/** As plain text, so that no preflight is needed; all but a question outlives the page. */
export const createSay =
  (edge: string, context: () => object): Say =>
  async (route, more, signal) => {
    try {
      const response = await fetch(`${edge}/v1/${route}`, {
        method: 'POST',
        body: JSON.stringify({ ...context(), ...more }),
        keepalive: route !== 'decide',
        signal: signal!,
      })
      // What stands between here and the edge may answer in HTML.
      const answer = await response.json().catch(() => {})
      // The headers of a success would be read for nothing.
      return response.ok
        ? [response.status, answer]
        : [response.status, false, response.headers.get('retry-after'), answer?.code]
    } catch {
      return [0]
    }
  }

/** A refusal that no later try can change; 408, 429 and anything else may pass. */
export const isFinal = rarely((status: number): boolean => /^4(?!08|29)/.test(`${status}`))

/** What a final refusal comes to: below 0 it stands, else the least wait before the next try, ms. */
export type Refuse = (
  batch: SavedBatch,
  status: number,
  code: string | undefined,
) => Promise<number | undefined>

/** Sends one batch once; resolves to 0 when the edge has it, else to what `refused` says or the least wait before the next try, ms. */
export const createTransport =
  (
    say: Say,
    /** Hears the answer once the edge has the batch, and whose batch it was. */
    acknowledged: (answer: CollectResponse, visitor?: string) => void,
    refused: Refuse,
    /** Ends what is under way when the visitor withdraws. */
    signal: () => AbortSignal,
  ) =>
  async (saved: SavedBatch): Promise<number> => {
    // With its size and age: the edge passes over what it does not know, and naming the rest takes more bytes here.
    const [status, answer, wait, code] = await say<CollectResponse>(
      'collect',
      { ...saved, grant: undefined },
      signal(),
    )
    if (answer && answer.ack === saved.batch) {
      acknowledged(answer, saved.visitor)
      return 0
    }
    return (isFinal(status) && (await refused(saved, status, code))) || +wait! * 1e3 || 1
  }
