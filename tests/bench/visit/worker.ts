import { AsyncLocalStorage } from 'node:async_hooks'
import edge from '../../../edge/index.ts'

// The Worker as it ships, with a clock that each request brings along: weeks pass in a minute, and of
// requests under way at once each keeps its own time.
const clock = new AsyncLocalStorage<number>()
let latest = 0
Date.now = () => clock.getStore() ?? latest

export default {
  fetch(request: Request, bindings: never, context: never): Promise<Response> {
    const at = Number(request.headers.get('x-clock') ?? latest)
    latest = Math.max(latest, at)
    return clock.run(at, () => edge.fetch(request, bindings, context))
  },
  scheduled: edge.scheduled,
}
