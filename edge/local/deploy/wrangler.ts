import { wranglerWith } from '../../../rules/workbench/remote.ts'

export interface Ran {
  code: number
  out: string
  err: string
}

/** Runs wrangler; `show` lets what it says through. */
export type Wrangler = (args: string[], show?: boolean) => Promise<Ran>

/** The wrangler of the PATH, with this configuration. */
export const wranglerFor =
  (config: string): Wrangler =>
  async (args, show) => {
    const { code, out, err } = await wranglerWith(config, show)(args)
    const missing = code === undefined ? 'There is no wrangler here: run `npm ci` in the project first.' : err
    return { code: code ?? 1, out: new TextDecoder().decode(out), err: missing }
  }

/** What wrangler printed as JSON, whatever it said before it. */
export function jsonOf<T>({ out }: Ran): T {
  const start = out.search(/^[[{]/m)
  return JSON.parse(out.slice(Math.max(0, start))) as T
}
