import { readdirSync, readFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { Miniflare } from 'miniflare'

/**
 * `node tests/bench/recommend/fold.ts`: CPU time and memory of scheduled runs inside workerd, until as much is kept as
 * ever will be. What a run of a Worker may take: 30 s of CPU and 128 MB beside the stores, which here are in it too.
 */
const ROWS = 20_000
const RUNS = 12
const TICK = 10
const entry = fileURLToPath(new URL('./learner.ts', import.meta.url))
const { outputFiles } = await build({
  entryPoints: [entry],
  bundle: true,
  format: 'esm',
  write: false,
  external: ['node:*'],
})
const server = new Miniflare({
  modules: true,
  script: outputFiles[0]!.text,
  compatibilityDate: '2026-07-30',
  compatibilityFlags: ['nodejs_compat'],
})

/** CPU ms so far and MB resident now, of the process that runs the Worker. */
function usage(): { cpu: number; resident: number } {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name)))
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
      const rest = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      if (Number(rest[1]) !== process.pid || !stat.includes('(workerd)')) continue
      return { cpu: (Number(rest[11]) + Number(rest[12])) * TICK, resident: (Number(rest[21]) * 4096) / 1e6 }
    } catch {
      // The process ended while we looked.
    }
  return { cpu: 0, resident: 0 }
}

const ask = async (rows: number) => {
  const response = await server.dispatchFetch(`http://bench/?rows=${rows}`, { method: 'POST' })
  const text = await response.text()
  if (!response.ok) throw new Error(text)
  return text
}
await ask(0)
console.log(`machine: ${cpus()[0]?.model}, load ${loadavg()[0]!.toFixed(1)} on ${cpus().length} cores`)
console.log(`before: ${usage().resident.toFixed(0)} MB resident`)
for (let run = 1; run <= RUNS; run++) {
  const before = usage()
  const said = await ask(run * ROWS)
  const after = usage()
  console.log(
    `run ${run}: ${after.cpu - before.cpu} ms of CPU, ${after.resident.toFixed(0)} MB resident; ${said}`,
  )
}
await server.dispose()
