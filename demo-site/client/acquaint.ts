type Queue = { (...call: unknown[]): void; q?: IArguments[] }

/** Calls Acquaint, or queues the call until its script has come. */
export const acquaint: Queue = (...call) => {
  const page = window as unknown as { acquaint?: Queue }
  if (!page.acquaint) {
    const queue: Queue = function () {
      queue.q ??= []
      // biome-ignore lint/complexity/noArguments: the queue holds `arguments` objects, as the tag's documentation writes it
      queue.q.push(arguments)
    }
    page.acquaint = queue
  }
  page.acquaint(...call)
}
