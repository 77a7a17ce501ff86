import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** What is left of the heap after collecting garbage, bytes. */
export function heapNow(): number {
  collect()
  return process.memoryUsage().heapUsed
}
