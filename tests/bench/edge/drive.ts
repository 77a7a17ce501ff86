import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Ask, Load, LoadResult, Told } from './load.ts'
import { cpuOf } from './workerd.ts'

/** What a load cost the server: CPU milliseconds a request. */
export interface Driven extends LoadResult {
  cpu: number
}

/** A second process that sends requests, kept: a new one is slow for its first moments, and short loads would measure that. */
export interface Driver {
  /** Drives a load and measures the workerd `pid` that it hits. */
  drive(load: Load, pid: number): Promise<Driven>
  stop(): void
}

const script = fileURLToPath(new URL('./load.ts', import.meta.url))

export function openDriver(): Driver {
  const child = fork(script)
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`The load ended with ${code}.`)
  })
  ended.catch(() => {})
  const known = new Map<readonly Ask[], number>()
  return {
    async drive({ asks, ...load }, pid) {
      const list = known.get(asks)
      const told: Told = { ...load, list: list ?? known.size, ...(list === undefined && { asks }) }
      known.set(asks, told.list)
      const before = cpuOf(pid)
      const answered = once(child, 'message')
      child.send(told)
      const [result] = (await Promise.race([answered, ended])) as [LoadResult]
      return { ...result, cpu: (cpuOf(pid) - before) / Math.max(1, result.requests) }
    },
    stop: () => void child.kill(),
  }
}
