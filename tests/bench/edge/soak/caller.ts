import { setTimeout as pause } from 'node:timers/promises'

/** How often a request is sent before it is given up; as the snippet does, with the same batch id. */
const TRIES = 6
/** What is not answered for so long is sent anew, ms. */
const PATIENCE = 20_000

export interface Answered {
  status: number
  body: Record<string, unknown>
}

/** Asks the edge as a page would: what is not answered, or with 429 or 503, is sent again. Counts by route and status. */
export function caller(url: string) {
  const counts: Record<string, number> = {}
  let asking = 0
  let open: { gate: Promise<void>; go: () => void } | undefined
  let silent: (() => void) | undefined

  const once = async (method: string, path: string, headers: Record<string, string>, body?: string) => {
    await open?.gate
    asking++
    try {
      const answer = await fetch(new URL(path, url), {
        method,
        headers,
        signal: AbortSignal.timeout(PATIENCE),
        ...(body !== undefined && { body }),
      })
      return { status: String(answer.status), text: await answer.text() }
    } catch (error) {
      const { cause, name } = error as Error & { cause?: { code?: string } }
      return { status: cause?.code ?? name }
    } finally {
      asking--
      if (asking === 0) silent?.()
    }
  }

  return {
    counts,
    async call(
      method: 'GET' | 'POST' | 'DELETE',
      path: string,
      headers: Record<string, string>,
      body?: object | string,
    ): Promise<Answered | undefined> {
      for (let tries = 0; tries < TRIES; tries++) {
        const { status, text } = await once(
          method,
          path,
          headers,
          typeof body === 'object' ? JSON.stringify(body) : body,
        )
        const name = `${method} ${path.split('?')[0]} ${status}`
        counts[name] = (counts[name] ?? 0) + 1
        if (text !== undefined && status !== '503' && status !== '429')
          return { status: Number(status), body: JSON.parse(text) as Record<string, unknown> }
        await pause(50 * 2 ** tries)
      }
      return undefined
    },
    /** Nothing new is asked until `go`; resolves once all is answered. */
    async hold(): Promise<void> {
      let go = () => {}
      const gate = new Promise<void>((resolve) => {
        go = resolve
      })
      open = { gate, go }
      if (asking > 0)
        await new Promise<void>((resolve) => {
          silent = resolve
        })
      silent = undefined
    },
    go() {
      open?.go()
      open = undefined
    },
  }
}
export type Call = ReturnType<typeof caller>['call']
