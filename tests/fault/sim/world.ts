/** Time that passes only when told to, and what is due in it. */
export interface World {
  /** Epoch ms. */
  now(): number
  /** Runs `work` so many ms later; returns a handle for `cancel`. */
  later(work: () => unknown, ms: number): string
  cancel(handle: unknown): void
  /** Lets so much time pass, and everything happen that is due in it, in order. */
  pass(ms: number): Promise<void>
  /** Waits for what was begun and is not done: requests at the edge, storage. */
  track<T>(work: Promise<T>): Promise<T>
}

export function createWorld(start: number): World {
  let now = start
  let count = 0
  const due = new Map<string, { at: number; order: number; work: () => unknown }>()
  const begun = new Set<Promise<unknown>>()

  /** Until nothing is under way any more: the edge's cryptography takes real turns of the event loop. */
  const settle = async () => {
    do {
      await new Promise(setImmediate)
      await Promise.allSettled([...begun])
    } while (begun.size)
    await new Promise(setImmediate)
  }

  return {
    now: () => now,
    later(work, ms) {
      const handle = `later${++count}`
      due.set(handle, { at: now + Math.max(0, Math.round(ms)), order: count, work })
      return handle
    },
    cancel: (handle) => void due.delete(handle as string),
    async pass(ms) {
      const until = now + ms
      await settle()
      for (;;) {
        let next: [string, { at: number; order: number; work: () => unknown }] | undefined
        for (const each of due)
          if (
            each[1].at <= until &&
            (!next || each[1].at < next[1].at || (each[1].at === next[1].at && each[1].order < next[1].order))
          )
            next = each
        if (!next) break
        due.delete(next[0])
        now = Math.max(now, next[1].at)
        next[1].work()
        await settle()
      }
      now = until
    },
    track(work) {
      const done = work.finally(() => begun.delete(done)) as Promise<never>
      begun.add(done)
      done.catch(() => undefined)
      return done
    },
  }
}
