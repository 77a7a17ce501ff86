import autocannon from 'autocannon'
import { BROWSER } from '../../support/agent.ts'
import { randomId } from '../../support/ids.ts'

// The load, in a process of its own: told what to send and for how long, it answers with what came back.

/** One request. In `body` `%ID%` becomes a new random id each time it is sent. */
export interface Ask {
  method: 'GET' | 'POST'
  path: string
  headers?: Record<string, string>
  body?: string
}

/** What to send: `asks` in turn, from where the last load of the same ones ended. */
export interface Load {
  url: string
  asks: readonly Ask[]
  seconds: number
  connections: number
}

/** A load as it is told: the asks by number, and themselves the first time. */
export type Told = Omit<Load, 'asks'> & { list: number; asks?: readonly Ask[] }

export interface LoadResult {
  requests: number
  perSecond: number
  /** Milliseconds. */
  p50: number
  p99: number
  /** Answers that were no 2xx, and requests that got none. */
  failed: number
}

const lists = new Map<number, { asks: readonly Ask[]; next: number }>()

process.on('message', async ({ url, connections, seconds, list, asks }: Told) => {
  if (asks) lists.set(list, { asks, next: 0 })
  const queue = lists.get(list)!
  const result = await autocannon({
    url,
    connections,
    duration: seconds,
    // The end is looked for so often, ms; a second otherwise, which no slice is long.
    sampleInt: 20,
    requests: [
      {
        setupRequest(request) {
          const { body, headers, ...ask } = queue.asks[queue.next++ % queue.asks.length]!
          return {
            ...request,
            ...ask,
            headers: { 'content-type': 'text/plain', 'user-agent': BROWSER, ...headers },
            ...(body !== undefined && { body: body.replaceAll('%ID%', randomId) }),
          }
        },
      },
    ],
  })
  const answer: LoadResult = {
    requests: result.requests.total,
    perSecond: result.requests.total / result.duration,
    p50: result.latency.p50,
    p99: result.latency.p99,
    failed: result.non2xx + result.errors + result.timeouts,
  }
  process.send!(answer)
})
