import { parentPort } from 'node:worker_threads'
import { play, story } from './run.ts'
import { addSums, noSums, sumsOf, type Told } from './stories.ts'

// A thread of stories.ts: plays the seeds that it is given, up to the first that breaks a promise.
parentPort!.on('message', async ({ from, seeds }: { from: number; seeds: number }) => {
  let sums = noSums()
  const tell = (told: Told) => parentPort!.postMessage(told)
  for (let seed = from; seed < from + seeds; seed++) {
    const outcome = await play(story(seed), seed)
    const { violations } = outcome
    if (violations.length) return tell({ failed: { seed, violations } })
    sums = addSums(sums, sumsOf(outcome))
  }
  tell({ sums })
})
