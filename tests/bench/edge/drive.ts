import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Load, LoadResult } from './load.ts'
import { cpuOf } from './workerd.ts'

/** What a load cost the server: CPU milliseconds a request. */
export interface Driven extends LoadResult {
  cpu: number
}

const script = fileURLToPath(new URL('./load.ts', import.meta.url))

/** Drives a load from a second process and measures the workerd `pid` that it hits. */
export async function drive(load: Load, pid: number): Promise<Driven> {
  const folder = mkdtempSync(join(tmpdir(), 'acquaint-load-'))
  const file = join(folder, 'load.json')
  writeFileSync(file, JSON.stringify(load))
  const before = cpuOf(pid)
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
  const spent = cpuOf(pid) - before
  rmSync(folder, { recursive: true })
  return { ...result, cpu: spent / Math.max(1, result.requests) }
}
