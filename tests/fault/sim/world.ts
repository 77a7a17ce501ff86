/** Time that passes only when told to, and what is due in it. */
export interface World {
  /** Epoch ms. */
  now(): number
  /** Runs `work` so many ms later; returns a handle for `cancel`. */
  later(work: () => unknown, ms: number): number
  cancel(handle: unknown): void
  sleep(ms: number): Promise<void>
  /** Lets so much time pass, and everything happen that is due in it, in order. */
  pass(ms: number): Promise<void>
}

interface Due {
  at: number
  order: number
  work: (() => unknown) | undefined
}

const turn = setImmediate

/** A world that begins at `start` (epoch ms). What runs in it takes no time; only `later` and `sleep` do. */
export function createWorld(start: number): World {
  let now = start
  let count = 0
  /** A binary heap, the earliest first; of equals the one that was asked for first. */
  const heap: Due[] = []
  const handles = new Map<number, Due>()
  const before = (a: Due, b: Due) => a.at < b.at || (a.at === b.at && a.order < b.order)

  const push = (due: Due) => {
    let i = heap.push(due) - 1
    for (let parent = (i - 1) >> 1; i > 0 && before(due, heap[parent]!); parent = (i - 1) >> 1) {
      heap[i] = heap[parent]!
      heap[parent] = due
      i = parent
    }
  }
  const pop = (): Due => {
    const first = heap[0]!
    const last = heap.pop()!
    if (heap.length === 0) return first
    heap[0] = last
    for (let i = 0; ; ) {
      let child = 2 * i + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child++
      if (!before(heap[child]!, last)) break
      heap[i] = heap[child]!
      heap[child] = last
      i = child
    }
    return first
  }

  /** Until every promise that can go on has: nothing here waits for a thread, a disk or a socket. */
  const settle = () => new Promise((resolve) => turn(() => turn(resolve)))

  const later: World['later'] = (work, ms) => {
    const due = { at: now + Math.max(0, Math.round(ms) || 0), order: ++count, work }
    handles.set(due.order, due)
    push(due)
    return due.order
  }
  return {
    now: () => now,
    later,
    cancel(handle) {
      const due = handles.get(handle as number)
      if (due) due.work = undefined
      handles.delete(handle as number)
    },
    sleep: (ms) => new Promise((resolve) => void later(resolve as () => void, ms)),
    async pass(ms) {
      const until = now + ms
      await settle()
      while (heap.length && heap[0]!.at <= until) {
        const { at, order, work } = pop()
        handles.delete(order)
        if (!work) continue
        now = Math.max(now, at)
        work()
        await settle()
      }
      now = until
    },
  }
}
