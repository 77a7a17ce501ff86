import { cpus, loadavg } from 'node:os'
import { decodeBundle } from '../../../rules/decode.ts'
import { acquaint, type Decide, growthbook, logic, rulesEngine } from './engines.ts'
import { ours, rules, type Someone, visitors } from './scene.ts'

const SIZES = (process.env.BENCH_SIZES ?? '10,100,500,5000').split(',').map(Number)
const BUDGET_MS = Number(process.env.BENCH_MS ?? 1500)

/** Microseconds a decision: p50 and p99, over many visitors, for as long as the budget lasts. */
async function measure(
  decide: Decide,
  people: readonly Someone[],
): Promise<{ p50: number; p99: number; runs: number }> {
  const times: number[] = []
  let kept = 0
  for (const someone of people.slice(0, 10)) kept += String(await decide(someone)).length // warm
  const end = performance.now() + BUDGET_MS
  for (let i = 0; performance.now() < end; i++) {
    const someone = anew(people[i % people.length] as Someone)
    const start = performance.now()
    const answer = decide(someone)
    kept += String(answer instanceof Promise ? await answer : answer).length
    times.push((performance.now() - start) * 1000)
  }
  if (kept === 0) throw new Error('nothing was decided')
  times.sort((a, b) => a - b)
  const at = (q: number) => times[Math.min(times.length - 1, Math.floor(q * times.length))] as number
  return { p50: at(0.5), p99: at(0.99), runs: times.length }
}

/** A profile comes new with every request: nothing may be kept from the one before. */
const anew = (someone: Someone): Someone => {
  const rows = Object.fromEntries(
    Object.entries(someone.profile.facts.rows).map(([event, table]) => [event, { ...table }]),
  )
  return { ...someone, profile: { ...someone.profile, facts: { ...someone.profile.facts, rows } } }
}

const { people, bytes } = visitors(200)
console.log(
  `One slot with as many choices as segments; ${people.length} visitors, profiles of ${bytes} bytes on average.`,
)
console.log(
  `${cpus()[0]?.model}, ${cpus().length} cores, Node ${process.version}, load ${loadavg()[0]?.toFixed(1)}. Microseconds a decision, p50 / p99.`,
)
for (const behaviour of [false, true]) {
  console.log(
    behaviour
      ? '\nViews of a category in a sliding window, a text out of three, a number. (Peers cannot count in windows: they are given the counts.)'
      : '\nAttributes: a text, a number, a country.',
  )
  for (const size of SIZES) {
    const list = rules(size, behaviour)
    const compiled = ours(list, behaviour)
    const artefact = new TextEncoder().encode(compiled.text)
    const decoded = await decodeBundle(artefact)
    if (!decoded.ok) throw new Error(decoded.reason)
    const engines: [string, Decide][] = [
      ['acquaint', acquaint(decoded.bundle)],
      ['@growthbook/growthbook', growthbook(list)],
      ['json-logic-js', logic(list)],
      ['json-rules-engine', rulesEngine(list)],
    ]
    const own = engines[0]![1]
    let first: number | undefined
    for (const [name, decide] of engines) {
      for (const someone of people.slice(0, size > 500 ? 20 : 100)) {
        const [a, b] = [await own(someone), await decide(someone)]
        if (a !== b) throw new Error(`${name} decides ${b}, acquaint ${a}`)
      }
      const { p50, p99 } = await measure(decide, people)
      first ??= p50
      console.log(
        `  ${String(size).padStart(5)} segments  ${name.padEnd(24)} ${p50.toFixed(1).padStart(9)} / ${p99.toFixed(1).padStart(9)}   ${(p50 / first).toFixed(1).padStart(6)}×`,
      )
    }
    const loads: number[] = []
    for (let i = 0; i < 7; i++) {
      const start = performance.now()
      await decodeBundle(artefact)
      loads.push(performance.now() - start)
    }
    console.log(
      `        bundle of ${(compiled.text.length / 1024).toFixed(0)} KB decoded in ${loads.sort((a, b) => a - b)[3]!.toFixed(1)} ms (first time ${loads.at(-1)!.toFixed(1)} ms)`,
    )
  }
}
