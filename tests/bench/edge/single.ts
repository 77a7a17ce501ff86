import { percentile } from '../../../edge/recommend/offline/metrics.ts'
import { BROWSER } from '../../support/agent.ts'
import { randomId } from '../../support/ids.ts'
import type { Ask } from './load.ts'
import { cpuOf } from './workerd.ts'

/** Requests so measured; three of them are the last hundredth. */
const TIMES = 300
const WARM = 40

/** CPU ms of workerd `pid` for single requests, one after the other: sorted. What one leaves behind is counted to the next. */
export async function cpuOfEach(url: string, asks: readonly Ask[], pid: number): Promise<Float64Array> {
  const spent: number[] = []
  let before = cpuOf(pid)
  for (let n = 0; n < TIMES + WARM; n++) {
    const { path, method, headers, body } = asks[n % asks.length]!
    const answer = await fetch(new URL(path, url), {
      method,
      headers: { 'content-type': 'text/plain', 'user-agent': BROWSER, ...headers },
      ...(body !== undefined && { body: body.replaceAll('%ID%', randomId) }),
    })
    await answer.arrayBuffer()
    const now = cpuOf(pid)
    if (n >= WARM) spent.push(now - before)
    before = now
  }
  return Float64Array.from(spent).sort()
}

export { percentile }
