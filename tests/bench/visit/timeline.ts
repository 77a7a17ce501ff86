/**
 * Many lives in one order of time: a life runs until it waits for its next moment, and the earliest
 * moment comes first, at most `atOnce` at a time. Weeks pass as fast as the lives can be told.
 */
export function createTimeline(atOnce: number) {
  /** A heap, earliest first. */
  const waiting: { at: number; go: () => void }[] = []
  let running = 0
  let open = false
  let failed: unknown
  let over: () => void = () => {}
  let lives = 0

  const push = (entry: (typeof waiting)[number]) => {
    let i = waiting.push(entry) - 1
    for (let up = (i - 1) >> 1; i > 0 && waiting[up]!.at > entry.at; i = up, up = (i - 1) >> 1)
      waiting[i] = waiting[up]!
    waiting[i] = entry
  }
  const pop = () => {
    const first = waiting[0]!
    const last = waiting.pop()!
    if (waiting.length) {
      let i = 0
      for (;;) {
        let down = 2 * i + 1
        if (down >= waiting.length) break
        if (down + 1 < waiting.length && waiting[down + 1]!.at < waiting[down]!.at) down++
        if (waiting[down]!.at >= last.at) break
        waiting[i] = waiting[down]!
        i = down
      }
      waiting[i] = last
    }
    return first
  }
  const pump = () => {
    while (open && running < atOnce && waiting.length && failed === undefined) {
      running++
      pop().go()
    }
    if (open && (lives === 0 || (failed !== undefined && running === 0))) over()
  }

  return {
    /** Waits until it is `at` (epoch ms) and this life's turn. */
    until(at: number): Promise<void> {
      running--
      return new Promise((go) => {
        push({ at, go })
        pump()
      })
    },
    /** Begins a life; it must wait for its first moment before it does anything. */
    live(life: () => Promise<void>): void {
      running++
      lives++
      life()
        .catch((error: unknown) => {
          failed ??= error
        })
        .finally(() => {
          running--
          lives--
          pump()
        })
    },
    /** Lets time pass until every life is told; rejects with the first failure. */
    async run(): Promise<void> {
      const done = new Promise<void>((resolve) => {
        over = resolve
      })
      open = true
      pump()
      await done
      if (failed !== undefined) throw failed
    },
  }
}

export type Timeline = ReturnType<typeof createTimeline>
