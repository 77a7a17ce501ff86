import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

/** The workerd processes that this one started. */
export function workerds(): number[] {
  const rows = execFileSync('ps', ['-o', 'pid=,comm=', '--ppid', String(process.pid)], { encoding: 'utf8' })
  return rows
    .split('\n')
    .filter((row) => row.includes('workerd'))
    .map((row) => Number.parseInt(row, 10))
}

/** CPU time of a process so far, ms: what its threads were given, to the nanosecond (proc(5), schedstat). */
export function cpuOf(pid: number): number {
  let spent = 0
  for (const thread of readdirSync(`/proc/${pid}/task`))
    try {
      spent += Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ', 1)[0])
    } catch {
      // The thread ended while we looked.
    }
  return spent / 1e6
}

/** Resident memory of a process, MiB. */
export const residentOf = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024
