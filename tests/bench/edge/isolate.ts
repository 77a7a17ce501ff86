/** What an isolate holds, MiB: JavaScript objects, and the bytes of its ArrayBuffers (Cloudflare's limit is on both together). */
export interface Held {
  heap: number
  buffers: number
}

export interface Isolate {
  /** What it holds after a full collection. */
  held(): Promise<Held>
  close(): void
}

/**
 * Looks into the Worker's isolate by the inspector's protocol. `wake` makes the isolate run: workerd collects
 * garbage when it does.
 */
export async function lookInto(inspector: URL, wake: () => Promise<unknown>): Promise<Isolate> {
  const socket = new WebSocket(inspector)
  await new Promise((open, broken) => {
    socket.onopen = open
    socket.onerror = () => broken(new Error(`No inspector answers at ${inspector}.`))
  })
  const answers = new Map<number, (result: Record<string, number>) => void>()
  socket.onmessage = ({ data }) => {
    const { id, result } = JSON.parse(String(data)) as { id: number; result: Record<string, number> }
    answers.get(id)?.(result)
    answers.delete(id)
  }
  let asked = 0
  const ask = (method: string) =>
    new Promise<Record<string, number>>((answer) => {
      answers.set(++asked, answer)
      socket.send(JSON.stringify({ id: asked, method }))
    })
  return {
    async held() {
      // Twice: what the first sets free may hold buffers that go with the second.
      for (let n = 0; n < 2; n++) {
        let collected = false
        void ask('HeapProfiler.collectGarbage').then(() => {
          collected = true
        })
        while (!collected) await wake()
      }
      const {
        usedSize = 0,
        embedderHeapUsedSize = 0,
        backingStorageSize = 0,
      } = await ask('Runtime.getHeapUsage')
      return { heap: (usedSize + embedderHeapUsedSize) / 2 ** 20, buffers: backingStorageSize / 2 ** 20 }
    },
    close: () => socket.close(),
  }
}
