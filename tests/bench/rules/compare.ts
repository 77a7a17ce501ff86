import { decodeBundle } from '../../../rules/decode.ts'
import { acquaint, type Decide, growthbook, logic, rulesEngine } from './engines.ts'
import { ours, rules, type Someone } from './scene.ts'

/** Microseconds a decision, over many visitors. */
export interface Measured {
  name: string
  p50: number
  p99: number
  perSecond: number
}

export interface Comparison {
  /** Ours first. */
  engines: Measured[]
  /** The compiled bundle, bytes, and the milliseconds that decoding it takes: median of seven, and the slowest. */
  bundle: { bytes: number; ms: number; slowest: number }
}

/** The same `size` rules decided by four engines for the same visitors, `budget` ms each; throws where one decides otherwise than ours. */
export async function compareEngines(
  people: readonly Someone[],
  { size, behaviour, budget }: { size: number; behaviour: boolean; budget: number },
): Promise<Comparison> {
  const list = rules(size, behaviour)
  const compiled = ours(list, behaviour)
  const artefact = new TextEncoder().encode(compiled.text)
  const decoded = await decodeBundle(artefact)
  if (!decoded.ok) throw new Error(decoded.reason)
  const own = acquaint(decoded.bundle)
  const engines: [string, Decide][] = [
    ['acquaint', own],
    ['@growthbook/growthbook', growthbook(list)],
    ['json-logic-js', logic(list)],
    ['json-rules-engine', rulesEngine(list)],
  ]
  const measured: Measured[] = []
  for (const [name, decide] of engines) {
    for (const someone of people.slice(0, size > 500 ? 20 : 100)) {
      const [a, b] = [await own(someone), await decide(someone)]
      if (a !== b) throw new Error(`${name} decides ${b}, acquaint ${a}`)
    }
    measured.push({ name, ...(await measure(decide, people, budget)) })
  }
  const loads: number[] = []
  for (let i = 0; i < 7; i++) {
    const start = performance.now()
    await decodeBundle(artefact)
    loads.push(performance.now() - start)
  }
  loads.sort((a, b) => a - b)
  return { engines: measured, bundle: { bytes: artefact.length, ms: loads[3]!, slowest: loads.at(-1)! } }
}

async function measure(
  decide: Decide,
  people: readonly Someone[],
  budget: number,
): Promise<Omit<Measured, 'name'>> {
  const times: number[] = []
  let kept = 0
  for (const someone of people.slice(0, 10)) kept += String(await decide(someone)).length // warm
  const end = performance.now() + budget
  for (let i = 0; performance.now() < end; i++) {
    const someone = anew(people[i % people.length] as Someone)
    const start = performance.now()
    const answer = decide(someone)
    kept += String(answer instanceof Promise ? await answer : answer).length
    times.push((performance.now() - start) * 1000)
  }
  if (kept === 0) throw new Error('nothing was decided')
  const mean = times.reduce((sum, time) => sum + time, 0) / times.length
  times.sort((a, b) => a - b)
  const at = (q: number) => times[Math.min(times.length - 1, Math.floor(q * times.length))] as number
  return { p50: at(0.5), p99: at(0.99), perSecond: 1e6 / mean }
}

/** A profile comes new with every request: nothing may be kept from the one before. */
const anew = (someone: Someone): Someone => {
  const rows = Object.fromEntries(
    Object.entries(someone.profile.facts.rows).map(([event, table]) => [event, { ...table }]),
  )
  return { ...someone, profile: { ...someone.profile, facts: { ...someone.profile.facts, rows } } }
}
