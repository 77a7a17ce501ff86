import { readFileSync } from 'node:fs'
import autocannon from 'autocannon'
import { BROWSER } from '../../support/agent.ts'
import { randomId } from '../../support/ids.ts'

// The load, in a process of its own: reads what to send from a file, prints the result as JSON.

/** One request. In `body` `%ID%` becomes a new random id each time it is sent. */
export interface Ask {
  method: 'GET' | 'POST'
  path: string
  headers?: Record<string, string>
  body?: string
}

/** What to send: `asks` in turn. */
export interface Load {
  url: string
  asks: Ask[]
  seconds: number
  connections: number
}

export interface LoadResult {
  requests: number
  perSecond: number
  /** Milliseconds. */
  p50: number
  p99: number
  /** Answers that were no 2xx, and requests that got none. */
  failed: number
}

const load = JSON.parse(readFileSync(process.argv[2] as string, 'utf8')) as Load
let next = 0
const result = await autocannon({
  url: load.url,
  connections: load.connections,
  duration: load.seconds,
  requests: [
    {
      setupRequest(request) {
        const { body, headers, ...ask } = load.asks[next++ % load.asks.length]!
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
  perSecond: result.requests.average,
  p50: result.latency.p50,
  p99: result.latency.p99,
  failed: result.non2xx + result.errors + result.timeouts,
}
console.log(JSON.stringify(answer))
