import { spawn } from 'node:child_process'

export interface Ran {
  code: number
  out: string
  err: string
}

/** Runs wrangler: never asks anything, since nobody may be there to answer; `show` lets what it says through. */
export type Wrangler = (args: string[], show?: boolean) => Promise<Ran>

/** The wrangler of the PATH, with this configuration. */
export const wranglerFor =
  (config: string): Wrangler =>
  (args, show = false) =>
    new Promise((ran, failed) => {
      const env = { ...process.env, CI: 'true', WRANGLER_SEND_METRICS: 'false' }
      const child = spawn('wrangler', [...args, '--config', config], {
        stdio: ['ignore', 'pipe', 'pipe'],
        env,
      })
      let out = ''
      let err = ''
      child.stdout.on('data', (chunk: Buffer) => {
        out += chunk
        if (show) process.stdout.write(chunk)
      })
      child.stderr.on('data', (chunk: Buffer) => {
        err += chunk
        if (show) process.stderr.write(chunk)
      })
      child.on('error', failed)
      child.on('close', (code) => ran({ code: code ?? 1, out, err }))
    })

/** What wrangler printed as JSON, whatever it said before it. */
export function jsonOf<T>({ out }: Ran): T {
  const start = out.search(/^[[{]/m)
  return JSON.parse(out.slice(Math.max(0, start))) as T
}
