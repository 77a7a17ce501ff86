import { BROWSER } from '../../support/agent.ts'
import { FLOOR } from './floors.ts'
import type { Ask } from './load.ts'
import { openShop } from './shop.ts'
import { cpuOf } from './workerd.ts'

/** Milliseconds, each the median of some starts. */
export interface Cold {
  /** CPU time of workerd and what stands around the Worker, with an empty Worker, until it takes requests. */
  workerd: number
  /** CPU time that ours takes more: compiling and evaluating the script. */
  script: number
  /** The first decision, by the clock: KV read, rules, catalogue and model decoded, the slots decided. */
  first: number
  /** The second. */
  second: number
}

const STARTS = 7

/** What a new isolate costs the first to ask; `state` is of a stocked shop that nobody serves at the moment. */
export async function coldStart(state: string, ask: Ask): Promise<Cold> {
  const seen: Cold[] = []
  for (let n = 0; n < STARTS; n++) {
    const empty = await openShop(state, { script: FLOOR })
    const workerd = cpuOf(empty.pid)
    await empty.stop()
    const shop = await openShop(state)
    const script = cpuOf(shop.pid) - workerd
    const first = await decide(shop.url, ask)
    const second = await decide(shop.url, ask)
    await shop.stop()
    seen.push({ workerd, script, first, second })
  }
  const middle = (of: keyof Cold) => seen.map((each) => each[of]).sort((a, b) => a - b)[STARTS >> 1]!
  return {
    workerd: middle('workerd'),
    script: middle('script'),
    first: middle('first'),
    second: middle('second'),
  }
}

/** Milliseconds of a decision, which must have had rules to go by. */
async function decide(url: URL, { path, body = '' }: Ask): Promise<number> {
  const started = performance.now()
  const answer = await fetch(new URL(path, url), {
    method: 'POST',
    headers: { 'user-agent': BROWSER },
    body,
  })
  const { bundle, model } = (await answer.json()) as { bundle: string | null; model: string | null }
  const took = performance.now() - started
  if (bundle === null || model === null) throw new Error('A decision was made without rules or model.')
  return took
}
