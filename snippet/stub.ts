// The optional inline loader: `acquaint(...)` can be called before the script is there.
// It keeps the arguments of each call in `acquaint.q`, which the script works off when it arrives.
const page = window as unknown as { acquaint?: { (...args: unknown[]): void; q?: unknown[][] } }
page.acquaint ||= (...args) => {
  const stub = page.acquaint!
  stub.q = stub.q || []
  stub.q.push(args)
}
