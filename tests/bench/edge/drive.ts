import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Load, LoadResult } from './load.ts'

/** What a load cost the server: CPU milliseconds a request, and its resident memory afterwards (MiB). */
export interface Driven extends LoadResult {
  cpu: number
  memory: number
}

const script = fileURLToPath(new URL('./load.ts', import.meta.url))

/** Drives a load from a second process and measures the workerd it hits. */
export async function drive(load: Load): Promise<Driven> {
  const folder = mkdtempSync(join(tmpdir(), 'acquaint-load-'))
  const file = join(folder, 'load.json')
  writeFileSync(file, JSON.stringify(load))
  const before = cpuOf(serverIds())
  const result = await new Promise<LoadResult>((resolve, reject) => {
    const child = spawn(process.execPath, [script, file], { stdio: ['ignore', 'pipe', 'inherit'] })
    let out = ''
    child.stdout.on('data', (chunk) => {
      out += chunk
    })
    child.once('exit', (code) =>
      code === 0 ? resolve(JSON.parse(out)) : reject(new Error(`The load ended with ${code}.`)),
    )
  })
  const spent = cpuOf(serverIds()) - before
  rmSync(folder, { recursive: true })
  return { ...result, cpu: spent / Math.max(1, result.requests), memory: memoryOf(serverIds()) }
}

/** The workerd processes that this one started. */
function serverIds(): number[] {
  const rows = execFileSync('ps', ['-o', 'pid=,comm=', '--ppid', String(process.pid)], { encoding: 'utf8' })
  return rows
    .split('\n')
    .filter((row) => row.includes('workerd'))
    .map((row) => Number.parseInt(row, 10))
}

/** CPU time so far, ms (proc(5): utime and stime in ticks of 10 ms). */
function cpuOf(ids: number[]): number {
  return ids.reduce((sum, id) => {
    const fields = readFileSync(`/proc/${id}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
    return sum + (Number(fields[11]) + Number(fields[12])) * 10
  }, 0)
}

function memoryOf(ids: number[]): number {
  return ids.reduce((sum, id) => {
    const kib = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1]
    return sum + Number(kib ?? 0) / 1024
  }, 0)
}
