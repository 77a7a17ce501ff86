import { BROWSER } from '../../support/agent.ts'
import { randomId } from '../../support/ids.ts'
import type { Ask } from './load.ts'
import { cpuOf } from './workerd.ts'

/** What comes first is not counted: a load before it may have left something to do. */
const WARM = 5

/** CPU ms of workerd `pid` for `times` single requests, one after the other. What one leaves behind is counted to the next. */
export async function cpuOfEach(
  url: string,
  asks: readonly Ask[],
  pid: number,
  times: number,
): Promise<number[]> {
  const spent: number[] = []
  let before = cpuOf(pid)
  for (let n = 0; n < times + WARM; n++) {
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
  return spent
}
