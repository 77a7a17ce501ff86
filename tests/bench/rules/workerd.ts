import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { Miniflare } from 'miniflare'
import { ours, rules, visitors } from './scene.ts'

// Clocks stand still inside workerd while it computes, so the host measures: a request that decides n times, less one that decides none.
const WORKER = `
import { decodeBundle } from './rules/decode.ts'
import { chooseBlock } from './rules/choose.ts'
import { readProfile } from './edge/profile/read.ts'
let bytes, bundle, people
export default {
  async fetch(request) {
    const { searchParams } = new URL(request.url)
    if (request.method === 'POST') {
      const { text, people: some } = await request.json()
      people = some
      bytes = new TextEncoder().encode(text)
      bundle = (await decodeBundle(bytes)).bundle
      return new Response('ok')
    }
    let kept = 0
    for (let i = 0; i < Number(searchParams.get('load') ?? 0); i++) kept += Object.keys((await decodeBundle(bytes)).bundle.slots).length
    const first = Number(searchParams.get('from') ?? 0)
    for (let i = 0; i < Number(searchParams.get('decide') ?? 0); i++) {
      const { profile, context } = people[(first + i) % people.length]
      // a profile comes new with every request: nothing is kept from the one before
      const rows = Object.fromEntries(Object.entries(profile.facts.rows).map(([event, table]) => [event, { ...table }]))
      const visitor = readProfile({ ...profile, facts: { ...profile.facts, rows } }, context, ${Date.UTC(2026, 10, 22)})
      kept += (chooseBlock('slot', visitor, bundle).block ?? '').length
    }
    return new Response(String(kept))
  },
}`

const root = fileURLToPath(new URL('../../..', import.meta.url))
const built = await build({
  stdin: { contents: WORKER, resolveDir: root, loader: 'ts' },
  bundle: true,
  format: 'esm',
  write: false,
  target: 'es2024',
})
const miniflare = new Miniflare({
  modules: true,
  script: built.outputFiles[0]!.text,
  compatibilityDate: '2026-07-30',
  cf: false,
  host: '127.0.0.1',
})
const url = await miniflare.ready
const BATCH = 20

/** Milliseconds of one request. */
async function request(query: string): Promise<number> {
  const start = performance.now()
  await (await fetch(new URL(`/?${query}`, url))).text()
  return performance.now() - start
}

const quantile = (times: number[], q: number) =>
  times.sort((a, b) => a - b)[Math.min(times.length - 1, Math.floor(q * times.length))] as number

const { people, bytes } = visitors(200)
console.log(
  `In workerd: one slot, profiles of ${bytes} bytes; microseconds a decision, over requests of ${BATCH} decisions less the median of empty requests.`,
)
for (const behaviour of [false, true])
  for (const size of [10, 100, 500, 5000]) {
    const { text } = ours(rules(size, behaviour), behaviour)
    await fetch(url, { method: 'POST', body: JSON.stringify({ text, people }) })
    const empty: number[] = []
    const full: number[] = []
    const loads: number[] = []
    for (let i = 0; i < 30; i++) await request(`decide=${BATCH}&from=${i}`)
    for (let i = 0; i < 300; i++) {
      empty.push(await request('decide=0'))
      full.push(await request(`decide=${BATCH}&from=${i * BATCH}`))
    }
    for (let i = 0; i < 9; i++) loads.push(await request('load=1'))
    const base = quantile(empty, 0.5)
    const micros = (q: number) => (((quantile(full, q) - base) * 1000) / BATCH).toFixed(1).padStart(8)
    console.log(
      `  ${behaviour ? 'behaviour ' : 'attributes'} ${String(size).padStart(5)} segments: p50 ${micros(0.5)}  p99 ${micros(0.99)}   bundle of ${(text.length / 1024).toFixed(0)} KB loads in ${(quantile(loads, 0.5) - base).toFixed(1)} ms`,
    )
  }
await miniflare.dispose()
